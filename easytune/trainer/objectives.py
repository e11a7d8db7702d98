"""What a classifier is fed and judged by: padded batches and scores. Knows arrays and tensors; knows no loop and no files."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from easytune.contract.events import ClassScore
from easytune.trainer.data import Example

PAD_TO_MULTIPLE = 8


class Collator:
    """Pads a batch to its longest row, rounded up to 8 tokens; counts what it hands out."""

    def __init__(self, pad_token_id: int) -> None:
        self._pad = pad_token_id
        self.rows = 0
        self.tokens = 0

    def __call__(self, examples: Sequence[Example]) -> dict[str, torch.Tensor]:
        """input_ids and attention_mask int64[B, T], labels int64[B]."""
        lengths = [len(example.input_ids) for example in examples]
        width = -(-max(lengths) // PAD_TO_MULTIPLE) * PAD_TO_MULTIPLE
        ids = np.full((len(examples), width), self._pad, dtype=np.int64)
        for row, example in enumerate(examples):
            ids[row, : lengths[row]] = example.input_ids
        mask = (np.arange(width) < np.array(lengths)[:, None]).astype(np.int64)
        self.rows += len(examples)
        self.tokens += sum(lengths)
        labels = torch.tensor([example.label for example in examples])
        return {"input_ids": torch.from_numpy(ids), "attention_mask": torch.from_numpy(mask), "labels": labels}


@dataclass(frozen=True)
class Scores:
    """How well a set of rows was classified; confusion[i][j] counts rows of class i taken for j."""

    loss: float
    accuracy: float
    macro_f1: float
    per_class: tuple[ClassScore, ...]
    confusion: tuple[tuple[int, ...], ...]


def score(logits: npt.NDArray[np.float32], truth: npt.NDArray[np.int64], labels: tuple[str, ...]) -> Scores:
    """Scores of logits float32[rows, classes] against truth int64[rows]; a class that nobody has counts 0 in no mean.

    The loss is the mean cross entropy, in float64; it is NaN when a logit is.
    """
    wide = logits.astype(np.float64)
    shifted = wide - wide.max(axis=1, keepdims=True)
    log_probabilities = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -float(log_probabilities[np.arange(len(truth)), truth].mean())
    confusion = np.zeros((len(labels), len(labels)), dtype=np.int64)
    np.add.at(confusion, (truth, wide.argmax(axis=1)), 1)
    per_class = tuple(_class_score(confusion, index, label) for index, label in enumerate(labels))
    present = [one.f1 for one in per_class if one.rows]
    accuracy = float(np.trace(confusion) / max(1, len(truth)))
    return Scores(loss, accuracy, float(np.mean(present)), per_class, tuple(tuple(int(cell) for cell in row) for row in confusion))


def _class_score(confusion: npt.NDArray[np.int64], index: int, label: str) -> ClassScore:
    right, predicted, rows = (int(value) for value in (confusion[index, index], confusion[:, index].sum(), confusion[index].sum()))
    precision = right / predicted if predicted else 0.0
    recall = right / rows if rows else 0.0
    f1 = 2 * right / (predicted + rows) if predicted + rows else 0.0
    return ClassScore(label=label, precision=precision, recall=recall, f1=f1, rows=rows)
