"""Attempts, checkpoints and resume points on disk. Knows no database."""

from pathlib import Path

import pytest

from easytune.contract.run_folder import RunFolder, write_model
from easytune.runs import folders
from tests.process.submit import spec_of


def _attempt(runs: Path, number: int, steps: tuple[int, ...], resume_mode: str = "newest", resume_step: int | None = None) -> None:
    """As the scheduler launches and the trainer fills it."""
    folder = RunFolder.of(runs, 5, number)
    folder.good.mkdir(parents=True)
    points = folders.resume_points(runs, 5, number, resume_mode, resume_step)
    write_model(folder.spec, spec_of(runs).model_copy(update={"attempt": number, "resume": points}))
    for step in steps:
        (folder.good / f"step-{step}").mkdir()
    (folder.good / "bad-step-99").mkdir()


def _next(runs: Path, mode: str = "newest", step: int | None = None) -> list[tuple[int, int]]:
    """(attempt, step) of the candidates of the attempt after the last."""
    following = len(folders.attempts(runs, 5)) + 1
    points = folders.resume_points(runs, 5, following, mode, step)
    return [(int(Path(point.folder).parents[2].name), point.step) for point in points]


def test_candidates_come_newest_first_and_the_later_attempt_wins(tmp_path: Path):
    _attempt(tmp_path, 1, (0, 7, 14))
    _attempt(tmp_path, 2, (14, 21))
    assert _next(tmp_path) == [(2, 21), (2, 14), (1, 7), (1, 0)]


def test_ten_is_newer_than_nine(tmp_path: Path):
    _attempt(tmp_path, 1, (9, 10))
    assert [step for _, step in _next(tmp_path)] == [10, 9]


def test_after_a_restart_the_attempts_before_it_are_left_behind(tmp_path: Path):
    _attempt(tmp_path, 1, (0, 7, 14))
    _attempt(tmp_path, 2, (0,), resume_mode="zero")
    assert _next(tmp_path) == [(2, 0)]


def test_after_a_resume_from_a_step_the_later_steps_are_left_behind_for_good(tmp_path: Path):
    _attempt(tmp_path, 1, (7, 14, 21))
    _attempt(tmp_path, 2, (), resume_mode="step", resume_step=7)
    assert _next(tmp_path) == [(1, 7)]
    _attempt(tmp_path, 3, (14,))
    assert _next(tmp_path) == [(3, 14), (1, 7)]


def test_a_second_launch_of_one_attempt_finds_the_same_candidates(tmp_path: Path):
    _attempt(tmp_path, 1, (7,))
    _attempt(tmp_path, 2, ())
    assert [point.step for point in folders.resume_points(tmp_path, 5, 2, "newest", None)] == [7]


def test_discarding_keeps_the_story_and_nothing_else(tmp_path: Path):
    _attempt(tmp_path, 1, (7,))
    folder = RunFolder.of(tmp_path, 5, 1)
    folder.output.mkdir()
    folder.events.touch()
    folders.discard_results(tmp_path, 5)
    assert {path.name for path in folder.path.iterdir()} == {"spec.json", "events.jsonl"}


def test_removing_takes_all_and_may_be_repeated(tmp_path: Path):
    _attempt(tmp_path, 1, (7,))
    folders.remove(tmp_path, 5)
    folders.remove(tmp_path, 5)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("before", "asked", "after"), [(None, "save", "save"), ("save", "discard", "discard")])
def test_a_wish_to_stop_is_whole_or_not_there(tmp_path: Path, before: str | None, asked: str, after: str):
    folder = RunFolder(tmp_path)
    if before is not None:
        folders.ask_stop(folder, before)
    folders.ask_stop(folder, asked)
    assert folder.stop.read_text() == after
