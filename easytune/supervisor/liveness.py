"""Proof of life and the end of a process tree: locks, spawning with a lock, finding and killing. Knows no run state and no journal.

Alive means that the lock is held: not a pid, not a clock. A lock is `flock` on an open file description, which a child
inherits with the descriptor; so it is free only when the last process of the tree is gone. Parents close their descriptor
and never unlock: LOCK_UN would free it for the children too. Windows has no such inheritance: there the supervisor alone
holds the lock, and its children are in a job that ends with it (contract/platform).
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from easytune.contract.platform import locks, processes, windows_job
from easytune.contract.platform.system import HERE

if TYPE_CHECKING:
    import psutil

MARKER = "RUN_FOLDER_OF_EASYTUNE"
INHERITS_LOCKS = HERE.inherits_locks
_RETRY_SECONDS = 0.02


@dataclass(frozen=True)
class HeldLock:
    """A lock that this process holds, perhaps together with others."""

    descriptor: int
    path: Path

    def close(self) -> None:
        """Let go of our share; a process that inherited the descriptor goes on holding it."""
        os.close(self.descriptor)


def take(path: Path, *, wait_seconds: float = 0.0) -> HeldLock | None:
    """Hold the lock of a file (made if missing), or None when somebody else does until the wait is over. Raises: OSError."""
    deadline = time.monotonic() + wait_seconds
    while True:
        descriptor = os.open(path, locks.open_flags(), 0o600)
        try:
            if locks.try_lock(descriptor, exclusive=True):
                return HeldLock(descriptor, path)
        except OSError:
            os.close(descriptor)
            raise
        os.close(descriptor)
        if time.monotonic() >= deadline:
            return None
        time.sleep(_RETRY_SECONDS)


def inherited(descriptor: int, path: Path) -> HeldLock:
    """The lock that came with this process's descriptor. Raises: OSError when the descriptor is not that file."""
    if not os.path.samestat(os.fstat(descriptor), os.stat(path)):
        raise OSError(f"descriptor {descriptor} is not {path}")
    return HeldLock(descriptor, path)


def is_held(path: Path) -> bool:
    """Does anybody hold the lock? Nobody holds a lock that has no file. Raises: OSError."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        return not locks.try_lock(descriptor, exclusive=False)
    finally:
        os.close(descriptor)


def spawn(
    module: str,
    arguments: Sequence[str],
    *,
    lock: HeldLock,
    output: Path,
    detached: bool = False,
    environment: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start `python -m module arguments` with the lock inherited and stdout and stderr appended to a file (never a pipe).

    detached: in a session of its own, so that no signal of ours or of a terminal reaches it. Raises: OSError.
    """
    how = processes.start(keep_open=lock.descriptor, detached=detached)
    with open(output, "ab") as stream:
        child = subprocess.Popen(
            [sys.executable, "-P", "-m", module, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            cwd=output.parent,
            env=environment,
            pass_fds=how.pass_fds,
            start_new_session=how.start_new_session,
            creationflags=how.creationflags,
        )
    if not detached:
        windows_job.tie_to_me(child.pid)
    return child


def machine_start() -> str:
    """Changes whenever the machine or the container starts anew; empty where the system does not say."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        first_process = Path("/proc/1/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""
    return f"{boot}:{first_process}"


def tree(folder: Path, session: int | None) -> "list[psutil.Process]":
    """All other processes of an attempt: marked with its folder in their environment, or of its session and holding its lock.

    A pid or session number alone is never believed: both are used again by the system.
    """
    return [process for process in _others() if _is_marked(process, folder) or _holds_in_session(process, folder, session)]


def kill(doomed: "Sequence[psutil.Process]") -> None:
    """End each that is still there, at once (psutil compares start times, so a reused pid is safe)."""
    import psutil

    for process in doomed:
        try:
            process.kill()
        except psutil.Error:
            continue  # gone already


def _others() -> "Iterator[psutil.Process]":
    import psutil

    own = os.getpid()
    return (process for process in psutil.process_iter() if process.pid != own)


def _is_marked(process: "psutil.Process", folder: Path) -> bool:
    import psutil

    try:
        return process.environ().get(MARKER) == str(folder)
    except (psutil.Error, OSError):
        return False


def _holds_in_session(process: "psutil.Process", folder: Path, session: int | None) -> bool:
    import psutil

    if session is None or sys.platform == "win32":
        return False
    try:
        if os.getsid(process.pid) != session:
            return False
        lock = str(folder / "lock")
        return any(file.path == lock for file in process.open_files())
    except (psutil.Error, OSError):
        return False
