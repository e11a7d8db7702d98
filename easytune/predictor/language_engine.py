"""Writes answers with one loaded language model, a token at a time. Knows torch and a model folder; knows no thread and no socket."""

import copy
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import torch
from transformers import DynamicCache, PreTrainedModel, PreTrainedTokenizerBase

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.contract.generate import GenerateRequest, Sampling
from easytune.contract.train_spec import Device, Precision
from easytune.modeling.chat import end_ids, prompt_ids
from easytune.modeling.device import choose_compute
from easytune.modeling.language_model import open_language_model
from easytune.modeling.load import load_tokenizer, longest_input_tokens
from easytune.predictor.sampling import Chooser
from easytune.predictor.text_stream import StopTexts, TextStream

READ_TOKENS = 256  # of a prompt in one step: so long do other answers wait for each other's prompts
MAX_CHARACTERS_PER_TOKEN = 100


class LanguageEngine:
    """A language model in memory. One thread asks for prompts, another one writes: they share nothing that changes."""

    def __init__(self, folder: Path, max_tokens: int, base_folder: Path | None = None) -> None:
        """base_folder: of an adapter. Raises: RunFailed when a folder is refused or cannot be loaded."""
        compute = choose_compute(Device.AUTO, Precision.AUTO)
        self._name = folder.name
        self.tokenizer = load_tokenizer(folder)
        # a tokenizer refuses to be asked while another thread is inside it
        self._decoding_tokenizer = copy.deepcopy(self.tokenizer)
        self.model = open_language_model(folder, base_folder).train(False)
        if compute.precision is Precision.BF16:
            _round_weights(self.model)
        torch.nn.Module.to(self.model, compute.torch_device)
        self.limit_tokens = min(max_tokens, longest_input_tokens(folder, self.tokenizer))
        self.ends = frozenset(_ends(self.model, self.tokenizer))

    def ids_of(self, request: GenerateRequest) -> list[int]:
        """The prompt as tokens.

        Raises: RunFailed(PROMPT_EMPTY, PROMPT_TOO_LONG, CHAT_TEMPLATE_MISSING, CHAT_TEMPLATE_FAILED).
        """
        characters = len(request.prompt or "") + sum(len(turn.content) for turn in request.turns)
        if characters > self.limit_tokens * MAX_CHARACTERS_PER_TOKEN:
            raise RunFailed(ErrorCode.PROMPT_TOO_LONG, tokens=characters // MAX_CHARACTERS_PER_TOKEN, limit=self.limit_tokens - 1)
        ids = self._ids(request)
        if not ids:
            raise RunFailed(ErrorCode.PROMPT_EMPTY)
        if len(ids) >= self.limit_tokens:
            raise RunFailed(ErrorCode.PROMPT_TOO_LONG, tokens=len(ids), limit=self.limit_tokens - 1)
        return ids

    def begin(self, ids: Sequence[int], sampling: Sampling) -> "LanguageWriting":
        return LanguageWriting(self, ids, sampling)

    def decode(self, ids: list[int]) -> str:
        """Without the tokens that only steer."""
        return str(self._decoding_tokenizer.decode(ids, skip_special_tokens=True, clean_up_tokenization_spaces=False))

    def scores(self, ids: Sequence[int], cache: DynamicCache) -> torch.Tensor:
        """One forward pass behind what the cache holds: float32[vocabulary] of the next token, on the CPU."""
        with torch.inference_mode():
            inputs = torch.tensor([ids], dtype=torch.long, device=self.model.device)
            logits: torch.Tensor = self.model(input_ids=inputs, past_key_values=cache, use_cache=True, logits_to_keep=1).logits
            return logits[0, -1].float().cpu()

    def _ids(self, request: GenerateRequest) -> list[int]:
        if request.prompt is not None:
            return [int(one) for one in self.tokenizer(request.prompt).input_ids]
        if not request.turns:
            return []
        if self.tokenizer.chat_template is None:
            raise RunFailed(ErrorCode.CHAT_TEMPLATE_MISSING, name=self._name)
        return prompt_ids(request.turns, request.tools, self.tokenizer)


class LanguageWriting:
    """One answer: its keys and values, its chance, and the text so far."""

    def __init__(self, engine: LanguageEngine, ids: Sequence[int], sampling: Sampling) -> None:
        self._engine = engine
        self._unread = list(ids)
        self._cache = DynamicCache(config=engine.model.config)
        self._chooser = Chooser(sampling, ids)
        self._text = TextStream(engine.decode, ids)
        self._stops = StopTexts(sampling.stop)
        self._most_tokens = min(sampling.max_tokens, engine.limit_tokens - len(ids))
        self.answer_tokens = 0
        self.finish_reason: Literal["stop", "length"] | None = None

    def step(self) -> str:
        """Read a part of the prompt, or write a token. The text to show, often none."""
        part, self._unread = self._unread[:READ_TOKENS], self._unread[READ_TOKENS:]
        scores = self._engine.scores(part, self._cache)
        if self._unread:
            return ""
        token = self._chooser.choose(scores)
        self._unread = [token]
        return self._taken(token)

    def _taken(self, token: int) -> str:
        if token in self._engine.ends:
            return self._finished("stop")
        self.answer_tokens += 1
        shown = self._stops.push(self._text.push(token))
        if self._stops.found:
            self.finish_reason = "stop"
            return shown
        return shown + self._finished("length") if self.answer_tokens >= self._most_tokens else shown

    def _finished(self, reason: Literal["stop", "length"]) -> str:
        """What was kept back is shown now, unless a stop text begins in it."""
        shown = self._stops.push(self._text.rest())
        self.finish_reason = "stop" if self._stops.found else reason
        return shown + self._stops.rest()


def _ends(model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase) -> list[int]:
    """Every token that ends an answer: of the model's own settings, of its tokenizer, and of its chat template."""
    found = [tokenizer.eos_token_id] if tokenizer.chat_template is None else end_ids(tokenizer)
    for ids in (model.config.eos_token_id, model.generation_config.eos_token_id):
        found += ids if isinstance(ids, list) else [ids]
    return [int(one) for one in found if one is not None]


def _round_weights(model: PreTrainedModel) -> None:
    """The weights alone: the frequencies of rotary positions are no weights, and lose far positions when they are rounded."""
    for weight in model.parameters():
        weight.data = weight.data.to(torch.bfloat16)
