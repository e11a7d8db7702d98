"""Speed, elapsed and remaining time are told only when they are known."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from easytune.contract.events import Finished, Phase, PhaseChanged, Started
from easytune.core.db import utc_now
from easytune.jobs.pace import Asked, pace_of
from tests.jobs.journals import evaluation, step, write_events

ASKED = Asked(run_id=7, attempts=1, live=True, training=True, total_steps=100, epochs=2, ended_at=None)


def test_nothing_is_known_before_the_first_event(tmp_path: Path) -> None:
    pace = pace_of(tmp_path, ASKED, utc_now())
    assert (pace.rows_per_second, pace.eta_seconds, pace.elapsed_seconds) == (None, None, None)


def test_there_is_no_eta_before_twenty_steps(tmp_path: Path) -> None:
    write_events(tmp_path, 7, 1, Started(pid=1), *(step(number) for number in range(1, 21)))
    pace = pace_of(tmp_path, ASKED, utc_now())
    assert pace.rows_per_second == 64.0
    assert pace.eta_seconds is None
    write_events(tmp_path, 7, 1, step(21))
    assert pace_of(tmp_path, ASKED, utc_now()).eta_seconds == 79 * 0.5


def test_the_eta_counts_the_evaluations_to_come(tmp_path: Path) -> None:
    write_events(tmp_path, 7, 1, Started(pid=1), *(step(number) for number in range(1, 51)), evaluation(50), step(51))
    assert pace_of(tmp_path, ASKED, utc_now()).eta_seconds == 49 * 0.5 + 2.0


def test_a_resumed_attempt_waits_for_twenty_steps_of_its_own(tmp_path: Path) -> None:
    write_events(tmp_path, 7, 1, Started(pid=1), *(step(number) for number in range(1, 51)))
    write_events(tmp_path, 7, 2, Started(pid=2, resumed_from_step=50), *(step(number) for number in range(51, 60)))
    assert pace_of(tmp_path, replace(ASKED, attempts=2), utc_now()).eta_seconds is None


def test_a_job_that_does_not_train_has_no_eta_and_no_speed(tmp_path: Path) -> None:
    write_events(tmp_path, 7, 1, Started(pid=1), *(step(number) for number in range(1, 51)))
    pace = pace_of(tmp_path, replace(ASKED, live=False, training=False, ended_at=utc_now()), utc_now())
    assert (pace.rows_per_second, pace.eta_seconds) == (None, None)


def test_a_finished_job_tells_the_speed_of_the_whole_training(tmp_path: Path) -> None:
    write_events(tmp_path, 7, 1, Started(pid=1), step(1), Finished(step=1, train_seconds=4.0, train_rows_seen=100))
    assert pace_of(tmp_path, replace(ASKED, live=False, training=False), utc_now()).rows_per_second == 25.0


def test_elapsed_leaves_out_the_time_between_attempts(tmp_path: Path) -> None:
    now = utc_now()
    for attempt in (1, 2):
        write_events(tmp_path, 7, attempt, Started(pid=1), PhaseChanged(phase=Phase.LOAD))
    two_days_on = pace_of(tmp_path, replace(ASKED, attempts=3, live=False), now + timedelta(days=2)).elapsed_seconds
    assert two_days_on is not None
    assert two_days_on < 1
    running = pace_of(tmp_path, replace(ASKED, attempts=2), now + timedelta(seconds=60)).elapsed_seconds
    assert running is not None
    assert 59 < running < 61


def test_a_long_journal_is_read_at_its_ends_only(tmp_path: Path) -> None:
    write_events(tmp_path, 7, 1, Started(pid=1), *(step(number) for number in range(1, 5001)))
    pace = pace_of(tmp_path, replace(ASKED, total_steps=6000), utc_now())
    assert pace.eta_seconds == 1000 * 0.5
