"""Starts the supervisor of a waiting run: folder, spec.json, lock, claim, spawn, in this order. Knows no events and no end.

Killed after any line, nothing is lost or doubled: before the claim the run still waits, after it the lock tells whether
somebody lives.
"""

import asyncio
import subprocess
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter
from sqlalchemy import func

from easytune.contract.run_folder import RunFolder, sync_folder, write_model
from easytune.contract.run_spec import PredictSpec, PullSpec, RenderSpec, run_spec_adapter
from easytune.contract.train_spec import TrainSpec
from easytune.core.config import Settings, process_environment
from easytune.core.db import Database, utc_now
from easytune.runs import folders, service, states
from easytune.runs.schemas import RunState
from easytune.runs.tables import Run
from easytune.supervisor import liveness

_SPEC: TypeAdapter[TrainSpec | PullSpec | PredictSpec | RenderSpec] = run_spec_adapter


@dataclass(frozen=True)
class Program:
    """What runs an attempt of one kind. verify_module: checks the output in a fresh process; stall_seconds 0: silence is fine."""

    module: str
    verify_module: str | None
    stall_seconds: float


def program_of(kind: str, settings: Settings) -> Program:
    """Raises: ValueError for a kind that nobody knows."""
    match kind:
        case "train":
            return Program(settings.trainer_module, settings.verify_module, settings.stall_seconds)
        case "pull" | "render":
            return Program("easytune.worker", None, settings.stall_seconds)
        case "predict":
            return Program("easytune.predictor", None, 0.0)
        case _:
            raise ValueError(f"unknown kind {kind}")


class Launcher:
    """Launches attempts, and keeps the supervisors it started so that none stays a zombie."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database, self._settings = database, settings
        self._children: dict[tuple[int, int], subprocess.Popen[bytes]] = {}

    def started_here(self, run_id: int, attempt: int) -> bool:
        """Whether this very process spawned the attempt's supervisor: then a death before its first word is no lost claim."""
        return (run_id, attempt) in self._children

    def is_at_work(self, run_id: int, attempt: int) -> bool:
        """Whether the supervisor that was spawned here for the attempt is a living process, though perhaps without its lock yet."""
        child = self._children.get((run_id, attempt))
        return child is not None and child.poll() is None

    def collect(self, live: set[tuple[int, int]]) -> None:
        """Reap ended supervisors; forget those of attempts that are over."""
        for key, child in list(self._children.items()):
            if child.poll() is not None and key not in live:
                del self._children[key]

    async def launch(self, run_id: int, attempt: int) -> bool:
        """Start a PENDING run; False when somebody else has it. Raises: OSError, ValidationError, database errors."""
        async with self._database.reading() as session:
            run = await service.get(session, run_id)
        if (run.state, run.attempt) != (RunState.PENDING.value, attempt):
            return False
        folder = RunFolder.of(self._settings.runs, run_id, attempt)
        lock = await asyncio.to_thread(_prepare, run, folder, self._settings.runs)
        if lock is None:
            return False
        try:
            if not await self._claim(run):
                return False
            await asyncio.to_thread(self._spawn, run, folder, lock)
        finally:
            lock.close()
        return True

    async def finish(self, run: Run) -> bool:
        """A supervisor for what is left of an attempt that made its output but not its last word. Raises: OSError."""
        folder = RunFolder.of(self._settings.runs, run.id, run.attempt)
        lock = await asyncio.to_thread(liveness.take, folder.lock)
        if lock is None:
            return False
        try:
            await asyncio.to_thread(self._spawn, run, folder, lock)
        finally:
            lock.close()
        return True

    async def _claim(self, run: Run) -> bool:
        async with self._database.session() as session:
            position = await states.move(
                session,
                states.position_of(run),
                RunState.PREPARING,
                unless_stop_asked=True,
                started_at=func.coalesce(Run.started_at, utc_now()),
            )
        return position is not None

    def _spawn(self, run: Run, folder: RunFolder, lock: liveness.HeldLock) -> None:
        program = program_of(run.kind, self._settings)
        descriptor = lock.descriptor if liveness.INHERITS_LOCKS else -1
        arguments = [str(folder.path), "--lock-fd", str(descriptor), "--module", program.module]
        arguments += ["--stall-seconds", str(program.stall_seconds)]
        if program.verify_module is not None:
            arguments += ["--verify-module", program.verify_module]
        environment = process_environment(**{liveness.MARKER: str(folder.path)})
        self._children[run.id, run.attempt] = liveness.spawn(
            "easytune.supervisor", arguments, lock=lock, output=folder.stdout, detached=True, environment=environment
        )


def _prepare(run: Run, folder: RunFolder, runs: Path) -> liveness.HeldLock | None:
    """Folder, lock, spec.json; what an earlier try left is used again. None when the lock is held. Raises: OSError, ValidationError."""
    folder.path.mkdir(parents=True, exist_ok=True)
    lock = liveness.take(folder.lock)
    if lock is None:
        return None
    try:
        write_model(folder.spec, _filled(run, runs))
        sync_folder(folder.path.parent)
        sync_folder(runs)
    except BaseException:
        lock.close()
        raise
    return lock


def _filled(run: Run, runs: Path) -> TrainSpec | PullSpec | PredictSpec | RenderSpec:
    """The submitted spec with what only the launch knows. Raises: ValidationError."""
    spec = _SPEC.validate_python(run.spec)
    match spec:
        case TrainSpec():
            points = folders.resume_points(runs, run.id, run.attempt, run.resume_mode, run.resume_step)
            return spec.model_copy(update={"job_id": run.id, "attempt": run.attempt, "resume": points})
        case PullSpec() | PredictSpec() | RenderSpec():
            return spec.model_copy(update={"run_id": run.id, "attempt": run.attempt})
