"""The order of rows: a permutation, grouped by length, decided by (seed, epoch) alone."""

import numpy as np
from accelerate import Accelerator
from accelerate.data_loader import skip_first_batches
from hypothesis import given
from hypothesis import strategies as st
from torch.utils.data import DataLoader, Dataset

from easytune.trainer.sampler import LengthGroupingSampler, epoch_order

LENGTHS = np.random.default_rng(0).integers(2, 120, size=1003)


class Numbers(Dataset[int]):
    """100 rows; row i is the number i."""

    def __len__(self) -> int:
        return 100

    def __getitem__(self, index: int) -> int:
        return index


@given(rows=st.integers(0, 500), batch_rows=st.integers(1, 40), seed=st.integers(0, 2**32 - 1), epoch=st.integers(0, 50))
def test_every_row_is_seen_exactly_once(rows, batch_rows, seed, epoch):
    order = epoch_order(LENGTHS[:rows], batch_rows, seed, epoch)
    assert sorted(order.tolist()) == list(range(rows))


def test_the_order_depends_on_seed_and_epoch_only():
    first = epoch_order(LENGTHS, 16, 1, 2)
    assert (first == epoch_order(LENGTHS, 16, 1, 2)).all()
    assert (first != epoch_order(LENGTHS, 16, 1, 3)).any()
    assert (first != epoch_order(LENGTHS, 16, 2, 2)).any()


def test_grouping_leaves_little_padding():
    def padded(order):
        return sum(LENGTHS[order[start : start + 16]].max() * len(order[start : start + 16]) for start in range(0, len(order), 16))

    shuffled = np.random.default_rng(1).permutation(len(LENGTHS))
    assert padded(epoch_order(LENGTHS, 16, 1, 0)) < 1.05 * LENGTHS.sum() < padded(shuffled) * 0.7


def test_the_longest_row_comes_in_the_first_batch():
    assert LENGTHS[epoch_order(LENGTHS[:992], 16, 1, 0)[:16]].max() == LENGTHS[:992].max()


def test_accelerate_moves_the_epoch_and_skips_into_the_middle_of_it():
    loader = Accelerator(cpu=True).prepare(DataLoader(Numbers(), batch_size=8, sampler=LengthGroupingSampler(LENGTHS[:100], 8, 5)))
    loader.set_epoch(3)
    whole = [batch.tolist() for batch in loader]
    assert [row for batch in whole for row in batch] == epoch_order(LENGTHS[:100], 8, 5, 3).tolist()
    rest = skip_first_batches(loader, 4)
    rest.set_epoch(3)
    assert [batch.tolist() for batch in rest] == whole[4:]
