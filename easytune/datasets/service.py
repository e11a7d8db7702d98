"""Datasets as rows: listing, adding, changing, deleting. Knows no parsing, no HTTP and no job beyond what live specs say.

Functions take the session first and never commit; none touches a file. Files come before the row and go after it (folders.py).
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, assert_never

from sqlalchemy import CursorResult, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from easytune.contract.error_codes import ErrorCode
from easytune.core.db import utc_now
from easytune.core.errors import Conflict, NotFound
from easytune.core.names import LONGEST_NAME, clean_name
from easytune.core.pages import Page, Paging
from easytune.datasets.importing import Imported
from easytune.datasets.schemas import AnswerMapping, DatasetOut, Mapping, Task, TextMapping, TurnsMapping
from easytune.datasets.tables import Dataset
from easytune.runs import service as runs
from easytune.runs.schemas import LIVE_STATES, RunState


@dataclass(frozen=True)
class NewDataset:
    """A dataset whose files are complete. name: what the person chose, else title is taken, counted up where it is taken."""

    owner_id: int
    name: str | None
    title: str
    description: str
    filename: str
    folder: str
    bytes: int
    sha256: str
    imported: Imported
    sample_key: str | None = None
    licence: str | None = None


@dataclass(frozen=True)
class Filter:
    """search is looked for in name, description and file name, whatever its case; None means any."""

    search: str | None = None
    task: Task | None = None


async def list_datasets(session: AsyncSession, wanted: Filter, paging: Paging) -> Page[DatasetOut]:
    """Newest first."""
    query = select(Dataset)
    if wanted.task is not None:
        query = query.where(Dataset.task == wanted.task)
    if wanted.search:
        columns = (Dataset.name, Dataset.description, Dataset.filename)
        hits = [column.icontains(wanted.search, autoescape=True) for column in columns]
        query = query.where(hits[0] | hits[1] | hits[2])
    total = await session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = await session.scalars(query.order_by(Dataset.id.desc()).offset(paging.offset).limit(paging.page_size))
    return Page(items=[dataset_out(row) for row in rows], total=total)


async def get_dataset(session: AsyncSession, dataset_id: int) -> Dataset:
    """Raises: NotFound."""
    dataset = await session.get(Dataset, dataset_id)
    if dataset is None:
        raise NotFound(ErrorCode.NOT_FOUND, what=f"#{dataset_id}")
    return dataset


async def newest(session: AsyncSession, task: Task = "classification") -> Dataset | None:
    """The dataset that was added last."""
    found: Dataset | None = await session.scalar(select(Dataset).where(Dataset.task == task).order_by(Dataset.id.desc()).limit(1))
    return found


async def of_file(session: AsyncSession, sha256: str) -> Dataset | None:
    """The newest dataset made of a file with exactly this content."""
    query = select(Dataset).where(Dataset.sha256 == sha256).order_by(Dataset.id.desc()).limit(1)
    dataset: Dataset | None = await session.scalar(query)
    return dataset


async def named(session: AsyncSession, name: str) -> Dataset | None:
    """The newest dataset of that name."""
    query = select(Dataset).where(Dataset.name == name).order_by(Dataset.id.desc()).limit(1)
    dataset: Dataset | None = await session.scalar(query)
    return dataset


async def of_sample(session: AsyncSession, sample_key: str) -> Dataset | None:
    found: Dataset | None = await session.scalar(select(Dataset).where(Dataset.sample_key == sample_key))
    return found


async def add(session: AsyncSession, new: NewDataset) -> Dataset:
    """Raises: InvalidInput(NAME_INVALID), Conflict(NAME_TAKEN) for a name that a person chose."""
    for name in [clean_name(new.name)] if new.name is not None else _free_names(new.title):
        if await session.scalar(select(Dataset.id).where(Dataset.name == name)) is not None:
            continue
        dataset = Dataset(
            owner_id=new.owner_id,
            name=name,
            description=new.description,
            filename=new.filename,
            folder=new.folder,
            source="sample" if new.sample_key is not None else "upload",
            sample_key=new.sample_key,
            licence=new.licence,
            bytes=new.bytes,
            sha256=new.sha256,
            **_facts(new.imported),
        )
        try:
            async with session.begin_nested():
                session.add(dataset)
        except IntegrityError:  # somebody took the name in between
            continue
        return dataset
    raise Conflict(ErrorCode.NAME_TAKEN, name=new.name)


async def rename(session: AsyncSession, dataset: Dataset, name: str) -> None:
    """Raises: InvalidInput(NAME_INVALID), Conflict(NAME_TAKEN)."""
    cleaned = clean_name(name)
    taken = await session.scalar(select(Dataset.id).where(Dataset.name == cleaned, Dataset.id != dataset.id))
    if taken is not None:
        raise Conflict(ErrorCode.NAME_TAKEN, name=cleaned)
    dataset.name, dataset.updated_at = cleaned, utc_now()
    try:
        await session.flush()
    except IntegrityError:
        raise Conflict(ErrorCode.NAME_TAKEN, name=cleaned) from None


async def describe(session: AsyncSession, dataset: Dataset, description: str) -> None:
    dataset.description, dataset.updated_at = description, utc_now()
    await session.flush()


async def next_version(session: AsyncSession, dataset: Dataset, imported: Imported) -> None:
    """The row of the version after the one that was read. Raises: Conflict(DATASET_CHANGED) when somebody was faster."""
    statement = update(Dataset).where(Dataset.id == dataset.id, Dataset.version == dataset.version)
    values = _facts(imported) | {"version": dataset.version + 1, "updated_at": utc_now()}
    result = await session.execute(statement.values(values).execution_options(synchronize_session=False))
    assert isinstance(result, CursorResult)
    if result.rowcount != 1:
        raise Conflict(ErrorCode.DATASET_CHANGED, name=dataset.name)


async def delete(session: AsyncSession, dataset_id: int) -> str:
    """Delete the row; the caller removes the folder, whose name this gives, after the commit.

    Raises: NotFound, Conflict(DATASET_IN_USE) with the jobs that have not ended.
    """
    # a job that is being submitted refers to this row: whoever locks it first is seen by the other
    dataset = await session.get(Dataset, dataset_id, with_for_update=True)
    if dataset is None:
        raise NotFound(ErrorCode.NOT_FOUND, what=f"#{dataset_id}")
    live = await runs.list_by_state(session, tuple(LIVE_STATES), kind="train")
    users = [f"#{run.id} {run.spec['name']}" for run in live if dataset_id in _datasets_of(run.spec)]
    if users:
        raise Conflict(ErrorCode.DATASET_IN_USE, users=", ".join(users))
    await session.delete(dataset)
    await session.flush()
    return dataset.folder


async def is_needed(session: AsyncSession, folder: Path) -> bool:
    """Whether a training that may still run, or be run again, reads rows out of this folder."""
    unfinished = await runs.list_by_state(session, [state for state in RunState if state is not RunState.COMPLETED], kind="train")
    return any(folder in Path(reference["rows_file"]).parents for run in unfinished for reference in _references(run.spec))


async def folders_in_use(session: AsyncSession) -> frozenset[str]:
    """The folder of every dataset."""
    return frozenset(await session.scalars(select(Dataset.folder)))


def dataset_out(dataset: Dataset) -> DatasetOut:
    return DatasetOut.model_validate(dataset, from_attributes=True)


def _references(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """The DataRefs of a training's spec."""
    return [reference for reference in (spec.get("train"), spec.get("validation")) if reference is not None]


