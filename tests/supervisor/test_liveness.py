"""Locks between real processes: who holds one, who inherits it, when it comes free. Knows no run."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from easytune.core.config import process_environment
from easytune.supervisor import liveness


@pytest.fixture
def lock_path(tmp_path: Path) -> Path:
    return tmp_path / "lock"


def _sleeper(lock: liveness.HeldLock, output: Path, seconds: float = 60) -> subprocess.Popen[bytes]:
    """A process that inherits the lock and does nothing with it."""
    command = [sys.executable, "-c", f"import time; time.sleep({seconds})"]
    return subprocess.Popen(command, pass_fds=(lock.descriptor,), start_new_session=True, env=process_environment(
        **{liveness.MARKER: str(output)}))  # fmt: skip


def test_a_lock_is_held_by_one_and_free_when_closed(lock_path: Path):
    assert not liveness.is_held(lock_path)
    lock = liveness.take(lock_path)
    assert lock is not None
    assert liveness.is_held(lock_path)
    assert liveness.take(lock_path) is None
    lock.close()
    assert not liveness.is_held(lock_path)


def test_asking_does_not_take_and_does_not_free(lock_path: Path):
    lock = liveness.take(lock_path)
    assert lock is not None
    assert [liveness.is_held(lock_path) for _ in range(3)] == [True, True, True]
    lock.close()
    assert not liveness.is_held(lock_path)
    again = liveness.take(lock_path)
    assert again is not None
    again.close()


def test_a_child_goes_on_holding_what_its_parent_closed_until_it_is_killed(lock_path: Path, tmp_path: Path):
    lock = liveness.take(lock_path)
    assert lock is not None
    child = _sleeper(lock, tmp_path)
    lock.close()
    assert liveness.is_held(lock_path)
    child.kill()
    child.wait(10)
    assert not liveness.is_held(lock_path)


def test_waiting_for_a_lock_ends_when_it_comes_free(lock_path: Path, tmp_path: Path):
    lock = liveness.take(lock_path)
    assert lock is not None
    child = _sleeper(lock, tmp_path, 0.3)
    lock.close()
    taken = liveness.take(lock_path, wait_seconds=10)
    assert taken is not None
    taken.close()
    child.wait(10)


def test_a_descriptor_that_is_another_file_is_no_inherited_lock(lock_path: Path, tmp_path: Path):
    lock = liveness.take(lock_path)
    assert lock is not None
    (tmp_path / "other").touch()
    with pytest.raises(OSError, match="is not"):
        liveness.inherited(lock.descriptor, tmp_path / "other")
    lock.close()


def test_the_tree_is_found_by_its_mark_and_a_stranger_is_not(lock_path: Path, tmp_path: Path):
    lock = liveness.take(lock_path)
    assert lock is not None
    ours, stranger = _sleeper(lock, tmp_path), _sleeper(lock, tmp_path / "elsewhere")
    deadline = time.monotonic() + 10
    while (found := {process.pid for process in liveness.tree(tmp_path, None)}) != {ours.pid} and time.monotonic() < deadline:
        time.sleep(0.02)
    by_session = {process.pid for process in liveness.tree(tmp_path, stranger.pid)}
    lock.close()
    for process in (ours, stranger):
        process.kill()
        process.wait(10)
    assert found == {ours.pid}
    assert by_session == {ours.pid, stranger.pid}


def test_the_start_of_the_machine_is_the_same_when_asked_twice():
    assert liveness.machine_start() == liveness.machine_start() != ""
