"""A platform with something in it, for storms over the whole API: models, a dataset, a training, and a predictor that answers.

Knows no request but those that fill it. What a storm deletes, the butler puts back.
"""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from sqlalchemy import update

from easytune.accounts import service as accounts
from easytune.app import create_app
from easytune.contract.events import Phase, PhaseChanged
from easytune.core.config import Settings
from easytune.core.db import Database
from easytune.core.security import Role
from easytune.migrations.schema import migrate
from easytune.runs.tables import Run
from tests.api.butler import Butler
from tests.inference.stand_in import stand_in
from tests.jobs.journals import evaluation, step, write_events, write_log_lines

HOST = "testserver"
READY_SECONDS = 30.0
LOOK_SECONDS = 0.02
ROWS = [f"这家店第 {number} 次去{'很好' if number % 2 else '很差'},{number % 2}" for number in range(60)]


@dataclass(frozen=True)
class Stocked:
    """token: an API token of the owner."""

    app: FastAPI
    settings: Settings
    token: str


@contextmanager
def stocked(folder: Path) -> Iterator[Stocked]:
    """The platform lives until the block ends; butler and predictor have a thread and an event loop of their own."""
    folders = folder / "folders"
    settings = Settings(data_dir=folder / "data", allowed_hosts=(HOST,), model_roots=(folders,))
    for part in (settings.runs, settings.datasets, settings.models, settings.uploads, settings.cache, folders):
        part.mkdir(parents=True)
    butler = asyncio.run(_stock(settings, folders))
    ready, stop = threading.Event(), threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(_attend(settings, butler, ready, stop)), name="butler")
    thread.start()
    try:
        assert ready.wait(READY_SECONDS)
        yield Stocked(create_app(settings), settings, butler.token)
    finally:
        stop.set()
        thread.join(READY_SECONDS)


async def _stock(settings: Settings, folders: Path) -> Butler:
    database = Database(settings.database)
    await migrate(database)
    async with database.session() as session:
        user = await accounts.create_user(session, "owner", "hash", Role.OWNER, "en")
        token = (await accounts.create_token(session, user.id, "storm")).token
    butler = Butler(user.id, token, folders, settings.folder / "predictor.sock")
    await butler.look(database)
    headers = {"Authorization": f"Bearer {token}"}
    transport = ASGITransport(app=create_app(settings, database))
    async with AsyncClient(transport=transport, base_url=f"http://{HOST}/api/v1", headers=headers) as client:
        files = {"file": ("reviews.csv", "\n".join(["text,label", *ROWS, "no label,"]).encode())}
        dataset = (await client.post("/datasets", files=files)).json()
        job = {"name": "first", "model_id": 1, "dataset_id": dataset["id"]}
        answer = await client.post("/jobs", json=job)
        assert answer.status_code == 201, answer.text
    await _train_a_while(settings, database, answer.json()["id"])
    await database.close()
    return butler


async def _train_a_while(settings: Settings, database: Database, job_id: int) -> None:
    """What a trainer and the scheduler would have left behind."""
    write_events(settings.runs, job_id, 1, PhaseChanged(phase=Phase.TRAIN), *map(step, range(1, 12)), evaluation(6, best=True))
    write_log_lines(settings.runs, job_id, 1, "loading", "training", "<b>bold</b>")
    async with database.session() as session:
        await session.execute(update(Run).where(Run.id == job_id).values(state="RUNNING", phase="train", step=11))


async def _attend(settings: Settings, butler: Butler, ready: threading.Event, stop: threading.Event) -> None:
    database = Database(settings.database)
    async with stand_in(butler.socket, model_id=2):
        ready.set()
        while not stop.is_set():
            await butler.look(database)
            await asyncio.sleep(LOOK_SECONDS)
    await database.close()
