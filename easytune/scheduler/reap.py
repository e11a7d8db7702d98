"""Carries out what `decide` says of an attempt that is over, each run in a transaction of its own. Knows no queue and no lock."""

import asyncio
from typing import Any, assert_never

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from easytune.contract.error_codes import ErrorCode
from easytune.core.config import Settings
from easytune.core.db import Database, utc_now
from easytune.core.errors import UserError
from easytune.runs import folders, service, states
from easytune.runs.progress import RunMetrics
from easytune.runs.schemas import RunState
from easytune.runs.tables import Run
from easytune.scheduler import complete
from easytune.scheduler.decide import Case, Complete, Decision, Fail, Finish, Requeue, Stop, decide
from easytune.scheduler.evidence import Over
from easytune.scheduler.follow import save
from easytune.scheduler.launch import Launcher


class Reaper:
    """Moves runs whose attempt is over to where they belong. Safe to be killed at any line and done again."""

    def __init__(self, database: Database, settings: Settings, launcher: Launcher) -> None:
        self._database, self._settings, self._launcher = database, settings, launcher

    async def reap(self, run: Run, over: Over, launch_failures: int) -> Decision:
        """run: as read together with the evidence. Raises: OSError, database errors."""
        decision = decide(_case(run, over, self._launcher.started_here(run.id, run.attempt), launch_failures))
        try:
            await self._carry_out(run, over, decision)
        except UserError as refused:  # the output is not what a run of this kind must leave
            decision = Fail(refused.code, refused.params)
            await self._carry_out(run, over, decision)
        return decision

    async def _carry_out(self, run: Run, over: Over, decision: Decision) -> None:
        match decision:
            case Complete():
                await self._publish(run, over, RunState.COMPLETED)
            case Stop(saved=saved, discard=discard):
                await (self._publish(run, over, RunState.STOPPED) if saved else self._stop(run, over, discard=discard))
            case Fail(code=code, params=params):
                await self._end(run, over, RunState.FAILED, error_code=code.value, error_params=params)
            case Requeue(deaths=deaths):
                await self._requeue(run, over, deaths)
            case Finish():
                await self._launcher.finish(run)
            case _:
                assert_never(decision)

    async def _publish(self, run: Run, over: Over, to: RunState) -> None:
        """The run's last state and what it made, together or not at all."""
        async with self._database.reading() as session:
            with_spec = await service.get(session, run.id)
        metrics = RunMetrics.model_validate(over.followed.progress.metrics)
        completion = await complete.prepare(with_spec, metrics, self._settings)
        async with self._database.session() as session:
            if await _finish(session, run, over, to):
                await complete.register(session, completion)

    async def _stop(self, run: Run, over: Over, *, discard: bool) -> None:
        changes: dict[str, Any] = {}
        if discard:  # before the row says so: killed in between, it is done again
            await asyncio.to_thread(folders.discard_results, self._settings.runs, run.id)
            changes["checkpoint_step"] = None
        await self._end(run, over, RunState.STOPPED, **changes)

    async def _end(self, run: Run, over: Over, to: RunState, **changes: Any) -> None:
        async with self._database.session() as session:
            await _finish(session, run, over, to, **changes)

    async def _requeue(self, run: Run, over: Over, deaths: int) -> None:
        async with self._database.session() as session:
            position = await _read_to_end(session, run, over)
            await service.requeue(session, position, deaths=deaths)


async def give_up(session: AsyncSession, run_id: int, attempt: int, code: ErrorCode, reason: str) -> None:
    """FAILED for a run that our own side cannot carry on, whether it waits or its attempt is over."""
    for start in (RunState.PENDING, RunState.PREPARING, RunState.RUNNING):
        position = states.Position(run_id, attempt, start)
        if start is RunState.PENDING:
            await states.move(session, position, RunState.PREPARING)
            continue
        await states.move(
            session, position, RunState.FAILED, ended_at=utc_now(), error_code=code.value, error_params={"reason": reason[:300]}
        )


async def _read_to_end(session: AsyncSession, run: Run, over: Over) -> states.Position:
    """What the attempt said last, in the same transaction as its end; the position behind it."""
    await save(session, [over.followed])
    position = states.position_of(run)
    if over.followed.is_news and over.followed.progress.working and position.state is RunState.PREPARING:
        return position.after(RunState.RUNNING)
    return position


async def _finish(session: AsyncSession, run: Run, over: Over, to: RunState, **changes: Any) -> bool:
    """Move to a final state; False when somebody else moved the run meanwhile."""
    position = await _read_to_end(session, run, over)
    if position.state is RunState.PREPARING and to is RunState.COMPLETED:
        moved = await states.move(session, position, RunState.RUNNING)
        if moved is None:
            return False
        position = moved
    ended = await states.move(session, position, to, ended_at=utc_now(), address=None, progress=None, **changes)
    if ended is not None and to is RunState.COMPLETED:
        await session.execute(update(Run).where(Run.id == run.id).values(deaths=0).execution_options(synchronize_session=False))
    return ended is not None


def _case(run: Run, over: Over, spawned_here: bool, launch_failures: int) -> Case:
    return Case(
        kind=run.kind,
        deaths=over.followed.progress.deaths,
        stop_mode=run.stop_mode,
        starts=over.starts,
        rebooted=over.rebooted,
        exit=over.exit,
        verified=over.verified,
        has_output=over.has_output,
        last_output_line=over.last_output_line,
        spawned_here=spawned_here,
        launch_failures=launch_failures,
    )
