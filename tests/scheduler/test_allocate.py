"""Which waiting runs start. Knows no database."""

from hypothesis import given
from hypothesis import strategies as st

from easytune.scheduler.allocate import Waiting, choose

KINDS = st.sampled_from(["train", "pull", "predict", "render"])
SLOTS = {"train": 1, "pull": 2, "predict": 2, "render": 2}


@given(st.lists(KINDS, max_size=30), st.lists(KINDS, max_size=6), st.sets(st.integers(0, 30)))
def test_slots_are_kept_and_the_order_too(waiting_kinds, running, not_yet):
    waiting = [Waiting(number, 1, kind) for number, kind in enumerate(waiting_kinds)]
    chosen = choose(waiting, running, SLOTS, not_yet)
    assert chosen == sorted(chosen, key=lambda run: run.run_id)
    assert not_yet.isdisjoint({run.run_id for run in chosen})
    for kind, slots in SLOTS.items():
        free = max(0, slots - running.count(kind))
        ready = [run for run in waiting if run.kind == kind and run.run_id not in not_yet]
        assert [run for run in chosen if run.kind == kind] == ready[:free]


def test_a_long_queue_of_one_kind_does_not_hold_up_another():
    waiting = [Waiting(number, 1, "train") for number in range(100)] + [Waiting(100, 1, "predict")]
    assert [run.run_id for run in choose(waiting, ["train"], SLOTS, set())] == [100]


def test_a_rendering_starts_while_trainings_and_downloads_hold_all_their_slots():
    waiting = [Waiting(1, 1, "train"), Waiting(2, 1, "pull"), Waiting(3, 1, "render")]
    assert [run.run_id for run in choose(waiting, ["train", "pull", "pull", "predict", "predict"], SLOTS, set())] == [3]
