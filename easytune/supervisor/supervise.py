"""The story of one attempt: start the child, watch it, end its tree, verify what it made, write exit.json. Knows no database, no torch."""

import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import ValidationError

from easytune.contract.error_codes import ErrorCode
from easytune.contract.error_texts import message
from easytune.contract.events import Exit, ExitState, Failed, LogLevel, LogLine, Verified
from easytune.contract.journal import JournalWriter
from easytune.contract.run_folder import RunFolder, write_model
from easytune.contract.run_spec import run_spec_adapter
from easytune.contract.supervision import ChildEnded, ChildStarted, Ended, SupervisorStarted
from easytune.supervisor import conclude, liveness
from easytune.supervisor.watch import Interruption, Limits, Watch, Watched

VERIFY_TRIES = 3
WRITE_TRIES = 10
ROOM_BYTES = 64 << 10


@dataclass(frozen=True)
class Assignment:
    """What one supervisor is started for. verify_module None: the output needs no check by a fresh process."""

    folder: RunFolder
    lock: liveness.HeldLock
    module: str
    verify_module: str | None
    limits: Limits


def supervise(assignment: Assignment) -> None:
    """Runs until the attempt has ended and its tree is gone. Leaves no exit.json when a complete output waits for its check."""
    interruption = Interruption()
    interruption.listen()
    folder = assignment.folder
    journal = JournalWriter(folder.supervisor_events)
    journal.write(SupervisorStarted(pid=os.getpid(), boot=liveness.machine_start()))
    journal.sync()
    if folder.exit.exists():
        return
    try:
        _set_room_aside(folder)
        watched = Watched(None, 0, None)
        if not folder.output.is_dir():
            watched = _run_child(assignment, assignment.module, assignment.limits, journal, interruption)
        final = _final(assignment, watched, journal, interruption)
    except OSError as error:  # no process, no descriptor, no disk: outside the run, so the attempt counts as died
        final = conclude.without_launch(error, datetime.now(UTC))
    if final is not None:
        _write_exit(folder, final)
        journal.write(Ended(state=final.state))


def _run_child(assignment: Assignment, module: str, limits: Limits, journal: JournalWriter, interruption: Interruption) -> Watched:
    folder = assignment.folder
    child = liveness.spawn(module, (str(folder.path),), lock=assignment.lock, output=folder.stdout)
    journal.write(ChildStarted(module=module, pid=child.pid))
    watched = Watch(child, folder, limits, interruption, journal).until_end()
    _end_tree(assignment)
    journal.write(ChildEnded(module=module, exit_status=watched.exit_status, signal=watched.signal))
    return watched


def _end_tree(assignment: Assignment) -> None:
    """Kill what the child left running (loader workers, ranks): they hold the lock. Gives up after a while; then the lock stays held."""
    deadline = time.monotonic() + assignment.limits.after_terminate
    while (left := liveness.tree(assignment.folder.path, os.getpid())) and time.monotonic() < deadline:
        liveness.kill(left)
        time.sleep(0.02)


def _final(assignment: Assignment, watched: Watched, journal: JournalWriter, interruption: Interruption) -> Exit | None:
    """None: a complete output could not be checked; whoever comes next does it."""
    left = conclude.look(assignment.folder)
    if watched.reason == "discard" or isinstance(left.last_word, Failed) or not left.has_output:
        return conclude.without_output(watched, left, assignment.limits.stall, datetime.now(UTC))
    if assignment.verify_module is None:
        return conclude.unverified_output(left, datetime.now(UTC))
    return _verify(assignment, assignment.verify_module, left, journal, interruption)


def _verify(assignment: Assignment, module: str, left: conclude.Left, journal: JournalWriter, interruption: Interruption) -> Exit | None:
    """A fresh process checks output/; one that is killed is started again, a few times. None: the next supervisor goes on."""
    limits = Limits(stall=assignment.limits.verify, save=assignment.limits.verify)
    folder, reason = assignment.folder, ""
    for _ in range(VERIFY_TRIES):
        if (verified := _read_verified(folder)) is not None:
            return conclude.with_output(verified, reason, left, datetime.now(UTC))
        if interruption.asked:
            return None
        watched = _run_child(assignment, module, limits, journal, interruption)
        reason = conclude.look(folder).last_output_line
        match watched.reason:
            case "discard":
                return conclude.without_output(watched, left, assignment.limits.stall, datetime.now(UTC))
            case "interrupted":
                return None
            case None if watched.signal is not None:
                continue
            case _:
                return conclude.with_output(_read_verified(folder), reason, left, datetime.now(UTC))
    return None  # killed each time, which says nothing about the output


def _read_verified(folder: RunFolder) -> Verified | None:
    try:
        return Verified.model_validate_json(folder.verified.read_bytes())
    except (FileNotFoundError, ValidationError):
        return None


def _set_room_aside(folder: RunFolder) -> None:
    """Some kB that the last word will need, should the disk be full by then. Raises: OSError."""
    with open(folder.room, "wb") as file:
        file.write(bytes(ROOM_BYTES))
        file.flush()
        os.fsync(file.fileno())


def _write_exit(folder: RunFolder, final: Exit) -> None:
    """A full disk may have room again in a moment. Raises: OSError when it has not; then the attempt counts as died."""
    folder.room.unlink(missing_ok=True)
    for remaining in reversed(range(WRITE_TRIES)):
        try:
            if final.code is not None:
                _say(folder, final.code, final)
            write_model(folder.exit, final)
            return
        except OSError:
            if remaining == 0:
                raise
            time.sleep(1.0)


def _say(folder: RunFolder, code: ErrorCode, final: Exit) -> None:
    """Tell the reader of the log why it ended, in the run's language."""
    spec = run_spec_adapter.validate_json(folder.spec.read_bytes())
    language = spec.language if spec.kind == "train" else "en"
    level = LogLevel.WARNING if final.state is ExitState.DIED else LogLevel.ERROR
    journal = JournalWriter(folder.log)
    journal.append(LogLine(at=final.ended_at, level=level, source="supervisor", text=message(code, final.params, language)))
    journal.close()
