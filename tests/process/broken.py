"""The negative controls: each breaks one promise in this process, the way other programs of this kind do. Knows no test and no judge."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import select

from easytune.contract.error_codes import ErrorCode
from easytune.core.db import utc_now
from easytune.jobs import service as jobs
from easytune.jobs.rows import JobRow, job_row
from easytune.runs import service, states
from easytune.runs.schemas import RunState
from easytune.runs.tables import Run
from easytune.scheduler.reap import give_up
from easytune.scheduler.tick import Scheduler
from easytune.supervisor import liveness

_ONGOING = (RunState.PREPARING, RunState.RUNNING)


def apply(options: Sequence[str]) -> None:
    """Break what the options (`--pid-files`, …) name."""
    for option in options:
        BUILDS[option.removeprefix("--")]()


def _pid_files() -> None:
    """Alive is what has a pid file of a process that exists."""
    spawn = liveness.spawn

    def spawn_and_note(module, arguments, *, lock, output, **more):
        process = spawn(module, arguments, lock=lock, output=output, **more)
        (output.parent / "pid").write_text(str(process.pid))
        return process

    def is_held(path: Path) -> bool:
        try:
            pid = int((path.parent / "pid").read_text())
            return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
        except (FileNotFoundError, ValueError, psutil.Error):
            return False

    liveness.spawn, liveness.is_held = spawn_and_note, is_held


def _begins_anew() -> None:
    """What ran when the server died is believed dead and started again."""
    begin = Scheduler.begin

    async def begin_anew(self: Scheduler) -> None:
        await begin(self)
        async with self._database.session() as session:
            for run in await service.list_by_state(session, _ONGOING):
                await service.requeue(session, states.position_of(run), deaths=0)

    Scheduler.begin = begin_anew  # type: ignore[method-assign]


def _stops_in_name() -> None:
    """A run that is asked to stop is STOPPED in the same moment, whatever its processes still do."""
    tend = Scheduler._tend

    async def stop_in_name(self: Scheduler, run: Run, folder: Any, state: Any) -> None:
        if run.stop_mode is not None:
            async with self._database.session() as session:
                await states.move(session, states.position_of(run), RunState.STOPPED, ended_at=utc_now())
        await tend(self, run, folder, state)

    Scheduler._tend = stop_in_name  # type: ignore[method-assign]


def _fails_without_database() -> None:
    """Who could not be followed for want of a database has FAILED once it is back."""
    begin, end, interrupted = Scheduler.begin, Scheduler.end, [False]

    async def begin_with_failures(self: Scheduler) -> None:
        await begin(self)
        if interrupted[0]:
            async with self._database.session() as session:
                for run in await service.list_by_state(session, _ONGOING):
                    await give_up(session, run.id, run.attempt, ErrorCode.CRASHED, "the database was away")

    async def end_and_note(self: Scheduler) -> None:
        await end(self)
        interrupted[0] = True

    Scheduler.begin, Scheduler.end = begin_with_failures, end_and_note  # type: ignore[method-assign]


def _keys_in_memory() -> None:
    """Which job a key made is remembered by the process, not by the database."""
    create = jobs.create
    remembered: dict[str, int] = {}

    async def create_and_remember(session: Any, settings: Any, wish: jobs.Submit, machine: Any) -> JobRow:
        key = wish.idempotency_key
        if key in remembered and await session.scalar(select(Run.id).where(Run.id == remembered[key])) is not None:
            return await job_row(session, remembered[key])
        row = await create(session, settings, jobs.Submit(wish.body, wish.user, None), machine)
        if key is not None:
            remembered[key] = row.run.id
        return row

    jobs.create = create_and_remember


BUILDS: dict[str, Callable[[], None]] = {
    "pid-files": _pid_files,
    "begins-anew": _begins_anew,
    "stops-in-name": _stops_in_name,
    "fails-without-database": _fails_without_database,
    "keys-in-memory": _keys_in_memory,
}
