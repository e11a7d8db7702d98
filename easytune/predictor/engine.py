"""Turns texts into label probabilities with one loaded classifier. Knows torch and a model folder; knows no socket and no run."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import torch
from tokenizers import Encoding

from easytune.contract.calibration import read_calibration
from easytune.contract.predict import LabelProbability, Prediction
from easytune.contract.train_spec import Device, Precision
from easytune.modeling.adapter import open_classifier
from easytune.modeling.device import choose_compute
from easytune.modeling.load import is_multi_label, label_names, load_tokenizer, longest_input_tokens, token_ids

# padded; on a CPU more is slower (caches), and a short request waits no longer than one batch of a long one
BATCH_TOKENS = {Device.CPU: 2048, Device.MPS: 8192, Device.CUDA: 65536}
BATCH_ROWS = 256
SEVERAL_THRESHOLD = 0.5
MAX_CHARACTERS_PER_TOKEN = 100  # longer words are one unknown token; what lies beyond cannot be read anyway


@dataclass(frozen=True)
class Encoded:
    """One text as token ids, cut to what the model reads."""

    ids: tuple[int, ...]
    type_ids: tuple[int, ...]
    truncated: bool


class Engine:
    """A classifier in memory, for any number of threads.

    Best is one CPU thread per call and several calls at once (threads.py): threads that wait for each other inside
    a product lose ten times their speed as soon as a training takes a core (measured on 2 cores: 24 against 250 ms a text).
    """

    def __init__(self, folder: Path, max_tokens: int, base_folder: Path | None = None) -> None:
        """base_folder: of an adapter. Raises: RunFailed when a folder is refused or cannot be loaded."""
        self._encoding = Lock()  # a tokenizer refuses two callers at once
        self._compute = choose_compute(Device.AUTO, Precision.AUTO)
        self._tokenizer = load_tokenizer(folder)
        self._uses_bf16 = self._compute.precision is Precision.BF16
        self._model = open_classifier(folder, base_folder, self._tokenizer)
        self._model.train(False)
        if self._uses_bf16:
            _round_linear_weights(self._model)
        torch.nn.Module.to(self._model, self._compute.torch_device)
        self._labels = label_names(self._model)
        self.multi_label = is_multi_label(self._model)
        calibration = read_calibration(folder)
        self.temperature = calibration.temperature if calibration is not None else None
        self._takes_types = "token_type_ids" in self._tokenizer.model_input_names
        self._max_tokens = min(max_tokens, longest_input_tokens(folder, self._tokenizer))
        self.device = self._compute.device_name
        self.precision = self._compute.precision.value

    def encode(self, texts: Sequence[str]) -> list[Encoded]:
        """Token ids of each text, special tokens included; at most max_tokens of them."""
        limit = self._max_tokens * MAX_CHARACTERS_PER_TOKEN
        with self._encoding:
            batch = self._tokenizer([text[:limit] for text in texts], truncation=True, max_length=self._max_tokens)
        return [
            Encoded(tuple(token_ids(encoding.ids, self._tokenizer)), tuple(encoding.type_ids), _is_cut(encoding, text, limit))
            for text, encoding in zip(texts, batch.encodings, strict=True)
        ]

    def batches(self, encoded: Sequence[Encoded]) -> list[list[int]]:
        """Indices of texts of like length, so that little is padded; longest first."""
        most_tokens = BATCH_TOKENS[self._compute.device]
        order = sorted(range(len(encoded)), key=lambda index: len(encoded[index].ids), reverse=True)
        result: list[list[int]] = []
        for index in order:
            current = result[-1] if result else None
            if current is None or len(current) >= BATCH_ROWS or (len(current) + 1) * len(encoded[current[0]].ids) > most_tokens:
                result.append([index])
            else:
                current.append(index)
        return result

    def predict(self, batch: Sequence[Encoded], threshold: float | None = None) -> list[Prediction]:
        """One padded forward pass; probabilities are softmax of the logits, or a sigmoid of each, highest first.

        threshold: of labels that are given; None is threshold_or_default's.
        """
        least = self.threshold_or_default(threshold)
        longest = max(len(encoded.ids) for encoded in batch)
        padding = self._tokenizer.pad_token_id
        rows = [[*encoded.ids, *[padding] * (longest - len(encoded.ids))] for encoded in batch]
        mask = [[1] * len(encoded.ids) + [0] * (longest - len(encoded.ids)) for encoded in batch]
        inputs = {"input_ids": self._tensor(rows), "attention_mask": self._tensor(mask)}
        if self._takes_types:
            inputs["token_type_ids"] = self._tensor([[*encoded.type_ids, *[0] * (longest - len(encoded.type_ids))] for encoded in batch])
        return [self._prediction(row, encoded.truncated, least) for row, encoded in zip(self._chances(inputs), batch, strict=True)]

    def threshold_or_default(self, threshold: float | None) -> float:
        """Half, where a text has any number of labels; nothing, where it has one."""
        if threshold is not None:
            return threshold
        return SEVERAL_THRESHOLD if self.multi_label else 0.0

    def _chances(self, inputs: dict[str, torch.Tensor]) -> list[list[float]]:
        autocast = torch.autocast(self._compute.device.value, torch.bfloat16) if self._uses_bf16 else nullcontext()
        with torch.inference_mode(), autocast:
            logits = self._model(**inputs).logits.float()
        if self.temperature is not None:
            logits = logits / self.temperature
        chances: list[list[float]] = (torch.sigmoid(logits) if self.multi_label else torch.softmax(logits, dim=-1)).tolist()
        return chances

    def _prediction(self, probabilities: list[float], truncated: bool, least: float) -> Prediction:
        pairs = zip(self._labels, probabilities, strict=True)
        ranked = tuple(
            LabelProbability(label=label, probability=probability)
            for label, probability in sorted(pairs, key=lambda pair: pair[1], reverse=True)
        )
        could_be = ranked if self.multi_label else ranked[:1]
        given = tuple(choice.label for choice in could_be if choice.probability >= least)
        likeliest = ranked[0]
        return Prediction(label=likeliest.label, probability=likeliest.probability, probabilities=ranked, labels=given, truncated=truncated)

    def _tensor(self, rows: list[list[int]]) -> torch.Tensor:
        return torch.tensor(rows, dtype=torch.long, device=self._compute.torch_device)


def _is_cut(encoding: Encoding, text: str, limit: int) -> bool:
    return bool(encoding.overflowing) or len(text) > limit


def _round_linear_weights(model: torch.nn.Module) -> None:
    """What autocast would do before every product, done once: the same numbers, half the memory, no cast per request."""
    for module in model.modules():
        if isinstance(module, torch.nn.Linear):
            module.to(torch.bfloat16)
