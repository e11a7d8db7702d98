"""The quick API at the root: eight small requests over the same services and the same guard as the API below /api/v1.

A browser that opens one of its paths gets the page instead (core/frontend.py), hence `Vary: Accept`. Knows no table.
"""

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Header, Query, Request, Response

from easytune import __version__
from easytune.contract.error_codes import ErrorCode
from easytune.core.errors import InvalidInput
from easytune.core.http import Config, CurrentUser, Db, Reading
from easytune.core.ids import LARGEST_ID
from easytune.core.pages import Paging
from easytune.core.security import Policy, policy
from easytune.datasets import intake
from easytune.datasets import service as datasets
from easytune.datasets.routes import upload_policy
from easytune.datasets.schemas import DatasetOut
from easytune.inference import service as inference
from easytune.jobs.routes import create_job, read_row, shown, stop_job
from easytune.models import service as models
from easytune.models.schemas import ModelOut
from easytune.overview import quick_training
from easytune.overview.schemas import (
    QuickDataset,
    QuickHealth,
    QuickModel,
    QuickPredictIn,
    QuickPrediction,
    QuickStatus,
    QuickStopIn,
    QuickTrainIn,
)
from easytune.runs.schemas import StopIn

MOST_LISTED = 200
Key = Annotated[str | None, Header(alias="Idempotency-Key", min_length=1, max_length=200)]


def _vary(response: Response) -> None:
    response.headers["Vary"] = "Accept"


router = APIRouter(tags=["quick API"], dependencies=[Depends(_vary)])


@router.get("/", **policy(Policy.PUBLIC))
async def health() -> QuickHealth:
    """Whether the server answers."""
    return QuickHealth(version=__version__)


@router.post("/upload", status_code=201, **upload_policy())
async def upload(request: Request, database: Db, settings: Config, user: CurrentUser) -> QuickDataset:
    """Upload a dataset as multipart/form-data with the field `file`: a CSV file with the columns text and label, for example."""
    dataset = await intake.take_upload(database, settings, user, request.headers, request.stream())
    return _dataset(datasets.dataset_out(dataset))


@router.get("/datasets", **policy(Policy.VIEWER))
async def list_datasets(session: Reading) -> list[QuickDataset]:
    """The newest 200 datasets."""
    page = await datasets.list_datasets(session, datasets.Filter(), Paging(page_size=MOST_LISTED))
    return [_dataset(dataset) for dataset in page.items]


@router.post("/train", status_code=201, **policy(Policy.MEMBER))
async def train(
    database: Db, settings: Config, user: CurrentUser, body: Annotated[QuickTrainIn | None, Body()] = None, key: Key = None
) -> QuickStatus:
    """Start a training; all that is left out is chosen."""
    async with database.reading() as session:
        wish = await quick_training.job_in(session, body or QuickTrainIn())
    return quick_training.status_out(await create_job(wish, database, settings, user, key))


@router.get("/train/status", **policy(Policy.VIEWER))
async def train_status(
    database: Db, settings: Config, user: CurrentUser, job_id: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None
) -> QuickStatus:
    """How a training stands; the newest when no job_id is given."""
    if job_id is None:
        async with database.reading() as session:
            job_id = await quick_training.newest_job(session)
    return quick_training.status_out(await shown(await read_row(database, job_id), settings, user))


@router.post("/train/stop", **policy(Policy.MEMBER))
async def train_stop(database: Db, settings: Config, user: CurrentUser, body: Annotated[QuickStopIn | None, Body()] = None) -> QuickStatus:
    """Stop a training and keep what it has learned; the one under way when no job_id is given."""
    job_id = body.job_id if body is not None else None
    if job_id is None:
        async with database.reading() as session:
            job_id = await quick_training.job_to_stop(session)
    return quick_training.status_out(await stop_job(job_id, StopIn(mode="save"), database, settings, user))


@router.post("/predict", **policy(Policy.VIEWER))
async def predict(body: QuickPredictIn, database: Db, settings: Config, user: CurrentUser) -> QuickPrediction | list[QuickPrediction]:
    """The label of one `text`, or of each of several `texts`, by the newest tuned model unless model_id names another."""
    if (body.text is None) == (body.texts is None):
        raise InvalidInput(ErrorCode.TEXT_MISSING, field="text")
    texts = body.texts if body.texts is not None else [body.text or ""]
    answer = await inference.predict(inference.Platform(database, settings, user), body.model_id, texts, body.threshold)
    found = [
        QuickPrediction(
            text=text,
            label=prediction.label,
            labels=list(prediction.labels),
            probability=prediction.probability,
            probabilities={choice.label: choice.probability for choice in prediction.probabilities},
        )
        for text, prediction in zip(texts, answer.predictions, strict=True)
    ]
    return found if body.texts is not None else found[0]


@router.get("/models", **policy(Policy.VIEWER))
async def list_models(session: Reading) -> list[QuickModel]:
    """The newest 200 models: bases to train from, and tuned ones to predict with."""
    page = await models.list_models(session, models.Filter(), Paging(page_size=MOST_LISTED))
    return [_model(model) for model in page.items]


def _dataset(dataset: DatasetOut) -> QuickDataset:
    return QuickDataset.model_validate(dataset, from_attributes=True)


def _model(model: ModelOut) -> QuickModel:
    return QuickModel(id=model.id, name=model.name, kind="tuned" if model.source == "tuned" else "base", labels=model.labels)
