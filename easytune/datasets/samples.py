"""Samples that can be taken with one click: samples.toml, their run, and the datasets that come of it. Knows no registry.

`prepare` reads files, outside of any transaction; `register` writes rows. Doing either again changes nothing more.
"""

import functools
import hashlib
import shutil
import threading
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession

from easytune.contract.error_codes import ErrorCode
from easytune.contract.run_spec import PackageFile, PullSpec
from easytune.core.config import Settings
from easytune.core.errors import NotFound
from easytune.datasets import folders, service
from easytune.datasets.columns import said_by
from easytune.datasets.importing import Imported, import_file
from easytune.datasets.schemas import Mapping, SampleOut, TextMapping
from easytune.datasets.tables import Dataset
from easytune.runs import service as runs
from easytune.runs.schemas import LIVE_STATES, RunState
from easytune.runs.tables import Run

CATALOG = Path(__file__).with_name("samples.toml")
Texts = dict[Literal["zh", "en"], str]


class Part(BaseModel):
    """One file of a sample's output; it becomes one dataset."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    file: str = Field(pattern=r"^[a-z]+\.(csv|jsonl)$")
    mapping: Mapping = TextMapping(text="text", label="label")
    name: Texts


class Sample(BaseModel):
    """One entry of samples.toml; key names the worker's recipe."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{1,40}$")
    licence: str
    name: Texts
    description: Texts
    package: tuple[PackageFile, ...] = Field(min_length=1)
    part: tuple[Part, ...] = Field(min_length=1)

    def row_key(self, part: Part) -> str:
        """What the row of a part carries, once."""
        return f"{self.key}/{part.key}"


class _Catalog(BaseModel):
    sample: tuple[Sample, ...]


@dataclass(frozen=True)
class PreparedPart:
    """A part's folder, complete and in its place, without a row yet."""

    sample: Sample
    part: Part
    language: Literal["zh", "en"]
    folder: str
    bytes: int
    sha256: str
    imported: Imported


@functools.cache
def samples() -> tuple[Sample, ...]:
    """All of them, in the order of the file."""
    return _Catalog.model_validate(tomllib.loads(CATALOG.read_text(encoding="utf-8"))).sample


def sample_of(key: str) -> Sample:
    """Raises: NotFound(STARTER_UNKNOWN)."""
    for entry in samples():
        if entry.key == key:
            return entry
    raise NotFound(ErrorCode.STARTER_UNKNOWN, key=key[:64], known=", ".join(entry.key for entry in samples()))


def is_sample(key: str) -> bool:
    """Whether a pull of this key makes datasets."""
    return any(entry.key == key for entry in samples())


def sample_subject(key: str) -> str:
    return f"sample:{key}"


async def list_samples(session: AsyncSession) -> list[SampleOut]:
    return [await _sample_out(session, entry) for entry in samples()]


async def pull(session: AsyncSession, settings: Settings, *, owner_id: int, key: str, language: Literal["zh", "en"]) -> Run:
    """The run that takes a sample: a new one, the live one, or the one that took it while all its datasets are there.

    Raises: NotFound(STARTER_UNKNOWN).
    """
    entry = sample_of(key)
    if len(await _rows(session, entry)) == len(entry.part):
        taken = await runs.newest_of(session, sample_subject(key))
        if taken is not None:
            return taken
    spec = PullSpec(run_id=0, attempt=1, language=language, key=key, packages=entry.package, cache_folder=str(settings.cache))
    return await runs.submit(session, owner_id=owner_id, kind="pull", spec=spec, subject=sample_subject(key))


def prepare(settings: Settings, key: str, output: Path, language: Literal["zh", "en"]) -> tuple[PreparedPart, ...]:
    """Import the files of a finished pull; output stays as it is. Blocking. Raises: UserError for a bad file, OSError."""
    entry = sample_of(key)
    return tuple(_prepare(settings, entry, part, output / part.file, language) for part in entry.part)


async def register(session: AsyncSession, *, owner_id: int, prepared: tuple[PreparedPart, ...]) -> list[int]:
    """The ids of the sample's datasets; a part that has a row already keeps it, and its prepared folder is swept later."""
    ids: list[int] = []
    for part in prepared:
        known = await service.of_sample(session, part.sample.row_key(part.part))
        dataset = known or await service.add(session, _new_dataset(part, owner_id))
        ids.append(dataset.id)
    return ids


def _prepare(settings: Settings, entry: Sample, part: Part, file: Path, language: Literal["zh", "en"]) -> PreparedPart:
    staged = folders.stage(settings.uploads)
    try:
        raw = staged / folders.RAW
        shutil.copyfile(file, raw)
        content = raw.read_bytes()
        imported = import_file(raw, part.file, said_by(part.mapping), staged / "version", language, threading.Event())
        folder = folders.publish(staged, settings.datasets, 1, imported.version.rows_sha256)
        return PreparedPart(entry, part, language, folder, len(content), hashlib.sha256(content).hexdigest(), imported)
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _new_dataset(part: PreparedPart, owner_id: int) -> service.NewDataset:
    return service.NewDataset(
        owner_id=owner_id,
        name=None,
        title=part.part.name[part.language],
        description=part.sample.description[part.language],
        filename=part.part.file,
        folder=part.folder,
        bytes=part.bytes,
        sha256=part.sha256,
        imported=part.imported,
        sample_key=part.sample.row_key(part.part),
        licence=part.sample.licence,
    )


async def _sample_out(session: AsyncSession, entry: Sample) -> SampleOut:
    rows = await _rows(session, entry)
    run = await runs.newest_of(session, sample_subject(entry.key))
    return SampleOut(
        key=entry.key,
        name=entry.name,
        description=entry.description,
        licence=entry.licence,
        download_bytes=sum(package.bytes or 0 for package in entry.package),
        dataset_ids=[row.id for row in rows],
        run_id=run.id if run is not None else None,
        state=_state(len(rows) == len(entry.part), run),
    )


async def _rows(session: AsyncSession, entry: Sample) -> list[Dataset]:
    found = [await service.of_sample(session, entry.row_key(part)) for part in entry.part]
    return [row for row in found if row is not None]


def _state(is_complete: bool, run: Run | None) -> Literal["absent", "pulling", "ready", "failed"]:
    if is_complete:
        return "ready"
    if run is None:
        return "absent"
    state = RunState(run.state)
    if state in LIVE_STATES:
        return "pulling"
    return "failed" if state is RunState.FAILED else "absent"
