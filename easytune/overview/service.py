"""Counts over all domains for the dashboard. Knows their rows; owns none and reads no file."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from easytune.core.db import utc_now
from easytune.datasets.tables import Dataset
from easytune.jobs.rows import JobRow, rows_of, select_jobs
from easytune.jobs.tables import Job
from easytune.models.tables import Model
from easytune.runs.schemas import RunState
from easytune.runs.tables import Run

MOST_LIVE_JOBS, RECENT_JOBS = 20, 5
_RUNNING = (RunState.PREPARING.value, RunState.RUNNING.value)
_LIVE = (*_RUNNING, RunState.PENDING.value)


@dataclass(frozen=True)
class Counts:
    datasets: int
    base_models: int
    tuned_models: int
    jobs: int
    running_jobs: int
    queued_jobs: int
    completed_this_week: int
    failed_jobs: int


async def counts(session: AsyncSession) -> Counts:
    """Two queries besides that of datasets, however many rows there are. A week is the last seven days."""
    week_ago = utc_now() - timedelta(days=7)
    tuned, models = (await session.execute(select(func.coalesce(func.sum(_one(Model.source == "tuned")), 0), func.count(Model.id)))).one()
    of_jobs = select(
        func.count(Job.id),
        func.coalesce(func.sum(_one(Run.state.in_(_RUNNING))), 0),
        func.coalesce(func.sum(_one(Run.state == RunState.PENDING.value)), 0),
        func.coalesce(func.sum(_one((Run.state == RunState.COMPLETED.value) & (Run.ended_at >= week_ago))), 0),
        func.coalesce(func.sum(_one(Run.state == RunState.FAILED.value)), 0),
    ).join(Run, Run.id == Job.id)
    jobs, running, queued, completed, failed = (await session.execute(of_jobs)).one()
    datasets = await session.scalar(select(func.count(Dataset.id))) or 0
    return Counts(datasets, models - tuned, tuned, jobs, running, queued, completed, failed)


async def live_jobs(session: AsyncSession) -> list[JobRow]:
    """Running before waiting, oldest first: the order in which they end."""
    waits = case((Run.state == RunState.PENDING.value, 1), else_=0)
    return await rows_of(session, select_jobs().where(Run.state.in_(_LIVE)).order_by(waits, Run.queued_at, Run.id).limit(MOST_LIVE_JOBS))


async def recent_jobs(session: AsyncSession) -> list[JobRow]:
    """The newest jobs, whatever their state."""
    return await rows_of(session, select_jobs().order_by(Job.id.desc()).limit(RECENT_JOBS))


def _one(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)
