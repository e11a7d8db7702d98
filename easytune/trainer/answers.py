"""Lets the model answer a few prompts at the start and at every evaluation, so that one sees it change. Knows the model; trains nothing."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import torch
from transformers import DynamicCache, PreTrainedTokenizerBase, TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from easytune.contract.events import Phase, Sample
from easytune.contract.rows import Turn
from easytune.modeling.chat import end_ids, prompt_ids
from easytune.modeling.tuned import Tuned
from easytune.trainer.interrupts import Interrupts
from easytune.trainer.report import Report

HALF_CHARACTER = "\ufffd"  # what an answer that was cut in the middle of one decodes to


@dataclass(frozen=True)
class Prompt:
    """Turns to answer, with the functions that may be called."""

    turns: tuple[Turn, ...]
    tools: str | None

    @property
    def text(self) -> str:
        """What is shown of it: the last turn."""
        return self.turns[-1].content


class Answers(TrainerCallback):
    """Greedy, so no random generator moves; a run that resumes does not answer again at its start."""

    def __init__(
        self, prompts: Sequence[Prompt], tuned: Tuned, tokenizer: PreTrainedTokenizerBase, most_tokens: int, context_tokens: int,
        report: Report, interrupts: Interrupts, arithmetic: Callable[[], AbstractContextManager[Any]],
    ) -> None:  # fmt: skip
        self._prompts = prompts
        self._tuned = tuned
        self._tokenizer = tokenizer
        self._most_tokens = most_tokens
        self._context_tokens = context_tokens
        self._report = report
        self._interrupts = interrupts
        self._arithmetic = arithmetic

    def on_train_begin(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        if state.global_step == 0:
            self._report.phase(Phase.EVALUATE)
            self._answer_all(0, args.device)
            self._report.phase(Phase.TRAIN)

    def on_evaluate(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any) -> None:
        self._answer_all(state.global_step, args.device)

    def _answer_all(self, step: int, device: torch.device) -> None:
        """Until somebody asks for the end; that is then heard at the next step edge."""
        model = self._tuned.model
        was_training = model.training
        model.train(False)
        with torch.inference_mode(), self._arithmetic():
            for place, prompt in enumerate(self._prompts):
                text = self._answer(prompt, device)
                if text is None:
                    break
                self._report.sample(Sample(step=step, place=place, prompt=prompt.text, text=text))
        model.train(was_training)

    def _answer(self, prompt: Prompt, device: torch.device) -> str | None:
        ids = prompt_ids(prompt.turns, prompt.tools, self._tokenizer)
        stop = set(end_ids(self._tokenizer))
        cache = DynamicCache()
        following = torch.tensor([ids], device=device)
        answer: list[int] = []
        for _ in range(min(self._most_tokens, self._context_tokens - len(ids))):
            if self._interrupts.wish() is not None:
                return None
            logits = self._tuned.model(input_ids=following, past_key_values=cache, use_cache=True, logits_to_keep=1).logits
            likeliest = int(logits[0, -1].argmax())
            if likeliest in stop:
                break
            answer.append(likeliest)
            following = torch.tensor([[likeliest]], device=device)
        return str(self._tokenizer.decode(answer, skip_special_tokens=True)).strip().rstrip(HALF_CHARACTER)
