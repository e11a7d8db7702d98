"""Makes one process at a time write a partial file; a killed one frees it. Knows no download."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

WAIT_SECONDS = 0.2
_LOCKED_BYTE = 2**40  # far behind the content: a lock keeps others from reading what it covers on Windows


@contextmanager
def claimed(path: Path, wait: Callable[[float], None]) -> Iterator[None]:
    """The file, made when it is missing, for us alone while the block lasts. wait: may raise to give up."""
    while (descriptor := _try(path)) is None:
        wait(WAIT_SECONDS)
    try:
        yield
    finally:
        if sys.platform != "win32" and path.exists() and path.stat().st_size == 0:
            path.unlink()  # nothing came
        os.close(descriptor)


def discard(path: Path) -> None:
    """Delete a partial file unless somebody else is writing it."""
    if path.exists() and (descriptor := _try(path)) is not None:
        if sys.platform == "win32":
            os.close(descriptor)
            path.unlink(missing_ok=True)
        else:
            path.unlink(missing_ok=True)
            os.close(descriptor)


def _try(path: Path) -> int | None:
    """None while somebody else has it, or has just renamed or deleted it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(descriptor)
        if os.path.samestat(os.fstat(descriptor), os.stat(path)):
            return descriptor
    except OSError:
        pass
    os.close(descriptor)
    return None


def _lock(descriptor: int) -> None:
    """Raises: OSError when it is held."""
    if sys.platform == "win32":
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
