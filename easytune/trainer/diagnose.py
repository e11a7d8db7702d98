"""Names the cause of an exception: an ErrorCode that a user understands. Knows exceptions; knows no journal."""

import errno
import shutil
from pathlib import Path

import torch

from easytune.contract.error_codes import ErrorCode
from easytune.contract.events import Failed
from easytune.contract.failure import RunFailed

_MEMORY_PHRASES = ("out of memory", "can't allocate memory", "cannot allocate memory", "not enough memory")
_REASON_CHARACTERS = 300


def diagnose(problem: BaseException, folder: Path) -> Failed:
    """The event for an exception that ended a run; folder says which disk to look at."""
    match problem:
        case RunFailed():
            return Failed(code=problem.code, params=problem.params)
        case MemoryError() | torch.OutOfMemoryError():
            return Failed(code=ErrorCode.OUT_OF_MEMORY)
        case OSError(errno=errno.ENOSPC | errno.EDQUOT):
            return _disk_full(folder)
        case RuntimeError() if any(phrase in str(problem).lower() for phrase in _MEMORY_PHRASES):
            return Failed(code=ErrorCode.OUT_OF_MEMORY)
        case RuntimeError() if "no space left" in str(problem).lower() or "file write failed" in str(problem).lower():
            return _disk_full(folder)
        case _:
            return Failed(code=ErrorCode.CRASHED, params={"reason": _reason(problem)})


def _disk_full(folder: Path) -> Failed:
    return Failed(code=ErrorCode.DISK_FULL, params={"need_bytes": 0, "free_bytes": shutil.disk_usage(folder).free})


def _reason(problem: BaseException) -> str:
    """Class and first line, short enough for a page."""
    first = (str(problem).strip().splitlines() or [""])[0]
    return f"{type(problem).__name__}: {first}"[:_REASON_CHARACTERS].rstrip(": ")
