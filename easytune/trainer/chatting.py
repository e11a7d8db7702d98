"""What learning to answer in conversations brings to a run (Ouyang et al. 2022, section 3.5). Knows the parts that write text; knows
no labels."""

from collections.abc import Callable
from contextlib import nullcontext
from itertools import takewhile
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.utils.data import Dataset
from transformers import PreTrainedTokenizerBase, TrainerCallback

from easytune.contract.events import Plan
from easytune.contract.objective import Chat
from easytune.contract.rows import Conversation, Role, Turn
from easytune.contract.train_spec import Precision, TrainSpec
from easytune.contract.tuning import Lora
from easytune.modeling.chat import prepare_template
from easytune.modeling.device import Compute
from easytune.modeling.language_model import load_language_model
from easytune.modeling.load import longest_input_tokens
from easytune.modeling.tuned import Tuned, tune_language_model
from easytune.trainer.answers import Answers, Prompt
from easytune.trainer.checkpoints import Checkpoint
from easytune.trainer.conversations import SpokenSplit, conversations, prepare
from easytune.trainer.language_output import compare_language_model, write_language_model
from easytune.trainer.lesson import Compared, Context, Lesson, Loop, Materials
from easytune.trainer.loop import FineTuner
from easytune.trainer.manifest import Progress
from easytune.trainer.packing import Packer, mean_loss, summed_loss
from easytune.trainer.rows import Batches, Parts
from easytune.trainer.scores import Scores
from easytune.trainer.silence import Silence

FIRST_QUESTIONS = 3


class Chatting(Lesson):
    """Teaches the answers of conversations, all weights or an adapter."""

    def __init__(self, spec: TrainSpec, chat: Chat) -> None:
        super().__init__(spec)
        self._chat = chat

    def load(self, folder: Path, tokenizer: PreTrainedTokenizerBase, compute: Compute) -> Tuned:
        """What is trained is of 32 bits; a frozen base is kept in the precision that it is multiplied in."""
        prepare_template(tokenizer, self._chat.template)
        tuning = self.spec.settings.tuning
        frozen_half = isinstance(tuning, Lora) and compute.precision is Precision.BF16
        dtype = torch.bfloat16 if frozen_half else torch.float32
        model = load_language_model(folder, dtype=dtype, attention="packed", dropout=self.spec.settings.dropout)
        return tune_language_model(model, tuning, self.spec.model.name)

    def prepare(self, tokenizer: PreTrainedTokenizerBase, at_chunk: Callable[[int], None]) -> Parts:
        return prepare(self.spec, self._chat, tokenizer, at_chunk)

    def counted(self, plan: Plan, split: Parts) -> Plan:
        assert isinstance(split, SpokenSplit)
        dropped = split.train.dropped + split.validation.dropped
        figures = {"train_tokens": split.train.tokens, "learned_tokens": split.train.learned_tokens, "dropped_rows": dropped}
        return plan.model_copy(update=figures)

    def batches(self, tokenizer: PreTrainedTokenizerBase) -> Batches:
        return Packer()

    def tuner(self, materials: Materials, loop: Loop) -> FineTuner:
        return ChatTuner(materials, loop)

    def callbacks(self, context: Context, materials: Materials) -> list[TrainerCallback]:
        if self._chat.sample_tokens == 0:
            return [Silence()]
        compute, folder = materials.compute, Path(self.spec.model.folder)
        half = compute.precision is Precision.BF16
        return [
            Silence(),
            Answers(
                self._prompts(materials), materials.tuned, materials.tokenizer, self._chat.sample_tokens,
                longest_input_tokens(folder, materials.tokenizer), context.report, context.interrupts,
                lambda: torch.autocast(compute.device.value, torch.bfloat16) if half else nullcontext(),
            ),
        ]  # fmt: skip

    def metrics(self, progress: Progress) -> dict[str, float]:
        return {"loss": progress.best_loss}

    def write(self, checkpoint: Checkpoint, materials: Materials, target: Path) -> None:
        write_language_model(checkpoint, materials.tuned, materials.tokenizer, self.spec, target)

    def compare(self, output: Path) -> Compared:
        return compare_language_model(output, self.spec, self._chat)

    def _prompts(self, materials: Materials) -> list[Prompt]:
        """Those that were asked for, or the first questions of the first validation rows."""
        if self._chat.sample_prompts:
            return [Prompt((Turn(role=Role.USER, content=text),), None) for text in self._chat.sample_prompts]
        assert isinstance(materials.split, SpokenSplit)
        wanted = materials.split.validation.lines[:FIRST_QUESTIONS].tolist()
        rows = takewhile(lambda row: row[0] <= wanted[-1], conversations(materials.split.measured_file))
        return [_first_question(conversation) for line, conversation in rows if line in wanted]


class ChatTuner(FineTuner):
    """An evaluation is the mean loss over all learned tokens; no score is kept of a vocabulary's size."""

    def __init__(self, materials: Materials, loop: Loop) -> None:
        super().__init__(materials.tuned, loop.args, materials.split, loop.batches, mean_loss, loop.callbacks)
        self._hear = loop.hear

    def evaluate(
        self,
        eval_dataset: Dataset[Any] | dict[str, Dataset[Any]] | None = None,
        ignore_keys: list[str] | None = None,
        metric_key_prefix: str = "eval",
    ) -> dict[str, float]:
        model: nn.Module = self.model_wrapped
        model.train(False)
        total, tokens = 0.0, 0
        with torch.inference_mode():
            for batch in self.get_eval_dataloader():
                inputs = self._prepare_inputs(batch)
                labels = inputs.pop("labels")
                total += summed_loss(model(**inputs), labels)
                tokens += len(labels)
                self.control = self.callback_handler.on_prediction_step(self.args, self.state, self.control)
        self._hear(Scores(total / tokens))
        metrics = {f"{metric_key_prefix}_loss": total / tokens}
        self.control = self.callback_handler.on_evaluate(self.args, self.state, self.control, metrics)
        return metrics


def _first_question(conversation: Conversation) -> Prompt:
    asked = takewhile(lambda turn: turn.role is not Role.ASSISTANT, conversation.turns)
    return Prompt(tuple(asked), conversation.tools)
