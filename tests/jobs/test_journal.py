"""The curve of a job over attempts is what really led to its weights."""

import math
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from easytune.contract.error_codes import ErrorCode
from easytune.contract.events import CheckpointSaved, Failed, Finished, Phase, PhaseChanged, Started, Stopped
from easytune.jobs.history import ended
from easytune.jobs.journal import JobJournal
from tests.jobs.journals import evaluation, step, write_events


def losses(journal: JobJournal, attempts: int, **window: int) -> dict[int, float | str]:
    return {point.step: point.loss for point in journal.curve(attempts, max_points=window.pop("max_points", 1000), **window).steps}


def test_the_later_attempt_wins_and_steps_beyond_its_resume_point_are_dropped(tmp_path: Path) -> None:
    write_events(tmp_path, 7, 1, Started(pid=1), *(step(number, 1.0) for number in range(1, 11)), evaluation(5), evaluation(10))
    journal = JobJournal(tmp_path, 7)
    assert list(losses(journal, 1)) == list(range(1, 11))
    write_events(tmp_path, 7, 2, Started(pid=2, resumed_from_step=5), step(6, 2.0), step(7, 2.0), evaluation(7))
    assert losses(journal, 2) == {number: 1.0 if number <= 5 else 2.0 for number in range(1, 8)}
    assert [point.step for point in journal.curve(2, max_points=100).evaluations] == [5, 7]


def test_a_restart_from_zero_begins_a_new_curve_only_when_it_has_started(tmp_path: Path) -> None:
    write_events(tmp_path, 7, 1, Started(pid=1), step(1), step(2), CheckpointSaved(step=2, folder="x", bytes=1, seconds=0.1))
    journal = JobJournal(tmp_path, 7)
    assert list(losses(journal, 2)) == [1, 2]
    assert journal.story(2).checkpoint_steps == {2}
    write_events(tmp_path, 7, 2, Started(pid=2), step(1, 9.0))
    assert losses(journal, 2) == {1: 9.0}
    assert journal.story(2).checkpoint_steps == set()


def test_an_attempt_that_never_launched_leaves_no_gap(tmp_path: Path) -> None:
    write_events(tmp_path, 7, 1, Started(pid=1), step(1))
    write_events(tmp_path, 7, 3, Started(pid=1, resumed_from_step=1), step(2))
    assert list(losses(JobJournal(tmp_path, 7), 3)) == [1, 2]


def test_non_finite_numbers_travel_as_words(tmp_path: Path) -> None:
    write_events(tmp_path, 7, 1, step(1, math.nan), step(2, math.inf, grad_norm=-math.inf), step(3, grad_norm=None))
    points = JobJournal(tmp_path, 7).curve(1, max_points=10).steps
    assert [point.loss for point in points] == ["NaN", "Infinity", 0.5]
    assert [point.grad_norm for point in points] == [1.0, "-Infinity", None]


def test_a_torn_line_is_skipped_and_what_follows_is_read(tmp_path: Path) -> None:
    path = write_events(tmp_path, 7, 1, step(1))
    path.write_bytes(path.read_bytes() + b'{"type":"step","st')
    journal = JobJournal(tmp_path, 7)
    assert list(losses(journal, 1)) == [1]
    write_events(tmp_path, 7, 1, step(2))
    assert list(losses(journal, 1)) == [1, 2]


def test_a_window_of_a_long_series_is_cut_before_it_is_thinned(tmp_path: Path) -> None:
    write_events(tmp_path, 7, 1, *(step(number, float(number)) for number in range(1, 3001)))
    journal = JobJournal(tmp_path, 7)
    assert list(losses(journal, 1, from_step=100, to_step=140)) == list(range(100, 141))
    thin = losses(journal, 1, max_points=50)
    assert len(thin) <= 50
    assert {1, 3000} <= set(thin)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 12)), min_size=1, max_size=5), st.integers(1, 5))
def test_reading_in_pieces_gives_the_same_curve_as_reading_at_once(attempts: list[tuple[int, int]], pieces: int) -> None:
    """attempts: (resume point as far as there is one, steps done)."""
    with tempfile.TemporaryDirectory() as folder:
        runs = Path(folder)
        growing, expected, last = JobJournal(runs, 7), dict[int, float | str](), 0
        for attempt, (resume, count) in enumerate(attempts, start=1):
            start = min(resume, last)
            write_events(runs, 7, attempt, Started(pid=1, resumed_from_step=start))
            expected = {number: loss for number, loss in expected.items() if number <= start}
            for number in range(start + 1, start + count + 1):
                write_events(runs, 7, attempt, step(number, float(attempt)))
                expected[number] = float(attempt)
                if number % pieces == 0:
                    assert losses(growing, attempt) == expected
            last = start + count
        assert losses(growing, len(attempts)) == losses(JobJournal(runs, 7), len(attempts)) == expected


def test_phases_have_durations_and_the_last_one_lasts_until_the_end(tmp_path: Path) -> None:
    write_events(tmp_path, 7, 1, Started(pid=1), *(PhaseChanged(phase=phase) for phase in (Phase.LOAD, Phase.DATA, Phase.TRAIN)))
    journal = JobJournal(tmp_path, 7)
    phases = journal.story(1).phases
    assert [phase.phase for phase in phases] == ["load", "data", "train"]
    assert [phase.seconds is None for phase in phases] == [False, False, True]
    assert ended(list(phases), phases[-1].started_at)[-1].seconds == 0
    write_events(tmp_path, 7, 2, Started(pid=1), PhaseChanged(phase=Phase.LOAD), Finished())
    story = journal.story(2)
    assert [(phase.phase, phase.attempt) for phase in story.phases][3:] == [("load", 2), ("verify", 2)]
    assert all(phase.seconds is not None for phase in story.phases[:-1])


def test_the_timeline_tells_starts_checkpoints_best_and_ends(tmp_path: Path) -> None:
    checkpoint = CheckpointSaved(step=2, folder="x", bytes=10, seconds=0.5)
    first = (Started(pid=1, device="cpu"), evaluation(2, best=True), evaluation(3), checkpoint, Stopped(step=3, saved=True))
    write_events(tmp_path, 7, 1, *first)
    write_events(tmp_path, 7, 2, Started(pid=1, resumed_from_step=2), Failed(code=ErrorCode.DIVERGED, params={"step": 4}))
    timeline = JobJournal(tmp_path, 7).story(2).timeline
    assert [(entry.attempt, entry.type) for entry in timeline] == [
        (1, "started"),
        (1, "best"),
        (1, "checkpoint"),
        (1, "stopped"),
        (2, "started"),
        (2, "failed"),
    ]
    assert timeline[-1].params == {"code": "diverged", "step": 4}
