"""From a file to a dataset, and from a corrected mapping to its next version. Knows no HTTP and no format.

Files are read and written beside the event loop and outside of any transaction; a dataset is visible only when it is whole.
"""

import asyncio
import os
import shutil
import threading
from collections.abc import AsyncIterator
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pydantic import ValidationError

from easytune.contract.error_codes import ErrorCode
from easytune.core.config import Settings
from easytune.core.database_errors import OutcomeUnknown
from easytune.core.db import Database
from easytune.core.errors import Conflict, InvalidInput
from easytune.core.names import clean_name
from easytune.core.security import Principal
from easytune.datasets import folders, service
from easytune.datasets.columns import Columns, Said, said_by
from easytune.datasets.importing import Imported, import_file, in_thread
from easytune.datasets.schemas import MAPPING, Mapping
from easytune.datasets.separators import MAX_SEPARATOR_CHARACTERS
from easytune.datasets.tables import Dataset
from easytune.datasets.upload import Upload, receive


@dataclass(frozen=True)
class _Staged:
    """A dataset's folder that is complete and in its place, without a row."""

    folder: str
    imported: Imported


async def take_upload(
    database: Database, settings: Settings, user: Principal, headers: AnyMapping[str, str], stream: AsyncIterator[bytes]
) -> Dataset:
    """The dataset of a multipart request: `file`, and if wanted `name`, `description`, `text_column`, `label_column`, `label_separator`
    (the last two empty: none), or `mapping` instead of these three.

    Raises: all that receive, import_file and service.add raise; then nothing is left of it.
    """
    upload = await receive(headers, stream, uploads=settings.uploads, limit_bytes=settings.max_upload_bytes)
    return await take_received(database, settings, user, upload)


async def take_received(database: Database, settings: Settings, user: Principal, upload: Upload) -> Dataset:
    """The dataset of a file that lies whole in the uploads folder, and is gone from there afterwards.

    Raises: all that import_file and service.add raise; then nothing is left of it.
    """
    try:
        name = clean_name(upload.fields["name"]) if upload.fields.get("name") else None
        said = _said(upload.fields)
        staged = await in_thread(lambda cancelled: _stage(settings, upload, said, user.language, cancelled))
    finally:
        await asyncio.to_thread(upload.path.unlink, missing_ok=True)
    new = service.NewDataset(
        owner_id=user.user_id,
        name=name,
        title=PurePosixPath(upload.filename).stem,
        description=upload.fields.get("description", "")[:4000],
        filename=upload.filename,
        folder=staged.folder,
        bytes=upload.bytes,
        sha256=upload.sha256,
        imported=staged.imported,
    )
    try:
        async with database.session() as session:
            return await service.add(session, new)
    except (OutcomeUnknown, asyncio.CancelledError):
        raise  # the row may be there and needs its folder; without a row the folder is swept later
    except BaseException:
        await asyncio.to_thread(folders.remove, settings.datasets / staged.folder)
        raise


def _said(fields: AnyMapping[str, str]) -> Said:
    """`mapping` says all; without it the three fields of a text's mapping. Raises: InvalidInput(INVALID_INPUT, SEPARATOR_TOO_LONG)."""
    if wanted := fields.get("mapping", "").strip():
        try:
            return said_by(MAPPING.validate_json(wanted))
        except ValidationError as error:
            raise InvalidInput(ErrorCode.INVALID_INPUT, field="mapping", reason=error.errors(include_url=False)[0]["msg"]) from None
    separator = fields.get("label_separator")
    if separator is not None and len(separator) > MAX_SEPARATOR_CHARACTERS:
        raise InvalidInput(ErrorCode.SEPARATOR_TOO_LONG, field="label_separator", limit=MAX_SEPARATOR_CHARACTERS)
    return Columns(fields.get("text_column") or None, fields.get("label_column"), separator)


async def remap(database: Database, settings: Settings, user: Principal, dataset_id: int, mapping: Mapping) -> None:
    """Read the raw file again with another mapping; the next version replaces the present one.

    Raises: InvalidInput for columns that do not fit or leave no row, Conflict(DATASET_CHANGED).
    """
    async with database.reading() as session:
        before = await service.get_dataset(session, dataset_id)
    if MAPPING.validate_python(before.mapping) == mapping:
        return
    home = settings.datasets / before.folder
    try:
        imported = await in_thread(lambda cancelled: _stage_version(settings, before, mapping, user.language, cancelled))
    except FileNotFoundError:  # deleted meanwhile
        raise Conflict(ErrorCode.DATASET_CHANGED, name=before.name) from None
    written = home / folders.version_name(before.version + 1, imported.version.rows_sha256)
    old = folders.version_folder(settings.datasets, before)
    try:
        async with database.session() as session:
            await service.next_version(session, before, imported)
            old_is_needed = await service.is_needed(session, old)
    except (OutcomeUnknown, asyncio.CancelledError):
        raise  # the next version may be the present one
    except BaseException:
        await _forget_version(database, settings, dataset_id, written)
        raise
    if not old_is_needed:
        await asyncio.to_thread(folders.remove, old)


async def _forget_version(database: Database, settings: Settings, dataset_id: int, written: Path) -> None:
    """Remove a version that did not make it, unless somebody else's that did is the same."""
    async with database.reading() as session:
        now = await session.get(Dataset, dataset_id)
    if now is None or folders.version_folder(settings.datasets, now) != written:
        await asyncio.to_thread(folders.remove, written)


def _stage(settings: Settings, upload: Upload, said: Said, language: str, cancelled: threading.Event) -> _Staged:
    staged = folders.stage(settings.uploads)
    try:
        os.rename(upload.path, staged / folders.RAW)
        imported = import_file(staged / folders.RAW, upload.filename, said, staged / "version", language, cancelled)
        return _Staged(folders.publish(staged, settings.datasets, 1, imported.version.rows_sha256), imported)
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _stage_version(settings: Settings, dataset: Dataset, mapping: Mapping, language: str, cancelled: threading.Event) -> Imported:
    staged = folders.stage(settings.uploads)
    try:
        raw = folders.raw_file(settings.datasets, dataset)
        imported = import_file(raw, dataset.filename, said_by(mapping), staged / "version", language, cancelled)
        home = settings.datasets / dataset.folder
        folders.publish_version(staged, home, dataset.version + 1, imported.version.rows_sha256)
        return imported
    finally:
        shutil.rmtree(staged, ignore_errors=True)


async def sweep(database: Database, datasets: Path) -> None:
    """Remove what a crash left without a row. Folders are listed after the rows are read, and young ones stay. Raises: OSError."""
    async with database.reading() as session:
        known = await service.folders_in_use(session)
    await asyncio.to_thread(folders.sweep, datasets, known)
