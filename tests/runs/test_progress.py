"""What a run's row shows after its events. Knows no file."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from easytune.contract.events import (
    AnyEvent,
    CheckpointSaved,
    Evaluation,
    Finished,
    Phase,
    PhaseChanged,
    Progress,
    Ready,
    Started,
    Step,
)
from easytune.runs.progress import RunMetrics, RunProgress, apply

FRESH = RunProgress(
    phase="queue", step=0, total_steps=None, epoch=None, last_loss=None, progress=None, metrics={}, checkpoint_step=None,
    address=None, deaths=2,
)  # fmt: skip


def _after(*events: AnyEvent, kind: str = "train", seen: RunProgress = FRESH) -> RunProgress:
    for said in events:
        seen = apply(seen, said, kind)
    return seen


def _step(step: int, loss: float) -> Step:
    return Step(step=step, epoch=1.0, loss=loss, learning_rate=1e-4, rows_per_second=1, tokens_per_second=1, elapsed_seconds=1)


def _checkpoint(step: int) -> CheckpointSaved:
    return CheckpointSaved(step=step, folder="f", bytes=1, seconds=0)


@pytest.mark.parametrize(("loss", "shown"), [(math.nan, "NaN"), (math.inf, "Infinity"), (-math.inf, "-Infinity"), (0.25, "0.25")])
def test_a_loss_is_shown_as_it_is_also_when_it_is_no_number(loss: float, shown: str):
    assert _after(_step(3, loss)).last_loss == shown


def test_the_first_checkpoint_is_no_progress_and_a_further_one_is():
    assert _after(_checkpoint(0)).deaths == 2
    assert _after(_checkpoint(0), _checkpoint(5)).deaths == 0


def test_a_checkpoint_whose_word_was_lost_is_seen_at_the_resume():
    seen = _after(Started(pid=1, resumed_from_step=9), seen=_after(_checkpoint(5), _step(8, 1.0)))
    assert (seen.step, seen.checkpoint_step) == (9, 9)


@given(st.lists(st.integers(0, 100), max_size=30))
def test_the_newest_checkpoint_is_the_furthest(steps: list[int]):
    assert (_after(*map(_checkpoint, steps)).checkpoint_step or 0) == max(steps, default=0)


def test_only_the_best_evaluation_stays():
    evaluations = [Evaluation(step=n, epoch=n, loss=1, accuracy=n / 10, macro_f1=0, best=n < 3) for n in (1, 2, 3)]
    best = RunMetrics.model_validate(_after(*evaluations).metrics).best
    assert best is not None
    assert best.step == 2


def test_each_kind_is_at_work_at_its_own_moment():
    begun = Started(pid=1)
    assert (_after(begun).working, _after(begun, PhaseChanged(phase=Phase.TRAIN)).working) == (False, True)
    assert _after(begun, kind="pull").working
    assert not _after(begun, kind="predict").working
    ready = _after(begun, Ready(address="/run/s", load_seconds=1), kind="predict")
    assert (ready.working, ready.address, ready.phase) == (True, "/run/s", "ready")


def test_progress_within_a_phase_ends_with_the_phase():
    downloading = _after(Progress(phase=Phase.DOWNLOAD, done=5, total=10), kind="pull")
    assert (downloading.phase, downloading.progress) == ("download", {"done": 5, "total": 10, "unit": "bytes", "per_second": None})
    assert _after(PhaseChanged(phase=Phase.CONVERT), kind="pull", seen=downloading).progress is None


def test_what_finished_says_is_kept_and_a_training_goes_on_to_its_check():
    seen = _after(Finished(step=9, metrics={"accuracy": 0.9}, train_seconds=3))
    assert (seen.phase, seen.metrics["final"], seen.metrics["train_seconds"]) == ("verify", {"accuracy": 0.9}, 3)
