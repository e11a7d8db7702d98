"""A disk that is too small is found before the first step; one that fills up costs nothing that was committed."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from easytune.contract.error_codes import ErrorCode
from easytune.contract.events import Failed, Step
from easytune.contract.failure import RunFailed
from easytune.contract.journal import read_from
from easytune.contract.space import NO_ROOM_STATUS, RESERVE_BYTES, is_full, readable, shortage, training_bytes
from easytune.trainer.manifest import fingerprint, verify
from tests.small_disk import SmallDisk, small_disk
from tests.trainer.tiny import Attempt, spec_of

DISK_BYTES = 96 << 20


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "disk", DISK_BYTES) as disk:
        yield disk


def test_a_disk_that_is_too_small_is_found_before_the_first_step(disk: SmallDisk, tiny_model: Path, tiny_rows: Path):
    attempt = Attempt.prepare(disk.folder / "1", spec_of(tiny_model, tiny_rows))
    if not disk.is_real:  # nobody may make a disk here, so the question is asked of the one that is there
        assert shortage(disk.folder, shutil.disk_usage(disk.folder).total + 1) is not None
        return
    disk.fill(leave_bytes=32 << 20)
    assert attempt.start().wait() == 1
    failed = attempt.events()[-1]
    assert isinstance(failed, Failed)
    assert failed.code is ErrorCode.DISK_FULL
    assert failed.params["free_bytes"] < failed.params["need_bytes"]
    assert failed.params["folder"] == str(attempt.folder.path)
    assert f"{failed.params['need']} needed" in attempt.folder.log.read_text()
    assert not any(isinstance(event, Step) for event in attempt.events())
    assert attempt.committed_steps() == []


def test_a_disk_that_fills_up_ends_the_run_with_the_reason_and_a_resume_ends_bit_equal(
    disk: SmallDisk, tmp_path: Path, tiny_model: Path, tiny_rows: Path
):
    spec = spec_of(tiny_model, tiny_rows, epochs=2).model_copy(update={"threads": 1})
    whole = Attempt.prepare(tmp_path / "whole" / "1", spec).start()
    assert whole.wait() == 0
    first = Attempt.prepare(disk.folder / "run" / "1", spec).start()
    process = first.when(lambda: max(first.committed_steps(), default=0) >= 8)
    disk.fill(leave_bytes=100_000, pid=process.pid)
    status = first.wait()
    committed = first.committed_steps()
    assert status in (1, NO_ROOM_STATUS), first.folder.log.read_text()[-2000:]
    assert_reason(first, status)
    for step in committed:
        assert verify(first.folder.good / f"step-{step}", fingerprint(spec)).step == step
    disk.free(process.pid)
    second = first.next_attempt().start()
    assert second.wait() == 0, second.folder.log.read_text()[-2000:]
    assert (second.folder.output / "model.safetensors").read_bytes() == (whole.folder.output / "model.safetensors").read_bytes()


def assert_reason(attempt: Attempt, status: int) -> None:
    """All lines but a torn one can be read; the last says it, if there was room to say it."""
    lines = read_from(attempt.folder.events, 0, max_bytes=1 << 24).lines
    assert lines
    if status == 1:
        failed = attempt.events()[-1]
        assert isinstance(failed, Failed)
        assert failed.code is ErrorCode.DISK_FULL_NOW


@pytest.mark.parametrize(
    ("problem", "full"),
    [
        (OSError(28, "No space left on device"), True),
        (OSError(122, "Disk quota exceeded"), True),
        (OSError(27, "File too large"), True),
        (RuntimeError("[enforce fail at inline_container.cc:664] . unexpected pos 64 vs 0"), True),
        (OSError(13, "Permission denied"), False),
        (KeyError("label"), False),
    ],
)
def test_a_full_disk_is_told_from_other_trouble(problem: Exception, full: bool):
    assert is_full(problem) is full


def test_a_full_disk_is_seen_behind_what_it_caused():
    problem = RunFailed(ErrorCode.CRASHED, reason="x")
    problem.__cause__ = OSError(28, "No space left on device")
    assert is_full(problem)


def test_a_training_needs_room_for_four_checkpoints_and_its_output():
    assert training_bytes(saved_bytes=10, trained_bytes=10, output_bytes=7) == 4 * 30 + 7 + RESERVE_BYTES
    assert [readable(size) for size in (0, 999, 1000, 1_234_567, 5 * 10**15)] == ["0 B", "999 B", "1.0 kB", "1.2 MB", "5000.0 TB"]
