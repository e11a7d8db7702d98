"""Loads what a plan needs to know of datasets and models. Knows rows and where files lie; opens no file."""

from typing import Literal, cast

from sqlalchemy.ext.asyncio import AsyncSession

from easytune.contract.error_codes import ErrorCode
from easytune.contract.train_spec import BaseModelRef
from easytune.core.config import Settings
from easytune.core.errors import NotFound
from easytune.datasets.folders import rows_file
from easytune.datasets.tables import Dataset
from easytune.jobs.request import DatasetFacts, DatasetTask, MachineFacts, ModelFacts, ModelTask, Request
from easytune.jobs.schemas import JobIn
from easytune.models.tables import Model


async def request_of(session: AsyncSession, settings: Settings, body: JobIn, machine: MachineFacts, language: str, name: str) -> Request:
    """Everything that decides the job. Raises: NotFound for a dataset or model that is not there."""
    log_language: Literal["zh", "en"] = "zh" if language == "zh" else "en"
    validation_id = body.validation_dataset_id
    return Request(
        name=name,
        language=log_language,
        settings=body.settings,
        train=await _dataset(session, settings, body.dataset_id),
        validation=None if validation_id is None else await _dataset(session, settings, validation_id),
        model=await _model(session, body.model_id),
        machine=machine,
    )


async def _dataset(session: AsyncSession, settings: Settings, dataset_id: int) -> DatasetFacts:
    dataset = await session.get(Dataset, dataset_id)
    if dataset is None:
        raise NotFound(ErrorCode.NOT_FOUND, what=f"dataset #{dataset_id}")
    return DatasetFacts(
        dataset_id=dataset.id,
        name=dataset.name,
        version=dataset.version,
        rows_file=str(rows_file(settings.datasets, dataset)),
        rows_sha256=dataset.rows_sha256,
        rejected_rows=dataset.rejected_rows,
        rows=dataset.rows,
        label_rows=dict(dataset.labels) if dataset.task == "classification" else {},
        multi_label=dataset.multi_label,
        task=cast(DatasetTask, dataset.task),
    )


async def _model(session: AsyncSession, model_id: int) -> ModelFacts:
    model = await session.get(Model, model_id)
    if model is None:
        raise NotFound(ErrorCode.NOT_FOUND, what=f"model #{model_id}")
    reference = BaseModelRef(model_id=model.id, name=model.name, folder=model.folder)
    return ModelFacts(reference, model.max_tokens, model.parameters, model.is_adapter, cast(ModelTask, model.task))
