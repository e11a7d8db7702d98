"""Sees whether some process holds a role, which is a lock on a file. Knows no role by name and never takes one."""

import os
import sys
from pathlib import Path

if sys.platform != "win32":
    import fcntl


def is_held(path: Path) -> bool:
    """The question takes a shared lock for a moment; who wants the role asks again anyway.

    Always True on Windows, where it cannot be seen.
    """
    if sys.platform == "win32":
        return True
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
