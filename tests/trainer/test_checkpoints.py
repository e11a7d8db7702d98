"""Checkpoints count only whole and hashed; what is damaged is set aside, what is old goes, what is best stays."""

import os
from pathlib import Path

import pytest

from easytune.contract.run_folder import RunFolder
from easytune.contract.train_spec import ResumePoint
from easytune.trainer import checkpoints
from easytune.trainer.checkpoints import Checkpoint
from easytune.trainer.manifest import MANIFEST, REQUIRED_FILES, Damaged, Progress, fingerprint, seal, verify
from tests.trainer.tiny import spec_of

JOB = "the fingerprint"


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    run_folder = RunFolder(tmp_path / "1")
    checkpoints.sweep(run_folder)
    return run_folder


def committed(folder: RunFolder, step: int, best_step: int | None = None) -> Checkpoint:
    work = folder.work / f"checkpoint-{step}"
    work.mkdir()
    for name in REQUIRED_FILES:
        (work / name).write_bytes(f"{name} of step {step}".encode())
    manifest = seal(work, step, JOB, None, {}, Progress(best_step=best_step))
    return checkpoints.commit(work, folder.good, manifest)


def steps(folder: RunFolder) -> list[int]:
    return sorted(int(path.name.removeprefix("step-")) for path in folder.good.glob("step-*"))


def points(*found: Checkpoint) -> list[ResumePoint]:
    return [ResumePoint(folder=str(one.folder), step=one.step) for one in found]


def test_a_committed_checkpoint_verifies_and_leaves_work_empty(folder: RunFolder):
    one = committed(folder, 3)
    assert verify(one.folder, JOB) == one.manifest
    assert list(folder.work.iterdir()) == []


@pytest.mark.parametrize("name", sorted(REQUIRED_FILES))
@pytest.mark.parametrize("damage", ["missing", "truncated", "empty", "one bit", "of another step"])
def test_no_damage_goes_unseen(folder: RunFolder, name: str, damage: str):
    other, one = committed(folder, 1), committed(folder, 2)
    path = one.folder / name
    content = bytearray(path.read_bytes())
    match damage:
        case "missing":
            path.unlink()
        case "truncated":
            path.write_bytes(content[:-1])
        case "empty":
            path.write_bytes(b"")
        case "one bit":
            content[0] ^= 1
            path.write_bytes(content)
        case _:
            path.write_bytes((other.folder / name).read_bytes())
    with pytest.raises(Damaged):
        verify(one.folder, JOB)


@pytest.mark.parametrize("content", [b"", b"{", b"{}"])
def test_a_broken_manifest_is_damage(folder: RunFolder, content: bytes):
    one = committed(folder, 2)
    (one.folder / MANIFEST).write_bytes(content)
    with pytest.raises(Damaged):
        verify(one.folder, JOB)


def test_a_checkpoint_of_other_settings_is_refused(folder: RunFolder):
    with pytest.raises(Damaged):
        verify(committed(folder, 2).folder, "another fingerprint")


def test_resume_takes_the_newest_that_verifies_and_sets_the_damaged_aside(folder: RunFolder):
    old, new = committed(folder, 4), committed(folder, 8)
    (new.folder / "optimizer.pt").write_bytes(b"torn")
    told: list[int] = []
    found = checkpoints.newest_good(points(new, old), JOB, lambda step, _reason: told.append(step))
    assert found == old
    assert told == [8]
    assert (folder.good / "bad-step-8").is_dir()


def test_the_two_newest_and_their_best_stay(folder: RunFolder):
    for step, best in [(0, None), (10, 10), (20, 10), (30, 30), (40, 30), (50, 30)]:
        committed(folder, step, best)
        checkpoints.retire(folder.good)
    assert steps(folder) == [30, 40, 50]


def test_the_age_of_files_decides_nothing(folder: RunFolder):
    for step in (100, 200, 300):
        committed(folder, step)
    os.utime(folder.good / "step-300", (0, 0))
    checkpoints.retire(folder.good)
    assert steps(folder) == [200, 300]


def test_an_adopted_checkpoint_brings_its_best_along_and_outlives_its_first_home(folder: RunFolder, tmp_path: Path):
    committed(folder, 10, 10)
    newest = committed(folder, 30, 10)
    second = RunFolder(tmp_path / "2")
    checkpoints.sweep(second)
    adopted = checkpoints.adopt(newest, second.good)
    for path in folder.good.rglob("*.pt"):
        path.unlink()
    assert steps(second) == [10, 30]
    assert verify(adopted.folder, JOB).step == 30
    assert checkpoints.best_of(adopted, JOB).step == 10


def test_a_sweep_throws_away_what_was_half_done_and_keeps_what_was_committed(folder: RunFolder):
    committed(folder, 4)
    (folder.work / "checkpoint-8").mkdir()
    (folder.good / ".del-step-2").mkdir()
    folder.output_unfinished.mkdir()
    checkpoints.sweep(folder)
    assert list(folder.work.iterdir()) == []
    assert [path.name for path in folder.good.iterdir()] == ["step-4"]
    assert not folder.output_unfinished.exists()


def test_the_fingerprint_follows_what_decides_the_bits_and_nothing_else(tiny_model: Path, tiny_rows: Path):
    spec = spec_of(tiny_model, tiny_rows)
    again = spec.model_copy(update={"attempt": 5, "language": "zh", "name": "other"})
    assert fingerprint(again) == fingerprint(spec)
    assert fingerprint(spec.model_copy(update={"threads": 1})) != fingerprint(spec)
    assert fingerprint(spec_of(tiny_model, tiny_rows, seed=1)) != fingerprint(spec)
