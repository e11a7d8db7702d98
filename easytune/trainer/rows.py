"""What the loop asks of rows and of what makes batches of them. Knows lengths and counts; knows no objective and no model."""

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Sequence
from copy import copy
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from torch.utils.data import Dataset


class Rows(Dataset[Any]):
    """Tokenised rows; truncated bool[rows] says which lost their end."""

    truncated: npt.NDArray[np.bool_]

    @abstractmethod
    def __len__(self) -> int: ...

    @property
    @abstractmethod
    def lengths(self) -> npt.NDArray[np.int64]:
        """Tokens of each row, int64[rows]."""


class Parts(Protocol):
    """What is learned from and what is measured on."""

    @property
    def train(self) -> Rows: ...

    @property
    def validation(self) -> Rows: ...


class Batches(ABC):
    """Makes a batch of rows, as arguments of the model and `labels`, and counts the rows and tokens that were learned from.

    The library fetches a batch ahead of the one that it trains on, so what is made counts only once it is used.
    """

    def __init__(self) -> None:
        self.rows = 0
        self.tokens = 0
        self._made: deque[tuple[int, int]] = deque()

    @abstractmethod
    def __call__(self, examples: Sequence[Any]) -> dict[str, Any]: ...

    def apart(self) -> "Batches":
        """Another one of the kind, for rows that are only measured on."""
        other = copy(self)
        other._made = deque()
        return other

    def made(self, rows: int, tokens: int) -> None:
        """A batch of so many was made."""
        self._made.append((rows, tokens))

    def used(self) -> None:
        """The oldest batch that was not used yet is."""
        rows, tokens = self._made.popleft()
        self.rows += rows
        self.tokens += tokens
