"""How much room on a disk a training needs, whether it is there, and what a full disk looks like. Knows no run and no upload."""

import errno
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RESERVE_BYTES = 64 << 20  # journals, logs and whatever else the machine writes meanwhile
NO_ROOM_STATUS = 74  # EX_IOERR of sysexits.h: the disk is so full that a process could not even say so
# the two newest, the best of the older one, and one that is being written; see trainer.checkpoints.retire
_MOST_CHECKPOINTS = 4
_MOMENTS = 2  # Adam keeps two numbers for each trained weight
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
# what libraries with a writer of their own say; the second comes when torch closes a file that it could not write
_PHRASES = ("no space left", "file write failed", "unexpected pos", "disk quota exceeded", "disk is full", "file too large")


@dataclass(frozen=True)
class Shortage:
    """A folder whose disk has less room than is needed."""

    folder: Path
    need_bytes: int
    free_bytes: int

    @property
    def params(self) -> dict[str, Any]:
        """Of the error DISK_FULL: exact numbers for programs, short ones for people."""
        return {
            "folder": str(self.folder),
            "need_bytes": self.need_bytes,
            "free_bytes": self.free_bytes,
            "need": readable(self.need_bytes),
            "free": readable(self.free_bytes),
        }


def shortage(folder: Path, need_bytes: int) -> Shortage | None:
    """Whether the disk of an existing folder has less room than that. Raises: OSError."""
    free_bytes = shutil.disk_usage(folder).free
    return Shortage(folder, need_bytes, free_bytes) if free_bytes < need_bytes else None


def training_bytes(*, saved_bytes: int, trained_bytes: int, output_bytes: int) -> int:
    """Of a whole training: its checkpoints, each with the saved weights and the optimizer's state, and its output."""
    return _MOST_CHECKPOINTS * (saved_bytes + _MOMENTS * trained_bytes) + output_bytes + RESERVE_BYTES


def is_full(problem: BaseException) -> bool:
    """Whether an exception, or one that it came from, says that the disk, the quota or the largest file is full."""
    return any(
        (isinstance(one, OSError) and one.errno in _FULL) or any(phrase in str(one).lower() for phrase in _PHRASES)
        for one in _with_causes(problem)
    )


def readable(size_bytes: int) -> str:
    """1536 -> 1.5 kB; powers of 1000, as disks are sold."""
    size, units = float(size_bytes), iter(("B", "kB", "MB", "GB", "TB"))
    unit = next(units)
    while size >= 1000 and unit != "TB":
        size, unit = size / 1000, next(units)
    return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"


def _with_causes(problem: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while problem is not None and id(problem) not in seen:
        seen.add(id(problem))
        yield problem
        problem = problem.__cause__ or problem.__context__
