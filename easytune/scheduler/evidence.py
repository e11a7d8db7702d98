"""Looks at the folder of a live attempt: who lives, what is left, what is new. Blocking; decides nothing and writes nothing."""

from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from easytune.contract.events import Exit, Verified
from easytune.contract.journal import last_line_of, read_from
from easytune.contract.run_folder import RunFolder
from easytune.contract.supervision import SupervisorStarted, supervision_adapter
from easytune.runs.tables import Run
from easytune.scheduler import follow
from easytune.scheduler.follow import Followed
from easytune.supervisor import liveness

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Alive:
    """Somebody holds the lock. orphaned: its supervisor is dead; session: whose processes must end then."""

    orphaned: bool
    session: int | None
    followed: Followed | None


@dataclass(frozen=True)
class Over:
    """Nobody holds the lock, so all that the attempt will ever say is said.

    starts: how many supervisors began; rebooted: the machine started anew since the last of them did.
    """

    starts: int
    rebooted: bool
    exit: Exit | None
    verified: Verified | None
    has_output: bool
    last_output_line: str
    followed: Followed


def look(run: Run, folder: RunFolder, *, follow_now: bool) -> Alive | Over:
    """The lock is asked first: what is read after it was found free is final. Raises: OSError."""
    if not liveness.is_held(folder.lock):
        return _over(run, folder)
    followed = follow.read(run, folder, to_end=False) if follow_now else None
    if liveness.is_held(folder.supervisor_lock):
        return Alive(False, None, followed)
    starts = _starts(folder)  # none: the supervisor is still on its way
    return Alive(bool(starts), starts[-1].pid if starts else None, followed)


def _over(run: Run, folder: RunFolder) -> Over:
    starts = _starts(folder)
    machine = liveness.machine_start()
    return Over(
        starts=len(starts),
        rebooted=bool(starts) and starts[-1].boot != machine,
        exit=_read(Exit, folder, "exit.json"),
        verified=_read(Verified, folder, "verified.json"),
        has_output=folder.output.is_dir(),
        last_output_line=last_line_of(folder.stdout),
        followed=follow.read(run, folder, to_end=True),
    )


def _starts(folder: RunFolder) -> list[SupervisorStarted]:
    starts = []
    for line in read_from(folder.supervisor_events, 0).lines:
        try:
            said = supervision_adapter.validate_json(line)
        except ValidationError:
            continue  # a torn line
        if isinstance(said, SupervisorStarted):
            starts.append(said)
    return starts


def _read(model: type[M], folder: RunFolder, name: str) -> M | None:
    """A file that is written whole or not at all; one that is spoiled nevertheless counts as missing."""
    try:
        return model.model_validate_json((folder.path / name).read_bytes())
    except (FileNotFoundError, ValidationError):
        return None
