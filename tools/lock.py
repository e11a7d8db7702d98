"""Lets only one set-up work on a checkout at a time. Knows no step; the kernel frees the lock when the last holder dies."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tools.show import SetupError, say

POLL_SECONDS = 0.2

if sys.platform == "win32":
    import msvcrt

    def try_to_lock(file: IO[bytes]) -> bool:
        """True when the lock is ours now; it ends with the file."""
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def try_to_lock(file: IO[bytes]) -> bool:
        """True when the lock is ours now; it ends with the file."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


@contextmanager
def only_one(path: Path, *, timeout_seconds: float = 3600) -> Iterator[None]:
    """Hold the lock file for the block; waits for another holder and says so.

    Raises: SetupError when the other does not end in time.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + timeout_seconds
    with open(path, "ab") as file:
        if not try_to_lock(file):
            say("… another set-up is at work in this folder; waiting for it")
            while not try_to_lock(file):
                if time.monotonic() > deadline:
                    raise SetupError(f"Another set-up has been at work for {timeout_seconds:.0f} s. End it, then start again.")
                time.sleep(POLL_SECONDS)
        # a pip that outlives a killed set-up keeps the lock: nobody clears the environment under it
        os.set_inheritable(file.fileno(), True)
        yield
