"""HTTP of models. Knows no table and no folder layout."""

import asyncio
from pathlib import Path as FilePath
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import StreamingResponse

from easytune.contract.error_codes import ErrorCode
from easytune.core.errors import NotFound
from easytune.core.http import Config, CurrentUser, Db, Reading, Writing
from easytune.core.ids import LARGEST_ID
from easytune.core.pages import Page, Paging
from easytune.core.security import Policy, policy
from easytune.models import folders, service
from easytune.models.download import zip_stream
from easytune.models.schemas import ModelFolderIn, ModelOut, ModelPatch

router = APIRouter(tags=["models"])
ModelId = Annotated[int, Path(ge=1, le=LARGEST_ID)]


def _filter(
    source: Annotated[service.Source | None, Query()] = None,
    task: Annotated[list[service.Task] | None, Query(description="Any of these.")] = None,
    base: Annotated[bool | None, Query(description="Whether a training can start from it.")] = None,
    tuned: Annotated[bool | None, Query(description="Whether it came of a training, or has a trained head.")] = None,
    search: Annotated[str | None, Query(max_length=200)] = None,
) -> service.Filter:
    return service.Filter(search, source, tuple(task or ()), base, tuned)


@router.get("/models", **policy(Policy.VIEWER))
async def list_models(
    session: Reading, wanted: Annotated[service.Filter, Depends(_filter)], paging: Annotated[Paging, Depends()]
) -> Page[ModelOut]:
    """Models, newest first."""
    return await service.list_models(session, wanted, paging)


@router.post("/models", status_code=201, **policy(Policy.MEMBER))
async def add_model_folder(body: ModelFolderIn, session: Writing, settings: Config, user: CurrentUser) -> ModelOut:
    """Add a model folder that lies on the server, below one of the allowed roots; refused when it brings pickles or code."""
    found = await asyncio.to_thread(folders.inspect_added, settings, body.folder)
    return service.model_out(await service.add_folder(session, owner_id=user.user_id, name=body.name, found=found))


@router.get("/models/{model_id}", **policy(Policy.VIEWER))
async def get_model(model_id: ModelId, session: Reading) -> ModelOut:
    return service.model_out(await service.get_model(session, model_id))


@router.patch("/models/{model_id}", **policy(Policy.MEMBER))
async def patch_model(model_id: ModelId, body: ModelPatch, session: Writing) -> ModelOut:
    model = await service.get_model(session, model_id)
    await service.patch_model(session, model, body)
    return service.model_out(model)


@router.delete("/models/{model_id}", status_code=204, **policy(Policy.MEMBER))
async def delete_model(model_id: ModelId, database: Db, settings: Config) -> None:
    """Delete a model with its folder; a folder that was only added stays where it is."""
    async with database.session() as session:
        model = await service.get_model(session, model_id)
        folder = FilePath(model.folder)
        await service.delete_model(session, model)
    await asyncio.to_thread(folders.remove, folder, settings.models)


@router.get("/models/{model_id}/download", response_class=StreamingResponse, **policy(Policy.VIEWER))
async def download_model(model_id: ModelId, session: Reading) -> StreamingResponse:
    """The model folder as a zip file."""
    model = await service.get_model(session, model_id)
    folder = FilePath(model.folder)
    if not await asyncio.to_thread(folder.is_dir):
        raise NotFound(ErrorCode.MODEL_FOLDER_GONE, name=model.name)
    return _zip(folder, f"model-{model.id}", model.name)


@router.get("/models/{model_id}/adapter", response_class=StreamingResponse, **policy(Policy.VIEWER))
async def download_adapter(model_id: ModelId, session: Reading) -> StreamingResponse:
    """The LoRA adapter alone as a zip file, also of a model that it was merged into."""
    model = await service.get_model(session, model_id)
    folder = await asyncio.to_thread(folders.adapter_folder, FilePath(model.folder), is_adapter=model.is_adapter)
    if folder is None:
        raise NotFound(ErrorCode.NO_ADAPTER, name=model.name)
    return _zip(folder, f"adapter-{model.id}", f"{model.name}-adapter")


def _zip(folder: FilePath, root: str, name: str) -> StreamingResponse:
    names = f"attachment; filename=\"{root}.zip\"; filename*=UTF-8''{quote(name, safe='')}.zip"
    return StreamingResponse(zip_stream(folder, root), media_type="application/zip", headers={"Content-Disposition": names})
