"""Fills in what a quick request leaves open: which data, which model, which job, which sizes. Knows rows; knows no HTTP."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from easytune.contract.error_codes import ErrorCode
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

USUAL_BATCH_ROWS, USUAL_TOKENS = 16, 128


async def job_in(session: AsyncSession, wish: QuickTrainIn) -> JobIn:
    """The whole request of a quick one. Raises: NotFound (NOT_FOUND, NO_DATASET, NO_BASE_MODEL)."""
    dataset, model = await _dataset(session, wish.dataset_id), await _model(session, wish.model_id)
    settings = TrainSettings(
        epochs=wish.epochs,
        learning_rate=wish.learning_rate,
        batch_rows=wish.batch_size or _batch_rows(dataset),
        max_tokens=wish.max_length or max(8, min(USUAL_TOKENS, model.max_tokens)),
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
    dataset = await datasets.newest(session)
    if dataset is None:
        raise NotFound(ErrorCode.NO_DATASET)
    return dataset


async def _model(session: AsyncSession, model_id: int | None) -> Model:
    if model_id is not None:
        return await models.get_model(session, model_id)
    model = await session.scalar(select(Model).where(Model.task == "encoder").order_by(Model.id).limit(1))
    if model is None:
        raise NotFound(ErrorCode.NO_BASE_MODEL)
    return model


def _batch_rows(dataset: Dataset) -> int:
    share = TrainSettings().validation_share
    held_out = held_out_rows(dataset.rows, share) if dataset.multi_label else sum(validation_rows(dataset.labels, share).values())
    return max(1, min(USUAL_BATCH_ROWS, dataset.rows - held_out))
