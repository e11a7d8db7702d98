"""Models as rows: listing, adding, registering, renaming, deleting. Knows no weights, no download and no job beyond its id.

Functions take the session first and never commit. What touches the disk (inspect, folders) happens before the first statement
or after the commit, never inside a transaction.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from easytune.contract.error_codes import ErrorCode
from easytune.contract.run_spec import PackageFile
from easytune.core.errors import Conflict, NotFound
from easytune.core.names import LONGEST_NAME, clean_name
from easytune.core.pages import Page, Paging
from easytune.models.catalog import starter
from easytune.models.folders import InspectedFolder
from easytune.models.schemas import ModelOut, ModelPatch
from easytune.models.tables import Model
from easytune.runs import service as runs
from easytune.runs.schemas import LIVE_STATES

Source = Literal["starter", "package", "folder", "tuned"]
Task = Literal["encoder", "language_model", "classifier"]


@dataclass(frozen=True)
class Filter:
    """search is looked for in the name, whatever its case; None and empty mean any.

    base: can be fine-tuned, or cannot. tuned: came of a training or has a trained head, or has not.
    """

    search: str | None = None
    source: Source | None = None
    tasks: tuple[Task, ...] = ()
    base: bool | None = None
    tuned: bool | None = None


async def list_models(session: AsyncSession, wanted: Filter, paging: Paging) -> Page[ModelOut]:
    """Newest first."""
    query = select(Model).where(*_conditions(wanted))
    total = await session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = await session.scalars(query.order_by(Model.id.desc()).offset(paging.offset).limit(paging.page_size))
    return Page(items=[model_out(row) for row in rows], total=total)


async def get_model(session: AsyncSession, model_id: int) -> Model:
    """Raises: NotFound."""
    model = await session.get(Model, model_id)
    if model is None:
        raise NotFound(ErrorCode.NOT_FOUND, what=f"#{model_id}")
    return model


async def called(session: AsyncSession, name: str) -> Model | None:
    """The newest model of that name, or the starter of that key."""
    query = select(Model).where((Model.name == name) | (Model.starter_key == name)).order_by(Model.id.desc()).limit(1)
    model: Model | None = await session.scalar(query)
    return model


async def newest_classifier(session: AsyncSession) -> Model:
    """Raises: NotFound(NO_MODEL)."""
    query = select(Model).where(Model.task == "classifier", Model.source == "tuned").order_by(Model.id.desc()).limit(1)
    model = await session.scalar(query)
    if model is None:
        raise NotFound(ErrorCode.NO_MODEL)
    return model


async def base_folder(session: AsyncSession, model: Model) -> str | None:
    """Where the base of an adapter lies; None for a whole model. Raises: NotFound(ADAPTER_BASE_GONE)."""
    if not model.is_adapter:
        return None
    base = await session.get(Model, model.base_model_id) if model.base_model_id is not None else None
    if base is None:
        raise NotFound(ErrorCode.ADAPTER_BASE_GONE, name=model.name)
    return base.folder


async def patch_model(session: AsyncSession, model: Model, patch: ModelPatch) -> None:
    if patch.name is not None:
        model.name = clean_name(patch.name)
    if patch.description is not None:
        model.description = patch.description
    await session.flush()


async def add_folder(session: AsyncSession, *, owner_id: int, name: str, found: InspectedFolder) -> Model:
    """A folder on the server that stays where it is. Raises: InvalidInput(NAME_INVALID), Conflict(MODEL_FOLDER_KNOWN)."""
    cleaned = clean_name(name)
    known = await session.scalar(select(Model).where(Model.folder == str(found.path)))
    if known is not None:
        raise Conflict(ErrorCode.MODEL_FOLDER_KNOWN, name=known.name)
    model = Model(owner_id=owner_id, name=cleaned, source="folder", **_facts(found))
    session.add(model)
    await session.flush()
    return model


async def register_starter(session: AsyncSession, *, owner_id: int, key: str, found: InspectedFolder) -> Model:
    """The model of a starter whose run completed; a second call gives the same row."""
    model = await session.scalar(select(Model).where(Model.starter_key == key))
    if model is not None:
        return model
    entry = starter(key)
    model = Model(
        owner_id=owner_id, name=entry.name, source="starter", starter_key=key, licence=entry.licence, note=entry.note, **_facts(found)
    )
    session.add(model)
    await session.flush()
    return model


async def register_package(session: AsyncSession, *, owner_id: int, package: PackageFile, found: InspectedFolder) -> Model:
    """The model of a named package whose run completed; a second call gives the same row."""
    model = await session.scalar(select(Model).where(Model.folder == str(found.path)))
    if model is not None:
        return model
    name = f"{package.name.rsplit('/', 1)[-1]} {package.version}"[:LONGEST_NAME]
    taken = package.model_dump(mode="json")
    model = Model(owner_id=owner_id, name=name, source="starter", package=taken, **_facts(found))
    session.add(model)
    await session.flush()
    return model


async def register_tuned(
    session: AsyncSession,
    *,
    owner_id: int,
    job_id: int,
    name: str,
    found: InspectedFolder,
    base_model_id: int | None,
    tuning: str,
    metrics: dict[str, float],
) -> Model:
    """The model of a training that completed, or was stopped and saved; a later attempt of the job renews its one row."""
    base = await session.get(Model, base_model_id) if base_model_id is not None else None
    model = await session.scalar(select(Model).where(Model.job_id == job_id))
    if model is None:
        model = Model(owner_id=owner_id, name=name[:120], source="tuned", job_id=job_id, **_facts(found))
        session.add(model)
    model.metrics, model.tuning = dict(metrics), tuning
    if base is not None:
        model.base_model_id, model.licence, model.note = base.id, base.licence, base.note
    await session.flush()
    await session.execute(update(Model).where(Model.id == model.id).values(_facts(found)))
    await session.refresh(model)
    return model


async def delete_model(session: AsyncSession, model: Model) -> None:
    """Delete the row and unload its predictor; the caller removes the folder after the commit (folders.remove).

    Raises: Conflict(MODEL_IN_USE) while a training that starts from it has not ended, or an adapter needs it.
    """
    users = [f"#{run_id}" for run_id in await _live_trainings_of(session, model.id)] + await _adapters_on(session, model.id)
    if users:
        raise Conflict(ErrorCode.MODEL_IN_USE, users=", ".join(users))
    predictor = await runs.live_of(session, predictor_subject(model.id))
    if predictor is not None:
        await runs.request_stop(session, predictor, "discard")
    await session.execute(update(Model).where(Model.base_model_id == model.id).values(base_model_id=None))
    await session.delete(model)
    await session.flush()


def predictor_subject(model_id: int) -> str:
    """The subject of the one predictor a model may have."""
    return f"model:{model_id}"


def model_out(model: Model) -> ModelOut:
    shown = ModelOut.model_validate(model, from_attributes=True)
    return shown if model.package is None else shown.model_copy(update={"source": "package"})


def is_base() -> ColumnElement[bool]:
    """What a training can start from: not a classifier, and not an adapter alone."""
    return (Model.task != "classifier") & ~Model.is_adapter


def _conditions(wanted: Filter) -> Iterator[ColumnElement[bool]]:
    if wanted.source is not None:
        yield from _is_of(wanted.source)
    if wanted.tasks:
        yield Model.task.in_(wanted.tasks)
    if wanted.base is not None:
        yield is_base() if wanted.base else ~is_base()
    if wanted.tuned is not None:
        tuned = (Model.source == "tuned") | (Model.task == "classifier")
        yield tuned if wanted.tuned else ~tuned
    if wanted.search:
        yield Model.name.icontains(wanted.search, autoescape=True)


def _is_of(source: Source) -> tuple[ColumnElement[bool], ...]:
    match source:
        case "starter":
            return (Model.source == "starter", Model.package.is_(None))
        case "package":
            return (Model.package.is_not(None),)
        case "folder" | "tuned":
            return (Model.source == source,)


async def _live_trainings_of(session: AsyncSession, model_id: int) -> list[int]:
    live = await runs.list_by_state(session, tuple(LIVE_STATES), kind="train")
    return [run.id for run in live if run.spec.get("model", {}).get("model_id") == model_id]


async def _adapters_on(session: AsyncSession, model_id: int) -> list[str]:
    query = select(Model.name).where(Model.base_model_id == model_id, Model.is_adapter).order_by(Model.id)
    return list(await session.scalars(query))


def _facts(found: InspectedFolder) -> dict[str, Any]:
    """The columns that a folder's files decide."""
    facts = found.inspection
    return {
        "folder": str(found.path),
        "task": facts.task,
        "architecture": facts.architecture,
        "parameters": facts.parameters,
        "bytes": facts.bytes,
        "max_tokens": facts.max_tokens,
        "labels": list(facts.labels) if facts.labels is not None else None,
        "multi_label": facts.multi_label,
        "is_adapter": facts.is_adapter,
        "has_chat_template": facts.has_chat_template,
    }
