"""The order in which rows are seen: batches of similar length, drawn anew each epoch from (seed, epoch). Knows lengths only.

The library's own length-grouping sampler has no generator of its own, so a run that was killed in its second epoch
goes on in another order than one that was not. This one depends on nothing but its arguments.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from torch.utils.data import Sampler

POOL_BATCHES = 50


class LengthGroupingSampler(Sampler[int]):
    """Row indices such that every batch_rows in a row have similar length; only the last batch of an epoch may be smaller.

    The batch with the longest row comes first, so that a lack of memory shows at once.
    """

    def __init__(self, lengths: npt.NDArray[np.int64], batch_rows: int, seed: int) -> None:
        """lengths: int64[rows], tokens of each row."""
        self._lengths = lengths
        self._batch_rows = batch_rows
        self._seed = seed
        self._epoch = 0

    def set_epoch(self, epoch: int) -> None:
        """Called by accelerate's loader before each epoch."""
        self._epoch = epoch

    def __len__(self) -> int:
        return len(self._lengths)

    def __iter__(self) -> Iterator[int]:
        return iter(epoch_order(self._lengths, self._batch_rows, self._seed, self._epoch).tolist())


def epoch_order(lengths: npt.NDArray[np.int64], batch_rows: int, seed: int, epoch: int) -> npt.NDArray[np.int64]:
    """A permutation of range(rows): shuffle, sort pools of 50 batches by length, cut into batches, shuffle the batches."""
    random = np.random.default_rng([seed, epoch])
    order = random.permutation(len(lengths))
    pool_rows = POOL_BATCHES * batch_rows
    pools = [order[start : start + pool_rows] for start in range(0, len(order), pool_rows)]
    grouped = np.concatenate([pool[np.argsort(-lengths[pool], kind="stable")] for pool in pools]) if pools else order
    whole = len(grouped) // batch_rows
    batches = grouped[: whole * batch_rows].reshape(whole, batch_rows)[random.permutation(whole)]
    if whole:
        longest = int(lengths[batches].max(axis=1).argmax())
        batches[[0, longest]] = batches[[longest, 0]]
    return np.concatenate([batches.reshape(-1), grouped[whole * batch_rows :]])
