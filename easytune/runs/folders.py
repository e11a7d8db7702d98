"""A run's folders over all its attempts: journals in order, committed checkpoints, removal. Blocking; knows no row and no process.

`runs/<id>/<attempt>/`: attempts count up and each continues the story of the one before it.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from easytune.contract.run_folder import RunFolder, write_once
from easytune.contract.run_spec import run_spec_adapter
from easytune.contract.train_spec import ResumePoint

_DELETED = ".del-"
_STEP = "step-"


@dataclass(frozen=True)
class Attempt:
    """One attempt's number and folder."""

    number: int
    folder: RunFolder


@dataclass(frozen=True)
class SavedCheckpoint:
    """A committed checkpoint and the attempt whose folder it is in."""

    step: int
    attempt: int
    path: Path


def attempts(runs: Path, run_id: int) -> list[Attempt]:
    """All attempts that have a folder, oldest first; concatenating their journals in this order gives the whole history."""
    return [Attempt(number, RunFolder.of(runs, run_id, number)) for number in sorted(_numbers(runs / str(run_id)))]


def checkpoints_of(attempt: Attempt) -> list[SavedCheckpoint]:
    """Committed checkpoints in one attempt's folder, newest first."""
    found = [
        SavedCheckpoint(int(entry.name.removeprefix(_STEP)), attempt.number, entry)
        for entry in _entries(attempt.folder.good)
        if entry.name.startswith(_STEP) and entry.name.removeprefix(_STEP).isdecimal()
    ]
    return sorted(found, key=lambda checkpoint: checkpoint.step, reverse=True)


def checkpoints(runs: Path, run_id: int, *, before_attempt: int | None = None) -> list[SavedCheckpoint]:
    """Checkpoints of the whole run from which its next attempt may resume, newest first; of equal steps the later attempt's.

    A restart from zero leaves the earlier attempts behind; a resume from a step leaves the later steps behind.
    """
    started = [attempt for attempt in attempts(runs, run_id) if attempt.folder.spec.exists()]
    if before_attempt is not None:
        started = [attempt for attempt in started if attempt.number < before_attempt]
    if not started:
        return []
    own, before = checkpoints_of(started[-1]), _resume_of(started[-1])
    earlier = [SavedCheckpoint(point.step, int(Path(point.folder).parents[2].name), Path(point.folder)) for point in before]
    newest_first: dict[int, SavedCheckpoint] = {}
    for checkpoint in [*own, *sorted(earlier, key=lambda checkpoint: checkpoint.attempt, reverse=True)]:
        if checkpoint.path.is_dir():
            newest_first.setdefault(checkpoint.step, checkpoint)
    return sorted(newest_first.values(), key=lambda checkpoint: checkpoint.step, reverse=True)


def resume_points(runs: Path, run_id: int, attempt: int, resume_mode: str, resume_step: int | None) -> tuple[ResumePoint, ...]:
    """Candidates for an attempt's spec.json, newest first. resume_mode, resume_step: as in the run's row."""
    if resume_mode == "zero":
        return ()
    limit = resume_step if resume_mode == "step" else None
    wanted = (checkpoint for checkpoint in checkpoints(runs, run_id, before_attempt=attempt) if limit is None or checkpoint.step <= limit)
    return tuple(ResumePoint(folder=str(checkpoint.path), step=checkpoint.step) for checkpoint in wanted)


def discard_results(runs: Path, run_id: int) -> None:
    """Delete checkpoints and outputs of all attempts; journals and logs stay. Raises: OSError."""
    for attempt in attempts(runs, run_id):
        folder = attempt.folder
        for doomed in (folder.good.parent, folder.output_unfinished, folder.output):
            _delete(doomed)


def ask_stop(folder: RunFolder, mode: str) -> None:
    """Leave the wish where the attempt's processes look for it; asking again changes nothing. Raises: OSError."""
    if not folder.stop.exists() or folder.stop.read_text() != mode:
        write_once(folder.stop, mode.encode())


def remove(runs: Path, run_id: int) -> None:
    """Delete all of a run's files, out of sight first. Raises: OSError."""
    _delete(runs / str(run_id))


def finish_removals(runs: Path) -> None:
    """Remove what a removal cut short by a crash left out of sight; at start."""
    for left_over in _entries(runs):
        if left_over.name.startswith(_DELETED):
            shutil.rmtree(left_over, ignore_errors=True)


def numbers(runs: Path) -> list[int]:
    """The ids of runs that have a folder."""
    return _numbers(runs)


def _resume_of(attempt: Attempt) -> tuple[ResumePoint, ...]:
    spec = run_spec_adapter.validate_json(attempt.folder.spec.read_bytes())
    return spec.resume if spec.kind == "train" else ()


def _delete(folder: Path) -> None:
    if not folder.exists():
        return
    hidden = folder.with_name(f"{_DELETED}{os.getpid()}-{folder.name}")
    shutil.rmtree(hidden, ignore_errors=True)
    os.rename(folder, hidden)
    shutil.rmtree(hidden, ignore_errors=True)


def _numbers(folder: Path) -> list[int]:
    return [int(entry.name) for entry in _entries(folder) if entry.name.isdecimal() and entry.is_dir()]


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except FileNotFoundError:
        return []
