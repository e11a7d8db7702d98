"""One look at all runs that are not over: follow, reap, stop, end orphans, launch. Knows no role and no domain.

No state of its own but patience and the children to reap: everything else is in the database and the run folders, so
the next scheduler goes on where this one was killed. What concerns one run never stops the others.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Coroutine
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import defer

from easytune.contract.error_codes import ErrorCode
from easytune.contract.run_folder import RunFolder
from easytune.contract.space import is_full
from easytune.core.config import Settings
from easytune.core.database_errors import DatabaseAway
from easytune.core.db import Database, utc_now
from easytune.datasets import intake
from easytune.models import folders as model_folders
from easytune.runs import folders, states
from easytune.runs.schemas import RunState
from easytune.runs.tables import Run
from easytune.scheduler.allocate import Waiting, choose
from easytune.scheduler.decide import MOST_LAUNCH_FAILURES, Finish, Requeue
from easytune.scheduler.evidence import Alive, Over, look
from easytune.scheduler.follow import Followed, save
from easytune.scheduler.forget import forget_renderings
from easytune.scheduler.launch import Launcher
from easytune.scheduler.patience import Patience
from easytune.scheduler.reap import Reaper, give_up
from easytune.scheduler.sweep import sweep
from easytune.supervisor import liveness

SAVE_SECONDS = 1.0
SWEEP_SECONDS = 60.0
END_SECONDS = 20.0
MOST_REAP_FAILURES = 6
_ONGOING = (RunState.PREPARING.value, RunState.RUNNING.value)
_SWEEPING = 0  # beside the ids of runs, which count from 1
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Seen:
    """A live run and what its folder says of it."""

    run: Run
    folder: RunFolder
    state: Alive | Over


@dataclass(frozen=True)
class _Queue:
    """PENDING runs in the order they start; stopped: those that were asked to stop while they were being requeued."""

    waiting: list[Waiting]
    stopped: list[Waiting]


class Scheduler:
    """Call begin once, tick again and again, end at last."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database, self._settings = database, settings
        self._launcher = Launcher(database, settings)
        self._reaper = Reaper(database, settings, self._launcher)
        self._patience = Patience()
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._slots = {
            "train": settings.trainers_per_device,
            "pull": settings.workers,
            "predict": settings.predictors,
            "render": settings.workers,
        }
        self._next_save = 0.0
        self._next_sweep = 0.0

    async def begin(self) -> None:
        """Finish what an earlier scheduler left half done. Raises: OSError."""
        self._settings.runs.mkdir(parents=True, exist_ok=True)
        await asyncio.to_thread(folders.finish_removals, self._settings.runs)
        await asyncio.to_thread(model_folders.sweep, self._settings.models)

    async def end(self) -> None:
        """Let what has begun come to its end; what does not is done again by the next scheduler."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks.values(), timeout=END_SECONDS)
            for task in late:
                task.cancel()

    async def tick(self) -> None:
        """Raises: OSError, database errors: both concern all runs."""
        self._collect_tasks()  # before reading: a row must not be older than the end of its task
        live, queue = await self._read()
        self._launcher.collect({(run.id, run.attempt) for run in live})
        self._patience.keep_only({run.id for run in live} | {run.run_id for run in queue.waiting})
        seen = await asyncio.to_thread(self._look_at, live, self._is_due("save"))
        await self._save([one.state.followed for one in seen if isinstance(one.state, Alive) and one.state.followed is not None])
        for one in seen:
            match one.state:
                case Over():
                    self._start(one.run.id, self._reap(one.run, one.state))
                case Alive():
                    await self._tend(one.run, one.folder, one.state)
        await self._stop_waiting(queue.stopped)
        await self._launch(queue.waiting, live)
        if self._is_due("sweep") and _SWEEPING not in self._tasks:
            self._start(_SWEEPING, self._sweep())

    def _collect_tasks(self) -> None:
        for run_id, task in list(self._tasks.items()):
            if task.done():
                del self._tasks[run_id]
                if not task.cancelled() and (error := task.exception()) is not None:
                    _log.warning("run %d is tried again: %s", run_id, error)

    async def _read(self) -> tuple[list[Run], _Queue]:
        async with self._database.reading() as session:
            ongoing = select(Run).where(Run.state.in_(_ONGOING)).order_by(Run.id).options(defer(Run.spec))
            live = list(await session.scalars(ongoing))
            pending = select(Run.id, Run.attempt, Run.kind, Run.stop_asked_at).where(Run.state == RunState.PENDING.value)
            rows = (await session.execute(pending.order_by(Run.queued_at, Run.id))).all()
        waiting: list[Waiting] = []
        stopped: list[Waiting] = []
        for run_id, attempt, kind, stop_asked_at in rows:
            (waiting if stop_asked_at is None else stopped).append(Waiting(run_id, attempt, kind))
        return live, _Queue(waiting, stopped)

    def _is_due(self, what: str) -> bool:
        now = time.monotonic()
        if what == "save" and now >= self._next_save:
            self._next_save = now + SAVE_SECONDS
            return True
        if what == "sweep" and now >= self._next_sweep:
            self._next_sweep = now + SWEEP_SECONDS
            return True
        return False

    def _look_at(self, live: list[Run], follow_now: bool) -> list[_Seen]:
        """Blocking. A run whose folder cannot be read is left out and tried again later."""
        seen, resting = [], self._patience.resting()
        for run in live:
            if run.id in self._tasks or run.id in resting:
                continue
            folder = RunFolder.of(self._settings.runs, run.id, run.attempt)
            try:
                seen.append(_Seen(run, folder, look(run, folder, follow_now=follow_now)))
            except (OSError, ValueError) as error:
                _log.warning("run %d attempt %d: %s", run.id, run.attempt, error)
                self._patience.note_failure(run.id)
        return seen

    async def _save(self, followed: list[Followed]) -> None:
        news = [one for one in followed if one.is_news]
        if news:
            async with self._database.session() as session:
                await save(session, news)

    def _start(self, run_id: int, work: Coroutine[Any, Any, None]) -> None:
        self._tasks[run_id] = asyncio.create_task(work)

    async def _reap(self, run: Run, over: Over) -> None:
        async def reap() -> None:
            decision = await self._reaper.reap(run, over, self._patience.failures(run.id))
            _log.info("run %d attempt %d: %s", run.id, run.attempt, decision)
            match decision:
                case Requeue(launch_failed=True) | Finish():  # forgiven once its supervisor is seen alive
                    self._patience.note_failure(run.id)
                case Requeue(deaths=deaths) if deaths > 1:
                    self._patience.wait(run.id, float(deaths))
                case _:
                    pass

        await self._alone(run.id, run.attempt, reap(), MOST_REAP_FAILURES, ErrorCode.CRASHED)

    async def _launch(self, waiting: list[Waiting], live: list[Run]) -> None:
        not_yet = self._patience.resting() | set(self._tasks)
        for chosen in choose(waiting, (run.kind for run in live), self._slots, not_yet):
            launching = self._launcher.launch(chosen.run_id, chosen.attempt)
            await self._alone(chosen.run_id, chosen.attempt, launching, MOST_LAUNCH_FAILURES, ErrorCode.LAUNCH_FAILED)

    async def _alone(self, run_id: int, attempt: int, work: Awaitable[object], most: int, code: ErrorCode) -> None:
        """What goes wrong with one run is that run's trouble. Raises: database errors while giving it up."""
        try:
            await work
        except Exception as error:  # the scheduler's one blind except: a run that cannot go on must not end the others
            await self._trouble(run_id, attempt, error, most, code)

    async def _trouble(self, run_id: int, attempt: int, error: Exception, most: int, code: ErrorCode) -> None:
        """Try again later, a few times; a database that is away is nobody's failure, nor is a full disk: both are waited out."""
        if isinstance(error, DatabaseAway) or is_full(error):
            _log.warning("run %d attempt %d waits for the database or for room on the disk: %s", run_id, attempt, error)
            self._patience.wait(run_id, 1.0)
            return
        failures = self._patience.note_failure(run_id)
        _log.error("run %d attempt %d: failure %d of %d", run_id, attempt, failures, most, exc_info=error)
        if failures >= most:
            async with self._database.session() as session:
                await give_up(session, run_id, attempt, code, f"{type(error).__name__}: {error}")

    async def _tend(self, run: Run, folder: RunFolder, state: Alive) -> None:
        if state.orphaned and self._launcher.is_at_work(run.id, run.attempt):
            return  # a later supervisor of the attempt is on its way to its lock
        if state.orphaned or run.stop_mode is not None:
            await asyncio.to_thread(_stop_or_end, run, folder, state)
        if not state.orphaned:
            self._patience.forgive(run.id)

    async def _sweep(self) -> None:
        try:
            await forget_renderings(self._database)
            await sweep(self._database, self._settings.runs)
            await intake.sweep(self._database, self._settings.datasets)
        except (OSError, SQLAlchemyError) as error:
            _log.warning("folders of deleted runs stay for now: %s", error)

    async def _stop_waiting(self, stopped: list[Waiting]) -> None:
        if not stopped:
            return
        async with self._database.session() as session:
            for one in stopped:
                position = states.Position(one.run_id, one.attempt, RunState.PENDING)
                await states.move(session, position, RunState.STOPPED, ended_at=utc_now())


def _stop_or_end(run: Run, folder: RunFolder, state: Alive) -> None:
    """Blocking. Pass on a stop; end a tree whose supervisor is dead, so that its lock comes free."""
    try:
        if run.stop_mode is not None:
            folders.ask_stop(folder, run.stop_mode)
    except OSError as error:
        _log.warning("run %d attempt %d cannot be told to stop yet: %s", run.id, run.attempt, error)
    if state.orphaned:
        liveness.kill(liveness.tree(folder.path, state.session))
