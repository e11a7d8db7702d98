"""Chooses the validation rows of texts with any number of labels, so that every label has its share. Knows arrays; knows no texts."""

from typing import Any

import numpy as np
import numpy.typing as npt

from easytune.contract.split import held_out_rows

NO_LABEL = -1
Has = npt.NDArray[np.integer[Any]]


def held_out(has: Has, share: float, seed: int) -> npt.NDArray[np.bool_]:
    """Which rows are for validation, bool[rows]: iterative stratification (Sechidis et al. 2011, algorithm 1) with two parts.

    has is 0 or 1 [rows, labels]. Rows of the rarest label are dealt first, each to the part that still wants more of that label.
    The size is held_out_rows, exactly. Every label is trained on: a label's only row never becomes a validation row.
    """
    rows = len(has)
    random = np.random.default_rng(seed)
    order = random.permutation(rows)
    dealing = _Dealing(has, held_out_rows(rows, share))
    for label in [*_rarest_first(has), NO_LABEL]:
        waiting = order[~dealing.dealt[order]]
        for row in waiting if label == NO_LABEL else waiting[has[waiting, label] == 1]:
            dealing.deal(int(row), label)
    return dealing.kept


class _Dealing:
    """The state of a split half-way; wanted is float[labels], what validation still lacks of each label."""

    def __init__(self, has: Has, kept_rows: int) -> None:
        rows = len(has)
        share = kept_rows / rows
        self.kept = np.zeros(rows, dtype=np.bool_)
        self.dealt = np.zeros(rows, dtype=np.bool_)
        self._has = has
        self._share = share
        self._room, self._room_to_train = kept_rows, rows - kept_rows
        self._wanted = has.sum(axis=0) * share
        self._wanted_to_train = has.sum(axis=0) * (1 - share)

    def deal(self, row: int, label: int) -> None:
        """Give a row to the part that wants the label more; where both want it alike, or it has none, to the emptier one."""
        to_validation = self._room > 0 and (self._room_to_train == 0 or self._validation_wants_more(label))
        self.dealt[row] = True
        self.kept[row] = to_validation
        if to_validation:
            self._room -= 1
            self._wanted = self._wanted - self._has[row]
        else:
            self._room_to_train -= 1
            self._wanted_to_train = self._wanted_to_train - self._has[row]

    def _validation_wants_more(self, label: int) -> bool:
        if label != NO_LABEL and self._wanted[label] != self._wanted_to_train[label]:
            return bool(self._wanted[label] > self._wanted_to_train[label])
        return self._room * (1 - self._share) > self._room_to_train * self._share


def _rarest_first(has: Has) -> list[int]:
    counts = has.sum(axis=0)
    return [int(label) for label in np.argsort(counts, kind="stable") if counts[label]]
