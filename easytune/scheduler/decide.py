"""Decides what becomes of a run whose attempt is over. Pure; knows no database, no file and no process."""

from dataclasses import dataclass, field
from typing import Any, assert_never

from easytune.contract.error_codes import ErrorCode
from easytune.contract.events import Exit, ExitState, Verified

MOST_DEATHS = 3
MOST_STARTS = 5
MOST_LAUNCH_FAILURES = 3
MOST_FINISH_FAILURES = 5


@dataclass(frozen=True)
class Complete:
    """The output is verified: register it."""


@dataclass(frozen=True)
class Fail:
    code: ErrorCode
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Stop:
    """saved: there is a verified output to register; discard: nothing of the run is kept."""

    saved: bool
    discard: bool


@dataclass(frozen=True)
class Requeue:
    """The next attempt, from the newest checkpoint; deaths is what the row shall say."""

    deaths: int
    launch_failed: bool = False


@dataclass(frozen=True)
class Finish:
    """The output is complete but nobody had the last word: verify it, do not train again."""


Decision = Complete | Fail | Stop | Requeue | Finish


@dataclass(frozen=True)
class Case:
    """An attempt that is over. deaths: in a row without a new checkpoint, before this end.

    spawned_here: this scheduler started its supervisor, so a claim was not lost between two schedulers.
    """

    kind: str
    deaths: int
    stop_mode: str | None
    starts: int
    rebooted: bool
    exit: Exit | None
    verified: Verified | None
    has_output: bool
    last_output_line: str
    spawned_here: bool
    launch_failures: int


def decide(case: Case) -> Decision:
    """COMPLETED only for what is verified; STOPPED when that was asked; else again, until it died too often."""
    if case.exit is not None:
        return _by_exit(case, case.exit)
    if case.stop_mode == "discard":
        return Stop(saved=False, discard=True)
    if case.has_output:
        return _finish(case)
    if case.stop_mode is not None:
        return Stop(saved=False, discard=False)
    if case.starts == 0:
        return _never_started(case)
    return Requeue(case.deaths) if case.rebooted else _died(case)


def _by_exit(case: Case, exit_: Exit) -> Decision:
    match exit_.state:
        case ExitState.COMPLETED:
            return Complete() if case.kind != "train" or _is_good(case) else _unverified()
        case ExitState.STOPPED:
            return _stopped(case, exit_)
        case ExitState.FAILED:
            return _failed(case, exit_)
        case ExitState.INTERRUPTED:
            return Requeue(case.deaths) if case.stop_mode is None else _stopped(case, exit_)
        case ExitState.DIED:
            return _died(case) if case.stop_mode is None else _stopped(case, exit_)
        case _:
            assert_never(exit_.state)


def _stopped(case: Case, exit_: Exit) -> Decision:
    discard = case.stop_mode == "discard"
    saved = exit_.state is ExitState.STOPPED and exit_.saved and not discard and (case.kind != "train" or _is_good(case))
    return Stop(saved=saved, discard=discard)


def _failed(case: Case, exit_: Exit) -> Decision:
    if case.stop_mode == "discard":
        return Stop(saved=False, discard=True)
    code = exit_.code or ErrorCode.CRASHED
    if code is ErrorCode.STALLED and case.deaths == 0 and case.stop_mode is None:
        return Requeue(1)
    return Fail(code, exit_.params)


def _died(case: Case) -> Decision:
    deaths = case.deaths + 1
    return Requeue(deaths) if deaths <= MOST_DEATHS else Fail(ErrorCode.DIED_TOO_OFTEN, {"deaths": deaths})


def _finish(case: Case) -> Decision:
    """launch_failures here: supervisors that were started to finish it and were gone before they were seen alive."""
    if case.launch_failures >= MOST_FINISH_FAILURES:
        return Fail(ErrorCode.LAUNCH_FAILED, {"reason": case.last_output_line or "the supervisor did not start"})
    return Finish() if case.starts < MOST_STARTS else Fail(ErrorCode.DIED_TOO_OFTEN, {"deaths": case.starts})


def _never_started(case: Case) -> Decision:
    """No supervisor said a word: the scheduler died between claim and launch, or supervisors cannot start here."""
    if case.spawned_here and case.launch_failures >= MOST_LAUNCH_FAILURES - 1:
        return Fail(ErrorCode.LAUNCH_FAILED, {"reason": case.last_output_line or "the supervisor did not start"})
    return Requeue(case.deaths, launch_failed=case.spawned_here)


def _is_good(case: Case) -> bool:
    return case.verified is not None and case.verified.loads and case.verified.differs_from_base


def _unverified() -> Fail:
    return Fail(ErrorCode.OUTPUT_INVALID, {"reason": "verified.json does not say that the output loads and differs from the start"})
