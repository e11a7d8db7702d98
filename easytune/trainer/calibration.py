"""Fits one temperature to logits, and measures how far confidence and correctness lie apart. Knows arrays; knows no model and no files."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from easytune.contract.events import ReliabilityBin

Floats = npt.NDArray[np.float64]
Classes = npt.NDArray[np.integer[Any]]
BINS = 15  # Guo et al. 2017, section 5
LEAST_ROWS = 50  # with fewer, a bin holds a handful of rows and the fit follows chance
COLDEST, HOTTEST = 0.2, 20.0
_SEARCH_STEPS = 40  # of golden section: leaves a 10^-8 of the interval
_GOLDEN = (math.sqrt(5) - 1) / 2


@dataclass(frozen=True)
class Fitted:
    """A temperature and the expected calibration errors without and with it; bins are those with it, empty ones left out."""

    temperature: float
    error_before: float
    error_after: float
    bins: tuple[ReliabilityBin, ...]


def fit(logits: npt.NDArray[np.float32], truth: Classes) -> Fitted:
    """The temperature of least cross entropy (Guo et al. 2017, section 4.2); 1 where that would raise the calibration error.

    logits float32[rows, classes] with truth int64[rows], or with truth 0/1[rows, labels] where a text has several labels: then
    every label of every row is a decision of its own.
    """
    wide = logits.astype(np.float64)
    loss = _loss_of_several if truth.ndim == 2 else _loss_of_one
    found = math.exp(_least(lambda log_temperature: loss(wide / math.exp(log_temperature), truth)))
    before, bins_before = calibration_error(*decisions(wide, truth))
    after, bins_after = calibration_error(*decisions(wide / found, truth))
    if after >= before:
        return Fitted(1.0, before, before, bins_before)
    return Fitted(found, before, after, bins_after)


def probabilities(logits: Floats, several: bool) -> Floats:
    """Softmax over classes, or a sigmoid for each label; float64[rows, classes]."""
    if several:
        return np.asarray(np.exp(-np.logaddexp(0, -logits)))
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))


def decisions(logits: Floats, truth: Classes) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Confidence of each decision, 0 to 1, and whether it was right."""
    chances = probabilities(logits, several=truth.ndim == 2)
    if truth.ndim == 2:
        given = chances >= 0.5
        return np.where(given, chances, 1 - chances).reshape(-1), (given == truth.astype(np.bool_)).reshape(-1)
    return chances.max(axis=1), chances.argmax(axis=1) == truth


def calibration_error(confidence: Floats, right: npt.NDArray[np.bool_]) -> tuple[float, tuple[ReliabilityBin, ...]]:
    """Expected calibration error over equally wide bins of confidence, and the bins that hold any decision, lowest first."""
    places = np.minimum((confidence * BINS).astype(np.int64), BINS - 1)
    bins = [
        ReliabilityBin(confidence=float(confidence[inside].mean()), accuracy=float(right[inside].mean()), rows=int(inside.sum()))
        for inside in (places == place for place in range(BINS))
        if inside.any()
    ]
    error = sum(one.rows * abs(one.accuracy - one.confidence) for one in bins) / max(1, len(confidence))
    return error, tuple(bins)


def _loss_of_one(logits: Floats, truth: Classes) -> float:
    highest = logits.max(axis=1)
    partition = highest + np.log(np.exp(logits - highest[:, None]).sum(axis=1))
    return float((partition - logits[np.arange(len(truth)), truth]).mean())


def _loss_of_several(logits: Floats, truth: Classes) -> float:
    return float((np.logaddexp(0, logits) - logits * truth).mean())


def _least(loss: Callable[[float], float]) -> float:
    """The log temperature of least loss, by golden section: the loss has one valley over it. No chance, no tolerance."""
    low, high = math.log(COLDEST), math.log(HOTTEST)
    left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    at_left, at_right = loss(left), loss(right)
    for _ in range(_SEARCH_STEPS):
        if at_left <= at_right:
            high, right, at_right = right, left, at_left
            left = high - _GOLDEN * (high - low)
            at_left = loss(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + _GOLDEN * (high - low)
            at_right = loss(right)
    return (low + high) / 2
