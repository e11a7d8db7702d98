"""How well rows were classified, with one label a text or several. Knows arrays; knows no model, no loop and no files."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from easytune.contract.events import ClassScore


@dataclass(frozen=True)
class Scores:
    """How well a set of rows was classified; confusion[i][j] counts rows of class i taken for j.

    Where text is written there is a loss only. Several labels a text: accuracy is the share of rows with every label right, there
    is a micro F1 and no confusion.
    """

    loss: float
    accuracy: float | None = None
    macro_f1: float | None = None
    per_class: tuple[ClassScore, ...] = ()
    confusion: tuple[tuple[int, ...], ...] = ()
    micro_f1: float | None = None


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


def score_several(logits: npt.NDArray[np.float32], truth: npt.NDArray[np.int8], labels: tuple[str, ...]) -> Scores:
    """Scores of logits float32[rows, labels] against truth int8[rows, labels]; a label is given where its logit is not negative.

    The loss is the mean binary cross entropy over rows and labels, in float64; it is NaN when a logit is.
    """
    wide = logits.astype(np.float64)
    loss = float((np.maximum(wide, 0) - wide * truth + np.log1p(np.exp(-np.abs(wide)))).mean())
    guesses, true = wide >= 0, truth.astype(np.bool_)
    per_class = tuple(_label_score(label, guesses[:, index], true[:, index]) for index, label in enumerate(labels))
    present = [one.f1 for one in per_class if one.rows]
    micro = class_score("", int((guesses & true).sum()), int(guesses.sum()), int(true.sum())).f1
    accuracy = float((guesses == true).all(axis=1).mean()) if len(true) else 0.0
    return Scores(loss, accuracy, float(np.mean(present)) if present else 0.0, per_class, (), micro)


def _label_score(label: str, guesses: npt.NDArray[np.bool_], true: npt.NDArray[np.bool_]) -> ClassScore:
    return class_score(label, int((guesses & true).sum()), int(guesses.sum()), int(true.sum()))


def _class_score(confusion: npt.NDArray[np.int64], index: int, label: str) -> ClassScore:
    right, predicted, rows = (int(value) for value in (confusion[index, index], confusion[:, index].sum(), confusion[index].sum()))
    return class_score(label, right, predicted, rows)


def class_score(label: str, right: int, predicted: int, rows: int) -> ClassScore:
    """Of one label: how many rows have it, were given it, and both; what cannot be divided is 0."""
    precision = right / predicted if predicted else 0.0
    recall = right / rows if rows else 0.0
    f1 = 2 * right / (predicted + rows) if predicted + rows else 0.0
    return ClassScore(label=label, precision=precision, recall=recall, f1=f1, rows=rows)
