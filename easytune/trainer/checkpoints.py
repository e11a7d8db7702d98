"""Commits, adopts, verifies and retires checkpoints: `work/` -> `good/step-N`. Knows folders; knows no torch and no training.

The library's checkpoints are not crash-safe: a missing or torn file resumes without an error to wrong weights. So it writes
into `work/` only, which is never read back; what counts are the folders renamed into `good/`, hashed and durable.
"""

import contextlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from easytune.contract.run_folder import RunFolder, sync_folder
from easytune.contract.train_spec import ResumePoint
from easytune.trainer.manifest import STEP, Damaged, Manifest, read, verify

_BAD = "bad-"
_DELETED = ".del-"
_KEPT_NEWEST = 2


@dataclass(frozen=True)
class Checkpoint:
    """A committed checkpoint and what its manifest says."""

    folder: Path
    manifest: Manifest

    @property
    def step(self) -> int:
        return self.manifest.step


def sweep(folder: RunFolder) -> None:
    """Throw away what an earlier process left half-done; make the folders."""
    shutil.rmtree(folder.work, ignore_errors=True)
    shutil.rmtree(folder.output_unfinished, ignore_errors=True)
    folder.work.mkdir(parents=True)
    folder.good.mkdir(parents=True, exist_ok=True)
    for leftover in folder.good.glob(".*"):
        shutil.rmtree(leftover, ignore_errors=True)


def commit(sealed: Path, good: Path, manifest: Manifest) -> Checkpoint:
    """Rename a sealed folder into `good/`; from here on it counts. Raises: OSError."""
    target = good / f"{STEP}{manifest.step}"
    displaced = good / f"{_DELETED}{target.name}"
    if target.exists():
        os.rename(target, displaced)
    os.rename(sealed, target)
    sync_folder(good)
    sync_folder(sealed.parent)
    shutil.rmtree(displaced, ignore_errors=True)
    return Checkpoint(target, manifest)


def newest_good(candidates: Iterable[ResumePoint], job: str, on_damaged: Callable[[int, str], None]) -> Checkpoint | None:
    """The first candidate that is whole, and whose best is: every hash matches. What is damaged is renamed to bad-* and reported.

    A checkpoint without its best is passed over: trained on from an older one, the run finds the same best again.
    """
    for candidate in candidates:
        found = _whole(Path(candidate.folder), job, on_damaged)
        if found is not None and _whole(_best_folder(found), job, on_damaged) is not None:
            return found
    return None


def _whole(folder: Path, job: str, on_damaged: Callable[[int, str], None]) -> Checkpoint | None:
    try:
        return Checkpoint(folder, verify(folder, job))
    except Damaged as damage:
        step = folder.name.removeprefix(STEP)
        on_damaged(int(step) if step.isdecimal() else 0, str(damage))
        set_aside(folder)
        return None


def _best_folder(checkpoint: Checkpoint) -> Path:
    """Where the best is, as known at this checkpoint; itself when nothing was evaluated."""
    best = checkpoint.manifest.progress.best_step
    return checkpoint.folder if best is None else checkpoint.folder.parent / f"{STEP}{best}"


def adopt(checkpoint: Checkpoint, good: Path) -> Checkpoint:
    """Have a checkpoint of an earlier attempt, and the best one that it refers to, in this attempt's `good/` too.

    Hard links where the file system has them: the files never change once committed.
    """
    best = checkpoint.manifest.progress.best_step
    if best is not None and best != checkpoint.step:
        _link(checkpoint.folder.parent / f"{STEP}{best}", good / f"{STEP}{best}")
    return Checkpoint(_link(checkpoint.folder, good / checkpoint.folder.name), checkpoint.manifest)


def best_of(checkpoint: Checkpoint, job: str) -> Checkpoint:
    """The checkpoint with the best evaluation as known at this one; itself when nothing was evaluated. Read back. Raises: Damaged."""
    folder = _best_folder(checkpoint)
    return Checkpoint(folder, verify(folder, job))


def retire(good: Path) -> None:
    """Keep the two newest by step, and the best that each of these refers to; delete the rest by rename, then remove.

    Nothing is deleted before the newest was read back and found whole. One whose manifest cannot be read stays; a resume will say so.
    Raises: Damaged, OSError.
    """
    manifests = dict(_readable(good))
    newest = sorted(manifests.values(), key=lambda manifest: manifest.step)[-_KEPT_NEWEST:]
    kept = {manifest.step for manifest in newest} | {manifest.progress.best_step for manifest in newest}
    doomed = [path for path, manifest in manifests.items() if manifest.step not in kept]
    if doomed:
        verify(good / f"{STEP}{newest[-1].step}", newest[-1].fingerprint)
    for path in doomed:
        _delete(path)


def _readable(good: Path) -> Iterator[tuple[Path, Manifest]]:
    for path in good.glob(f"{STEP}*"):
        with contextlib.suppress(Damaged):
            yield path, read(path)


def set_aside(folder: Path) -> None:
    """Rename to bad-*, so that nobody resumes from it and a person can look at it."""
    if folder.is_dir():
        target = folder.with_name(_BAD + folder.name)
        shutil.rmtree(target, ignore_errors=True)
        os.rename(folder, target)


def _delete(folder: Path) -> None:
    doomed = folder.with_name(_DELETED + folder.name)
    shutil.rmtree(doomed, ignore_errors=True)
    os.rename(folder, doomed)
    shutil.rmtree(doomed)


def _link(source: Path, target: Path) -> Path:
    """A second name for a folder's files; the folder appears whole or not at all."""
    if source == target or target.exists() or not source.exists():
        return target
    unfinished = target.with_name(f".new-{target.name}")
    shutil.copytree(source, unfinished, copy_function=_link_file)
    os.rename(unfinished, target)
    sync_folder(target.parent)
    return target


def _link_file(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system, or one without links
        shutil.copyfile(source, target)
        with open(target, "rb") as file:
            os.fsync(file.fileno())
