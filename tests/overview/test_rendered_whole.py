"""From the question what a model sees to its tokens: app, scheduler, supervisor, worker; while a training holds the machine."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from httpx import AsyncClient

from easytune.core.config import Settings
from easytune.core.db import Database
from easytune.models import folders as model_folders
from easytune.runs import service as runs
from easytune.runs.tables import Run
from easytune.scheduler import loop
from easytune.supervisor import liveness
from tests.jobs.stock import add_conversations, add_language_model
from tests.modeling.stock import write_model_of
from tests.process.submit import spec_of
from tests.worker.conversations import talk, write_rows

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("database_template", ["sqlite"], indirect=True)]
RENDER_SECONDS = 120


@pytest.fixture
async def scheduler(database: Database, settings: Settings) -> AsyncIterator[None]:
    stop = asyncio.Event()
    running = asyncio.create_task(loop.run(database, settings, stop))
    yield
    stop.set()
    await running


@pytest.fixture
async def training(database: Database, settings: Settings, owner_id: int) -> AsyncIterator[int]:
    """A training that runs as long as the test: its row, and the locks that a trainer would hold."""
    async with database.session() as session:
        run = Run(owner_id=owner_id, kind="train", spec=spec_of(settings.models).model_dump(mode="json"), state="RUNNING")
        session.add(run)
        await session.flush()
    folder = settings.runs / str(run.id) / "1"
    folder.mkdir(parents=True)
    locks = [liveness.take(folder / "lock"), liveness.take(folder / "supervisor.lock")]
    yield run.id
    for lock in locks:
        assert lock is not None
        lock.close()


async def test_rows_are_shown_while_a_training_holds_the_only_slot_and_asked_again_without_a_second_process(
    client: AsyncClient, database: Database, settings: Settings, owner_id: int, training: int, scheduler: None
) -> None:
    model = await asyncio.to_thread(write_model_of, "llama", settings.models / "writer")
    assert model_folders.inspect_own(model).inspection.max_tokens == 64
    folder, rows_sha256 = "talks", "c" * 64
    path = settings.datasets / folder / f"v1-{rows_sha256[:16]}" / "rows.parquet"
    await asyncio.to_thread(write_rows, path, [talk("good?", "你好"), talk("bad?", "fine")])
    dataset_id = await add_conversations(database, owner_id, rows=2, folder=folder, rows_sha256=rows_sha256)
    model_id = await add_language_model(database, owner_id, folder=str(model), max_tokens=64)
    asked = f"/api/v1/datasets/{dataset_id}/rendered"
    wish = {"model_id": model_id, "line_offset": 1, "max_tokens": 64}
    run_id = (await client.post(asked, json=wish)).json()["run_id"]
    shown = await _until_over(client, run_id)
    assert (shown["state"], shown["error"]) == ("COMPLETED", None)
    [row] = shown["rows"]
    assert (row["row"], row["line"], row["dropped"]) == (1, 2, None)
    assert "".join(token["text"] for token in row["tokens"] if token["learned"]).startswith("fine")
    assert (await client.post(asked, json=wish)).json() == shown
    async with database.reading() as session:
        assert (await runs.get(session, training)).state == "RUNNING"


async def _until_over(client: AsyncClient, run_id: int) -> dict[str, Any]:
    async with asyncio.timeout(RENDER_SECONDS):
        while True:
            shown: dict[str, Any] = (await client.get(f"/api/v1/renderings/{run_id}")).json()
            if shown["state"] not in ("PENDING", "PREPARING", "RUNNING"):
                return shown
            await asyncio.sleep(0.2)
