"""`easytune train SPEC`: a training as a file says, from the data file to the tuned model. Knows no process; the engine does the work."""

import argparse
import asyncio
import hashlib
import secrets
import shutil
from pathlib import Path

from easytune.cli import data_folder, train_file
from easytune.cli.failure import CommandFailed
from easytune.cli.local_platform import LocalPlatform, local_platform
from easytune.cli.models_command import pulled
from easytune.cli.train_file import TrainFile
from easytune.cli.watching import until_completed
from easytune.core.config import Settings
from easytune.datasets import intake
from easytune.datasets import service as datasets
from easytune.datasets.tables import Dataset
from easytune.datasets.upload import Upload
from easytune.jobs import service as jobs
from easytune.jobs.machine import machine_facts
from easytune.jobs.rows import job_row
from easytune.jobs.schemas import JobIn
from easytune.models import service as models
from easytune.models.catalog import starters as known_starters
from easytune.models.tables import Model


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "spec", metavar="SPEC", type=Path, help="a JSON file: name, model, data, settings; settings.objective.kind is classify or chat"
    )
    data_folder.add_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Train to the end; Ctrl-C stops and keeps what was learned. The tuned model is told on stdout."""
    wanted = train_file.read(arguments.spec)
    settings = data_folder.settings_from(arguments)
    data_folder.prepare_folder(settings)
    model = asyncio.run(_train(settings, wanted, arguments.spec.absolute().parent))
    metrics = ", ".join(f"{name} {value:.4f}" for name, value in model.metrics.items())
    print(f"model #{model.id} {model.name} ({metrics}) in {model.folder}")
    return 0


async def _train(settings: Settings, wanted: TrainFile, folder: Path) -> Model:
    async with local_platform(settings) as platform:
        base = await _model(platform, wanted.model)
        data = await _dataset(platform, wanted, wanted.data, folder)
        validation = None if wanted.validation_data is None else await _dataset(platform, wanted, wanted.validation_data, folder)
        body = JobIn(
            name=wanted.name,
            description=wanted.description,
            model_id=base.id,
            dataset_id=data.id,
            validation_dataset_id=validation.id if validation is not None else None,
            output_name=wanted.output_name,
            settings=wanted.settings,
        )
        job_id = await _submit(platform, body)
        await until_completed(platform, job_id, wanted.name, "save")
        async with platform.database.reading() as session:
            output_model_id = (await job_row(session, job_id)).job.output_model_id
            assert output_model_id is not None
            return await models.get_model(session, output_model_id)


async def _submit(platform: LocalPlatform, body: JobIn) -> int:
    machine = await asyncio.to_thread(machine_facts, platform.settings)
    async with platform.database.session() as session:
        row = await jobs.create(session, platform.settings, jobs.Submit(body, platform.user, None), machine)
        return row.run.id


async def _model(platform: LocalPlatform, wanted: int | str) -> Model:
    """By number, name or starter key; a starter that is not there yet is taken. Raises: NotFound, CommandFailed."""
    async with platform.database.reading() as session:
        if isinstance(wanted, int):
            return await models.get_model(session, wanted)
        found = await models.called(session, wanted)
    if found is not None:
        return found
    keys = [starter.key for starter in known_starters() if wanted in (starter.key, starter.name)]
    if not keys:
        raise CommandFailed(f"there is no model called {wanted!r}. `easytune models pull --help` names the starters.")
    return await pulled(platform, keys[0])


async def _dataset(platform: LocalPlatform, wanted: TrainFile, data: int | str, folder: Path) -> Dataset:
    """By number, as a file, or by name; a file that is known by its content is not taken twice. Raises: NotFound, CommandFailed."""
    async with platform.database.reading() as session:
        if isinstance(data, int):
            return await datasets.get_dataset(session, data)
        found = await datasets.named(session, data)
    path = folder / data
    if await asyncio.to_thread(path.is_file):
        return await _dataset_of_file(platform, wanted, path)
    if found is None:
        raise CommandFailed(f"there is no file {path} and no dataset called {data!r}.")
    return found


async def _dataset_of_file(platform: LocalPlatform, wanted: TrainFile, path: Path) -> Dataset:
    upload = await asyncio.to_thread(_copied, path, platform.settings.uploads, wanted)
    async with platform.database.reading() as session:
        known = await datasets.of_file(session, upload.sha256)
    if known is not None and not upload.fields:
        await asyncio.to_thread(upload.path.unlink)
        return known
    return await intake.take_received(platform.database, platform.settings, platform.user, upload)


def _copied(path: Path, uploads: Path, wanted: TrainFile) -> Upload:
    """A copy that the import may move away."""
    copy = uploads / f"{secrets.token_hex(16)}.part"
    shutil.copyfile(path, copy)
    with open(copy, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    columns = {
        "text_column": wanted.text_column,
        "label_column": wanted.label_column,
        "label_separator": wanted.label_separator,
        "mapping": wanted.mapping.model_dump_json() if wanted.mapping is not None else None,
    }
    return Upload(copy, path.name, copy.stat().st_size, digest, {name: value for name, value in columns.items() if value is not None})
