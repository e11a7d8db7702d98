"""Fills in what a quick request leaves open: which data, which model, which job, which sizes. Knows rows; knows no HTTP."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from easytune.contract.error_codes import ErrorCode
from easytune.contract.objective import Chat, Classify, Objective
from easytune.contract.recommended import CHAT, CLASSIFY
from easytune.contract.split import held_out_rows, validation_rows
from easytune.contract.train_spec import TrainSettings
from easytune.core.errors import NotFound
from easytune.datasets import service as datasets
from easytune.datasets.tables import Dataset
from easytune.jobs.rows import newest_job_id
from easytune.jobs.schemas import JobIn, JobOut
from easytune.jobs.tables import Job
from easytune.models import service as models
from easytune.models.tables import Model
from easytune.overview.schemas import QuickStatus, QuickTrainIn
from easytune.runs.schemas import LIVE_STATES, RunState
from easytune.runs.tables import Run


@dataclass(frozen=True)
class _Usual:
    """What is taken where the request leaves it open; all weights learn."""

    objective: Objective
    learning_rate: float
    batch_rows: int
    max_tokens: int


_TO_CLASSIFY = _Usual(Classify(), CLASSIFY["full"].learning_rate, batch_rows=16, max_tokens=CLASSIFY["full"].max_tokens)
_TO_CHAT = _Usual(Chat(), CHAT["full"].learning_rate, CHAT["full"].batch_rows, CHAT["full"].max_tokens)


async def job_in(session: AsyncSession, wish: QuickTrainIn) -> JobIn:
    """The whole request of a quick one; the data decide what is learned. Raises: NotFound (NOT_FOUND, NO_DATASET, NO_BASE_MODEL)."""
    dataset = await _dataset(session, wish.dataset_id)
    usual = _TO_CHAT if dataset.task == "conversation" else _TO_CLASSIFY
    model = await _model(session, wish.model_id, usual.objective)
    settings = TrainSettings(
        objective=usual.objective,
        epochs=wish.epochs,
        learning_rate=wish.learning_rate or usual.learning_rate,
        batch_rows=wish.batch_size or _batch_rows(dataset, usual.batch_rows),
        max_tokens=wish.max_length or max(8, min(usual.max_tokens, model.max_tokens)),
    )
    name = wish.name if wish.name is not None else dataset.name
    return JobIn(name=name, model_id=model.id, dataset_id=dataset.id, settings=settings)


async def newest_job(session: AsyncSession) -> int:
    """Raises: NotFound(NO_JOB)."""
    job_id = await newest_job_id(session)
    if job_id is None:
        raise NotFound(ErrorCode.NO_JOB)
    return job_id


async def job_to_stop(session: AsyncSession) -> int:
    """The newest job that has not ended, else the newest. Raises: NotFound(NO_JOB)."""
    live = [state.value for state in LIVE_STATES]
    query = select(Job.id).join(Run, Run.id == Job.id).where(Run.state.in_(live)).order_by(Job.id.desc()).limit(1)
    return await session.scalar(query) or await newest_job(session)


def status_out(job: JobOut) -> QuickStatus:
    """progress is 1 only when the job is complete: its model was verified then."""
    share = job.step / job.total_steps if job.total_steps else 0.0
    return QuickStatus(
        job_id=job.id,
        state=job.state.value,
        phase=job.phase,
        step=job.step,
        total_steps=job.total_steps,
        progress=1.0 if job.state is RunState.COMPLETED else min(share, 0.99),
        loss=job.loss,
        accuracy=None if job.best is None else job.best.accuracy,
        model_id=job.output_model_id,
        error=None if job.error is None else job.error.message,
    )


async def _dataset(session: AsyncSession, dataset_id: int | None) -> Dataset:
    if dataset_id is not None:
        return await datasets.get_dataset(session, dataset_id)
    dataset = await datasets.newest(session) or await datasets.newest(session, "conversation")
    if dataset is None:
        raise NotFound(ErrorCode.NO_DATASET)
    return dataset


async def _model(session: AsyncSession, model_id: int | None, objective: Objective) -> Model:
    """The first base unless one is named; to chat, the first that can write, or else one that the plan refuses with a hint."""
    if model_id is not None:
        return await models.get_model(session, model_id)
    order = [Model.task != "language_model", Model.id] if isinstance(objective, Chat) else [Model.id]
    model = await session.scalar(select(Model).where(models.is_base()).order_by(*order).limit(1))
    if model is None:
        raise NotFound(ErrorCode.NO_BASE_MODEL)
    return model


def _batch_rows(dataset: Dataset, usual: int) -> int:
    """The usual number, or all training rows where they are fewer."""
    share = TrainSettings().validation_share
    is_stratified = dataset.task == "classification" and not dataset.multi_label
    held_out = sum(validation_rows(dataset.labels, share).values()) if is_stratified else held_out_rows(dataset.rows, share)
    return max(1, min(usual, dataset.rows - held_out))
