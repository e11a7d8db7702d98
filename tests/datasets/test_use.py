"""Files and rows outlive what still needs them, and nothing else; reading one large file keeps nobody waiting."""

import asyncio
import os
from pathlib import Path

from httpx import AsyncClient

from easytune.contract.train_spec import BaseModelRef, DataRef, TrainSettings, TrainSpec
from easytune.core.config import Settings
from easytune.core.db import Database
from easytune.datasets import folders, intake, service
from easytune.runs import service as runs
from easytune.runs.tables import Run
from tests.datasets.client import API, get, upload, uploaded


async def _train_on(database: Database, settings: Settings, owner_id: int, dataset_id: int) -> Run:
    """A waiting training that reads the dataset's present rows."""
    async with database.session() as session:
        row = await service.get_dataset(session, dataset_id)
        rows_file = str(folders.rows_file(settings.datasets, row))
        data = DataRef(dataset_id=row.id, version=row.version, name=row.name, sha256=row.rows_sha256, rows_file=rows_file)
        spec = TrainSpec(
            job_id=0, attempt=1, name="my job", model=BaseModelRef(model_id=1, name="m", folder="f"), train=data, labels=("a", "b"),
            settings=TrainSettings(), threads=1,
        )  # fmt: skip
        return await runs.submit(session, owner_id=owner_id, kind="train", spec=spec)


async def test_a_dataset_is_not_deleted_while_a_job_uses_it(
    client: AsyncClient, database: Database, settings: Settings, owner_id: int
) -> None:
    dataset, other = await uploaded(client), await uploaded(client)
    run = await _train_on(database, settings, owner_id, dataset["id"])
    answer = await client.delete(f"{API}/datasets/{dataset['id']}")
    assert (answer.status_code, answer.json()["code"]) == (409, "dataset_in_use")
    assert answer.json()["params"] == {"users": f"#{run.id} my job"}
    assert (await get(client, f"/datasets/{dataset['id']}/rows"))["total"] == 3
    assert (await client.delete(f"{API}/datasets/{other['id']}")).status_code == 204
    async with database.session() as session:
        await runs.request_stop(session, await runs.get(session, run.id), "discard")
    assert (await client.delete(f"{API}/datasets/{dataset['id']}")).status_code == 204


async def test_the_rows_that_a_job_reads_outlive_a_new_mapping(
    client: AsyncClient, database: Database, settings: Settings, owner_id: int
) -> None:
    dataset = await uploaded(client)
    run = await _train_on(database, settings, owner_id, dataset["id"])
    assert (await client.patch(f"{API}/datasets/{dataset['id']}", json={"mapping": {"text": "text", "label": None}})).status_code == 200
    assert await asyncio.to_thread(Path(run.spec["train"]["rows_file"]).is_file)


async def test_folders_without_a_row_are_swept_when_they_are_old(client: AsyncClient, database: Database, settings: Settings) -> None:
    dataset = await uploaded(client)
    young, old = settings.datasets / "young", settings.datasets / "old"
    for folder in (young, old):
        folder.mkdir()
        (folder / "raw").touch()
    os.utime(old, (1, 1))
    async with database.reading() as session:
        kept = settings.datasets / (await service.get_dataset(session, dataset["id"])).folder
    os.utime(kept, (1, 1))
    await intake.sweep(database, settings.datasets)
    assert sorted(path.name for path in settings.datasets.iterdir()) == sorted(["young", kept.name])


async def test_health_answers_while_a_large_file_is_read(client: AsyncClient) -> None:
    content = "text,label\n" + "".join(f'"第 {number} 条评论，很不错",{number % 5}\n' for number in range(100_000))
    reading = asyncio.create_task(upload(client, content))
    slowest = 0.0
    loop = asyncio.get_running_loop()
    while not reading.done():
        started = loop.time()
        assert (await client.get(f"{API}/health")).status_code == 200
        slowest = max(slowest, loop.time() - started)
        await asyncio.sleep(0.01)
    answer = await reading
    assert answer.json()["rows"] == 100_000
    assert slowest < 1.0  # about 0.05 s on an idle machine; this one may be busy
