"""Whatever is saved, evaluated, resumed and whatever the clock does: the newest, the best and the last checkpoint are there and whole."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from easytune.contract.run_folder import RunFolder
from easytune.contract.train_spec import ResumePoint
from easytune.trainer import checkpoints
from easytune.trainer.checkpoints import Checkpoint
from easytune.trainer.manifest import REQUIRED_FILES, Damaged, Progress, seal, verify

JOB = "the fingerprint"
SEQUENCES = 2000
SHARED_MEMORY = Path("/dev/shm")  # 100,000 fsyncs, if the machine has somewhere quick to do them


@pytest.fixture(scope="module")
def room() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=SHARED_MEMORY if SHARED_MEMORY.is_dir() else None) as folder:
        yield Path(folder)


@dataclass(frozen=True)
class Act:
    """One step edge: what is done there. The clock of the files jumps by so many seconds after a save."""

    steps: int
    kind: str  # save, best, resume
    clock_seconds: int


ACTS = some.builds(
    Act,
    steps=some.integers(1, 1000),
    kind=some.sampled_from(["save", "save", "best", "best", "resume"]),
    clock_seconds=some.sampled_from([0, 0, -3600, 3600, -86_400, 86_400]) | some.integers(-(10**9), 10**9),
)


class Training:
    """Commits and retires as the trainer does, without anything to learn."""

    def __init__(self, home: Path) -> None:
        self.home, self.attempt, self.step = home, 1, 0
        self.best: int | None = None
        self._begin()
        self.newest = self.save(0)

    def _begin(self) -> None:
        self.folder = RunFolder(self.home / str(self.attempt))
        checkpoints.sweep(self.folder)

    def save(self, clock_seconds: int, *, over: bool = False) -> Checkpoint:
        work = self.folder.work / f"checkpoint-{self.step}"
        work.mkdir()
        for name in REQUIRED_FILES:
            (work / name).write_bytes(f"{name} of step {self.step}".encode())
        self.newest = checkpoints.commit(
            work, self.folder.good, seal(work, self.step, JOB, None, {}, Progress(best_step=self.best, over=over))
        )
        checkpoints.retire(self.folder.good)
        os.utime(self.newest.folder, (10**9 + clock_seconds,) * 2)
        return self.newest

    def act(self, act: Act) -> None:
        self.step += act.steps
        match act.kind:
            case "resume":  # from the newest, in the next attempt's folder; the first one may be deleted later
                self.step = self.newest.step
                found = checkpoints.newest_good(self.points(), JOB, lambda step, reason: pytest.fail(f"{step}: {reason}"))
                assert found == self.newest
                self.attempt += 1
                self._begin()
                self.newest, self.best = checkpoints.adopt(found, self.folder.good), found.manifest.progress.best_step
            case "best":
                self.best = self.step
                self.save(act.clock_seconds)
            case _:
                self.save(act.clock_seconds)

    def points(self) -> list[ResumePoint]:
        steps = sorted((int(path.name.removeprefix("step-")) for path in self.folder.good.glob("step-*")), reverse=True)
        return [ResumePoint(folder=str(self.folder.good / f"step-{step}"), step=step) for step in steps]

    def assert_kept(self) -> None:
        points = self.points()
        assert points[0].step == self.newest.step
        for point in points:
            manifest = verify(Path(point.folder), JOB)
            if point in points[:2] and manifest.progress.best_step is not None:
                assert checkpoints.best_of(Checkpoint(Path(point.folder), manifest), JOB).step == manifest.progress.best_step
        assert len(points) <= 4, "two newest and the best of each"


@settings(max_examples=SEQUENCES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None)
@given(acts=some.lists(ACTS, min_size=1, max_size=6))
def test_the_newest_the_best_and_the_last_are_always_there_and_whole(room: Path, acts: list[Act]):
    shutil.rmtree(room / "run", ignore_errors=True)
    training = Training(room / "run")
    for act in acts:
        training.act(act)
        training.assert_kept()
    training.step += 1
    training.save(-3600, over=True)
    training.assert_kept()
    assert training.newest.manifest.progress.over


def test_nothing_is_deleted_when_the_newest_reads_back_otherwise(room: Path):
    training = Training(room / "broken-disk")
    for _ in range(2):
        training.step += 1
        training.save(0)
    before = sorted(path.name for path in training.folder.good.iterdir())
    (training.folder.good / "step-2" / "optimizer.pt").write_bytes(b"torn")
    (training.folder.good / "step-0").mkdir(exist_ok=True)
    shutil.copytree(training.folder.good / "step-1", training.folder.good / "step-0", dirs_exist_ok=True)
    assert before == ["step-1", "step-2"]
    checkpoints.retire(training.folder.good)  # the copy is not what it says it is, so it is nobody's to delete
    assert (training.folder.good / "step-0").is_dir()
    shutil.rmtree(training.folder.good / "step-0")
    training.step = 0
    with pytest.raises(Damaged):
        training.save(0)
    assert [path.name for path in sorted(training.folder.good.iterdir())] == ["step-0", "step-1", "step-2"]


def test_a_checkpoint_whose_best_is_damaged_is_passed_over(room: Path):
    training = Training(room / "lost-best")
    for kind in ("best", "save", "save"):
        training.act(Act(10, kind, 0))
    (training.folder.good / "step-10" / "model.safetensors").write_bytes(b"torn")
    told: list[int] = []
    assert checkpoints.newest_good(training.points(), JOB, lambda step, _reason: told.append(step)) is None
    assert 10 in told
    assert (training.folder.good / "bad-step-10").is_dir()
