"""A disk of some MB that can be filled and freed: a tmpfs where mounting is allowed, else a limit on the size of files.

Knows no product. The limit (RLIMIT_FSIZE) fails with EFBIG where a disk fails with ENOSPC; it is set for one process.
"""

import contextlib
import ctypes
import os
import resource
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_LAZY = 2  # MNT_DETACH: away even if somebody is still there
_FILLER = "filler"
_UNLIMITED = resource.RLIM_INFINITY


@dataclass
class SmallDisk:
    """folder is on it. is_real: it is a file system of its own, otherwise only files cannot grow."""

    folder: Path
    is_real: bool
    limited: set[int] = field(default_factory=set)

    def fill(self, *, leave_bytes: int = 0, pid: int = 0) -> None:
        """Take all room but so much; without a real disk, let the process write no file beyond leave_bytes."""
        if not self.is_real:
            self._limit(pid, leave_bytes)
            return
        filler = self.folder / _FILLER
        with open(filler, "ab", buffering=0) as file:
            with contextlib.suppress(OSError):
                while file.write(bytes(1 << 16)):
                    pass
            if leave_bytes:
                file.truncate(max(0, file.tell() - leave_bytes))

    def free(self, pid: int = 0) -> None:
        """Room again, also for a process that inherited its limit."""
        (self.folder / _FILLER).unlink(missing_ok=True)
        if not self.is_real:
            for each in self.limited | {pid}:
                with contextlib.suppress(ProcessLookupError):
                    self._limit(each, _UNLIMITED)

    def _limit(self, pid: int, largest_bytes: int) -> None:
        self.limited.add(pid)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (largest_bytes, _UNLIMITED))


@contextlib.contextmanager
def small_disk(folder: Path, size_bytes: int) -> Iterator[SmallDisk]:
    """Gone afterwards, with everything on it."""
    folder.mkdir(parents=True)
    library = ctypes.CDLL(None, use_errno=True)
    mounted = library.mount(b"none", os.fsencode(folder), b"tmpfs", 0, f"size={size_bytes}".encode()) == 0
    disk = SmallDisk(folder, mounted)
    try:
        yield disk
    finally:
        disk.free()
        if mounted:
            library.umount2(os.fsencode(folder), _LAZY)
