"""Turns how a child ended and what it left into the attempt's last word, exit.json. Pure but for reading the folder; starts nothing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from easytune.contract.error_codes import ErrorCode
from easytune.contract.events import Exit, ExitState, Failed, Finished, Stopped, Verified, event_adapter
from easytune.contract.journal import last_line_of, read_from
from easytune.contract.run_folder import RunFolder
from easytune.contract.space import NO_ROOM_STATUS, is_full
from easytune.supervisor.watch import Watched, stop_mode

INTERRUPTED_STATUS = 75  # EX_TEMPFAIL of sysexits.h: a checkpoint is kept, start me again
_TAIL_BYTES = 1 << 18


@dataclass(frozen=True)
class Left:
    """What the folder of an ended child holds."""

    last_word: Finished | Failed | Stopped | None
    has_output: bool
    stop_asked: bool
    last_output_line: str


def look(folder: RunFolder) -> Left:
    """Read the end of the journal and what else speaks of the end."""
    return Left(_last_word(folder), folder.output.is_dir(), stop_mode(folder) is not None, last_line_of(folder.stdout))


def without_output(watched: Watched, left: Left, stall_seconds: float, now: datetime) -> Exit:
    """exit.json of a child that left nothing to verify (or of which nothing is wanted)."""

    def exit_as(state: ExitState, code: ErrorCode | None = None, **params: Any) -> Exit:
        return Exit(state=state, code=code, params=params, exit_status=watched.exit_status, signal=watched.signal, ended_at=now)

    match watched.reason:
        case "discard" | "save_timeout":
            return exit_as(ExitState.STOPPED)
        case "stalled":
            return exit_as(ExitState.FAILED, ErrorCode.STALLED, seconds=stall_seconds)
        case "interrupted" | None:
            pass
    match left.last_word:
        case Failed() as failed:
            return exit_as(ExitState.FAILED, failed.code, **failed.params)
        case Stopped():
            return exit_as(ExitState.STOPPED)
        case Finished():
            return exit_as(ExitState.COMPLETED)
        case None:
            pass
    if watched.exit_status == NO_ROOM_STATUS:
        return exit_as(ExitState.FAILED, ErrorCode.DISK_FULL_NOW)
    if watched.reason == "interrupted" or watched.exit_status == INTERRUPTED_STATUS:
        return exit_as(ExitState.INTERRUPTED)
    if watched.signal is not None:
        return exit_as(ExitState.DIED, ErrorCode.KILLED, signal=watched.signal)
    if watched.exit_status in (0, 1):
        return exit_as(ExitState.FAILED, ErrorCode.CRASHED, reason=left.last_output_line or "it ended without a result")
    return exit_as(ExitState.DIED, ErrorCode.CRASHED, reason=left.last_output_line or f"exit status {watched.exit_status}")


def without_launch(error: OSError, now: datetime) -> Exit:
    """exit.json when the supervisor could not do its work. A full disk is the user's to empty; all else may pass by itself."""
    if is_full(error):
        return Exit(state=ExitState.FAILED, code=ErrorCode.DISK_FULL_NOW, ended_at=now)
    return Exit(state=ExitState.DIED, code=ErrorCode.LAUNCH_FAILED, params={"reason": str(error)}, ended_at=now)


def with_output(verified: Verified | None, reason: str, left: Left, now: datetime) -> Exit:
    """exit.json of a complete output/: only what a fresh process loaded and found changed counts. reason: why there is no verified."""
    stopped = isinstance(left.last_word, Stopped) or (left.last_word is None and left.stop_asked)
    fault = reason or "the output was not verified"
    if verified is not None:
        fault = (
            "" if verified.loads and verified.differs_from_base else "the weights did not change" if verified.loads else "it does not load"
        )
    if stopped:
        return Exit(state=ExitState.STOPPED, saved=not fault, ended_at=now)
    if fault:
        return Exit(state=ExitState.FAILED, code=ErrorCode.OUTPUT_INVALID, params={"reason": fault}, ended_at=now)
    return Exit(state=ExitState.COMPLETED, exit_status=0, saved=True, ended_at=now)


def unverified_output(left: Left, now: datetime) -> Exit:
    """exit.json of a complete output/ that needs no verification (a pull: every file's hash was checked)."""
    stopped = isinstance(left.last_word, Stopped)
    return Exit(state=ExitState.STOPPED if stopped else ExitState.COMPLETED, exit_status=0, saved=True, ended_at=now)


def _last_word(folder: RunFolder) -> Finished | Failed | Stopped | None:
    try:
        size = folder.events.stat().st_size
    except FileNotFoundError:
        return None
    for line in reversed(read_from(folder.events, max(0, size - _TAIL_BYTES)).lines):
        try:
            event = event_adapter.validate_json(line)
        except ValidationError:
            continue  # a torn line
        if isinstance(event, Finished | Failed | Stopped):
            return event
    return None