def _datasets_of(spec: dict[str, Any]) -> set[int]:
    return {reference["dataset_id"] for reference in _references(spec)}


def _facts(imported: Imported) -> dict[str, Any]:
    """The columns that the file and its mapping decide."""
    layout, version = imported.layout, imported.version
    return {
        "format": layout.format.value,
        "encoding": layout.encoding,
        "delimiter": layout.delimiter,
        "task": _task_of(imported.mapping),
        "multi_label": imported.multi_label,
        "fields": [field.model_dump() for field in version.fields],
        "mapping": imported.mapping.model_dump(),
        "rows": version.rows,
        "rejected_rows": version.rejected_rows,
        "labels": version.labels,
        "rows_sha256": version.rows_sha256,
    }


def _task_of(mapping: Mapping) -> Task:
    match mapping:
        case TextMapping():
            return "classification" if mapping.label is not None else "plain_text"
        case TurnsMapping() | AnswerMapping():
            return "conversation"
        case _:
            assert_never(mapping)


def _free_names(title: str) -> Iterator[str]:
    """The title made valid, then with (2), (3), … behind it."""
    printable = "".join(character for character in title if character.isprintable() and character not in "/\\").strip()
    base = printable[:LONGEST_NAME].strip() or "dataset"
    yield clean_name(base)
    for count in itertools.count(2):
        suffix = f" ({count})"
        yield clean_name(base[: LONGEST_NAME - len(suffix)].strip() + suffix)
