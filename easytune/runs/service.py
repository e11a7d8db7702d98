"""Submitting, reading, stopping, requeueing and deleting runs of every kind. Knows no training, no process; touches no file.

Functions take the session first and never commit. A row read here may be stale by the time it is changed, so every
change of state is a compare-and-set (states.py).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from pydantic import BaseModel
from sqlalchemy import CursorResult, func, select, update
from sqlalchemy import delete as sql_delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from easytune.contract.error_codes import ErrorCode
from easytune.core.db import utc_now
from easytune.core.errors import Conflict, NotFound
from easytune.runs import states
from easytune.runs.schemas import LIVE_STATES, RunState
from easytune.runs.tables import Run

Kind = Literal["train", "pull", "predict", "render"]
StopMode = Literal["save", "discard"]
_LIVE = tuple(state.value for state in LIVE_STATES)
_OF_ONE_ATTEMPT: dict[str, Any] = {
    "phase": "queue",
    "progress": None,
    "address": None,
    "event_offset": 0,
    "error_code": None,
    "error_params": None,
    "ended_at": None,
}
_FROM_ZERO: dict[str, Any] = {
    "step": 0,
    "total_steps": None,
    "epoch": None,
    "last_loss": None,
    "metrics": {},
    "checkpoint_step": None,
    "started_at": None,
}


async def submit(
    session: AsyncSession,
    *,
    owner_id: int,
    kind: Kind,
    spec: BaseModel,
    subject: str | None = None,
    idempotency_key: str | None = None,
    request_sha256: str | None = None,
) -> Run:
    """Record a run as PENDING; the scheduler fills in its id, attempt and resume points at launch.

    The same key with the same body gives the same run, whatever became of it; a subject with a live run gives that run.
    Concurrent submits are decided by the table's constraints.
    Raises: Conflict(IDEMPOTENCY_MISMATCH) for the same key with another body.
    """
    known = await _already_there(session, owner_id, subject, idempotency_key, request_sha256)
    if known is not None:
        return known
    run = Run(
        owner_id=owner_id,
        kind=kind,
        subject=subject,
        spec=spec.model_dump(mode="json"),
        idempotency_key=idempotency_key,
        request_sha256=request_sha256,
        queued_at=await _end_of_queue(session),
    )
    try:
        async with session.begin_nested():
            session.add(run)
    except IntegrityError:
        known = await _already_there(session, owner_id, subject, idempotency_key, request_sha256)
        if known is None:
            raise
        return known
    return run


async def submitted_before(session: AsyncSession, *, owner_id: int, idempotency_key: str, request_sha256: str) -> Run | None:
    """The run that this key made earlier. Raises: Conflict(IDEMPOTENCY_MISMATCH) when it was made of another body."""
    return await _already_there(session, owner_id, None, idempotency_key, request_sha256)


async def _already_there(
    session: AsyncSession, owner_id: int, subject: str | None, idempotency_key: str | None, request_sha256: str | None
) -> Run | None:
    if idempotency_key is not None:
        run = await session.scalar(select(Run).where(Run.owner_id == owner_id, Run.idempotency_key == idempotency_key))
        if run is not None and run.request_sha256 != request_sha256:
            raise Conflict(ErrorCode.IDEMPOTENCY_MISMATCH)
        if run is not None:
            return run
    return await live_of(session, subject) if subject is not None else None


async def get(session: AsyncSession, run_id: int, *, kind: Kind | None = None) -> Run:
    """One run, read anew from the database. Raises: NotFound."""
    run = await session.get(Run, run_id, populate_existing=True)
    if run is None or (kind is not None and run.kind != kind):
        raise NotFound(ErrorCode.NOT_FOUND, what=f"#{run_id}")
    return run


async def live_of(session: AsyncSession, subject: str) -> Run | None:
    """The one run of a subject (for example `model:3`) that has not ended."""
    run: Run | None = await session.scalar(select(Run).where(Run.subject == subject, Run.state.in_(_LIVE)))
    return run


async def newest_of(session: AsyncSession, subject: str) -> Run | None:
    """The newest run of a subject, ended or not."""
    run: Run | None = await session.scalar(select(Run).where(Run.subject == subject).order_by(Run.id.desc()).limit(1))
    return run


async def list_by_state(session: AsyncSession, states_wanted: Sequence[RunState], *, kind: Kind | None = None) -> list[Run]:
    """Runs in any of the states, oldest first."""
    query = select(Run).where(Run.state.in_([state.value for state in states_wanted])).order_by(Run.id)
    if kind is not None:
        query = query.where(Run.kind == kind)
    return list(await session.scalars(query))


async def queue_position(session: AsyncSession, run: Run) -> int | None:
    """1 for the run that starts next among its kind; None when it does not wait."""
    if run.state != RunState.PENDING.value:
        return None
    before = (Run.queued_at < run.queued_at) | ((Run.queued_at == run.queued_at) & (Run.id < run.id))
    query = select(func.count()).select_from(Run).where(Run.state == RunState.PENDING.value, Run.kind == run.kind, before)
    return (await session.scalar(query) or 0) + 1


async def request_stop(session: AsyncSession, run: Run, mode: StopMode) -> Run:
    """A waiting run is STOPPED at once; a live one is asked to stop, and discard overrides an earlier save.

    Stopping what is stopped already changes nothing. Raises: Conflict(STATE_CONFLICT) for a run that completed or failed.
    """
    asked: dict[str, Any] = {"stop_asked_at": utc_now(), "stop_mode": mode}
    if run.state == RunState.PENDING.value:
        await states.move(session, states.position_of(run), RunState.STOPPED, ended_at=utc_now(), **asked)
        run = await get(session, run.id)
    if run.state in _LIVE:
        statement = update(Run).where(Run.id == run.id, Run.attempt == run.attempt, Run.state.in_(_LIVE))
        if mode == "save":
            statement = statement.where(Run.stop_asked_at.is_(None))
        await session.execute(statement.values(**asked).execution_options(synchronize_session=False))
        run = await get(session, run.id)
    if run.state in (RunState.COMPLETED.value, RunState.FAILED.value):
        raise Conflict(ErrorCode.STATE_CONFLICT, state=run.state, action="stop")
    return run


async def requeue_by_user(session: AsyncSession, run: Run, *, resume: bool, step: int | None = None) -> Run:
    """FAILED or STOPPED -> PENDING as the next attempt: from zero, or from a checkpoint.

    step: resume from the newest checkpoint at or before it; None means the newest.
    Raises: Conflict(STATE_CONFLICT) when the run has not ended, completed, or its subject has another live run;
    Conflict(NOTHING_TO_RESUME) when no checkpoint was ever committed.
    """
    action = "resume" if resume else "restart"
    if run.state not in (RunState.FAILED.value, RunState.STOPPED.value):
        raise Conflict(ErrorCode.STATE_CONFLICT, state=run.state, action=action)
    if resume and run.checkpoint_step is None:
        raise Conflict(ErrorCode.NOTHING_TO_RESUME)
    changes = _OF_ONE_ATTEMPT if resume else _OF_ONE_ATTEMPT | _FROM_ZERO
    if resume and step is not None:
        changes = changes | {"checkpoint_step": min(step, run.checkpoint_step or step)}
    mode = "zero" if not resume else "newest" if step is None else "step"
    try:
        async with session.begin_nested():
            moved = await states.move(
                session,
                states.position_of(run),
                RunState.PENDING,
                deaths=0,
                stop_asked_at=None,
                stop_mode=None,
                resume_mode=mode,
                resume_step=step,
                queued_at=await _end_of_queue(session),
                **changes,
            )
    except IntegrityError:
        moved = None
    fresh = await get(session, run.id)
    if moved is None:
        raise Conflict(ErrorCode.STATE_CONFLICT, state=fresh.state, action=action)
    return fresh


async def _end_of_queue(session: AsyncSession) -> datetime:
    """Now, but never before a run that waits already: a clock that was set back lets nobody jump the queue."""
    last: datetime | None = await session.scalar(select(func.max(Run.queued_at)).where(Run.state == RunState.PENDING.value))
    return utc_now() if last is None else max(utc_now(), last + timedelta(microseconds=1))


async def requeue(session: AsyncSession, position: states.Position, *, deaths: int) -> states.Position | None:
    """PREPARING or RUNNING -> PENDING as the next attempt, from the newest checkpoint; a stop asked meanwhile wins (None)."""
    return await states.move(
        session,
        position,
        RunState.PENDING,
        unless_stop_asked=True,
        deaths=deaths,
        resume_mode="newest",
        resume_step=None,
        **_OF_ONE_ATTEMPT,
    )


async def delete(session: AsyncSession, run: Run) -> None:
    """Delete the row of an ended run; its folder goes with `folders.remove` after the commit, or with the scheduler's next sweep.

    Raises: Conflict(STATE_CONFLICT) while the run is live.
    """
    ended = [state.value for state in states.FINAL_STATES]
    statement = sql_delete(Run).where(Run.id == run.id, Run.attempt == run.attempt, Run.state.in_(ended))
    result = await session.execute(statement.execution_options(synchronize_session=False))
    assert isinstance(result, CursorResult)
    if result.rowcount != 1:
        raise Conflict(ErrorCode.STATE_CONFLICT, state=(await get(session, run.id)).state, action="delete")
    session.expunge(run)
