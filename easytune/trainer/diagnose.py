"""Names the cause of an exception: an ErrorCode that a user understands. Knows exceptions; knows no journal."""

import torch

from easytune.contract.error_codes import ErrorCode
from easytune.contract.events import Failed
from easytune.contract.failure import RunFailed
from easytune.contract.space import is_full

_MEMORY_PHRASES = ("out of memory", "can't allocate memory", "cannot allocate memory", "not enough memory")
_REASON_CHARACTERS = 300


def diagnose(problem: BaseException) -> Failed:
    """The event for an exception that ended a run."""
    match problem:
        case RunFailed():
            return Failed(code=problem.code, params=problem.params)
        case MemoryError() | torch.OutOfMemoryError():
            return Failed(code=ErrorCode.OUT_OF_MEMORY)
        case _ if is_full(problem):
            return Failed(code=ErrorCode.DISK_FULL_NOW)
        case RuntimeError() if any(phrase in str(problem).lower() for phrase in _MEMORY_PHRASES):
            return Failed(code=ErrorCode.OUT_OF_MEMORY)
        case _:
            return Failed(code=ErrorCode.CRASHED, params={"reason": _reason(problem)})


def _reason(problem: BaseException) -> str:
    """Class and first line, short enough for a page."""
    first = (str(problem).strip().splitlines() or [""])[0]
    return f"{type(problem).__name__}: {first}"[:_REASON_CHARACTERS].rstrip(": ")
