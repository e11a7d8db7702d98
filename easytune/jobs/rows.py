"""Reads jobs with the run that does them and the model that came of them, in one query. Knows no file."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from easytune.contract.error_codes import ErrorCode
from easytune.core.errors import NotFound
from easytune.core.pages import Paging
from easytune.jobs.tables import Job
from easytune.models.tables import Model
from easytune.runs.schemas import RunState
from easytune.runs.tables import Run


@dataclass(frozen=True)
class JobRow:
    """waiting_before: trainings that start before this one, for a PENDING job."""

    job: Job
    run: Run
    output_model_id: int | None
    waiting_before: int


@dataclass(frozen=True)
class JobFilter:
    """search is looked for in the name, whatever its case, or is a number like 12 or #12; None and empty mean any."""

    states: tuple[RunState, ...] = ()
    search: str | None = None
    model_id: int | None = None
    dataset_id: int | None = None


def select_jobs() -> Select[tuple[Job, Run, int, int]]:
    """Jobs with all that JobRow holds."""
    other = aliased(Run)
    before = (other.queued_at < Run.queued_at) | ((other.queued_at == Run.queued_at) & (other.id < Run.id))
    waiting = (
        select(func.count(other.id))
        .where(other.state == RunState.PENDING.value, other.kind == "train", Run.state == RunState.PENDING.value, before)
        .correlate(Run)
        .scalar_subquery()
    )
    return select(Job, Run, Model.id, waiting).join(Run, Run.id == Job.id).outerjoin(Model, Model.job_id == Job.id)


async def rows_of(session: AsyncSession, query: Select[tuple[Job, Run, int, int]]) -> list[JobRow]:
    result = await session.execute(query.execution_options(populate_existing=True))
    return [JobRow(job, run, output_model_id, waiting) for job, run, output_model_id, waiting in result.tuples()]


async def job_row(session: AsyncSession, job_id: int) -> JobRow:
    """Raises: NotFound."""
    rows = await rows_of(session, select_jobs().where(Job.id == job_id))
    if not rows:
        raise NotFound(ErrorCode.NOT_FOUND, what=f"#{job_id}")
    return rows[0]


async def page_of_jobs(session: AsyncSession, wanted: JobFilter, paging: Paging) -> tuple[list[JobRow], int]:
    """One page, newest first, and how many there are in all."""
    conditions = _conditions(wanted)
    total = await session.scalar(select(func.count(Job.id)).join(Run, Run.id == Job.id).where(*conditions)) or 0
    query = select_jobs().where(*conditions).order_by(Job.id.desc()).offset(paging.offset).limit(paging.page_size)
    return await rows_of(session, query), total


async def newest_job_id(session: AsyncSession) -> int | None:
    return await session.scalar(select(func.max(Job.id)))


async def taken_output_names(session: AsyncSession, start: str) -> set[str]:
    """Names of models, and of what jobs will make, that begin so."""
    models = await session.scalars(select(Model.name).where(Model.name.startswith(start, autoescape=True)))
    jobs = await session.scalars(select(Job.output_name).where(Job.output_name.startswith(start, autoescape=True)))
    return {*models, *jobs}


def _conditions(wanted: JobFilter) -> Sequence[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.states:
        conditions.append(Run.state.in_([state.value for state in wanted.states]))
    if wanted.model_id is not None:
        conditions.append(Job.model_id == wanted.model_id)
    if wanted.dataset_id is not None:
        conditions.append(or_(Job.dataset_id == wanted.dataset_id, Job.validation_dataset_id == wanted.dataset_id))
    if wanted.search:
        named = Job.name.icontains(wanted.search, autoescape=True)
        number = wanted.search.strip().removeprefix("#")
        is_number = number.isascii() and number.isdigit() and len(number) <= 15
        conditions.append(or_(named, Job.id == int(number)) if is_number else named)
    return conditions
