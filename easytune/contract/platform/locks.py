"""One try at the lock of an open file. Knows no waiting and no path.

POSIX: flock, which belongs to the open file and so to every process that inherited the descriptor. Windows: a byte of the
file, which belongs to one process and is never inherited; it lies far behind the end, since a locked byte cannot be read.
"""

import os
import sys

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

LOCKED_BYTE = 1 << 30


def open_flags() -> int:
    """For os.open of a lock file: made if missing, and inherited only by those who are meant to."""
    if sys.platform == "win32":
        return os.O_RDWR | os.O_CREAT | os.O_NOINHERIT
    else:
        return os.O_RDWR | os.O_CREAT | os.O_CLOEXEC


def try_lock(descriptor: int, *, exclusive: bool) -> bool:
    """False when somebody else has it; Windows knows no shared lock, so there one who asks holds it for a moment. Raises: OSError."""
    if sys.platform == "win32":
        os.lseek(descriptor, LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    else:
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
