"""From an HTTP question to a real model and back: app, scheduler, supervisor, predictor."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from httpx import AsyncClient

from easytune.core.config import Settings
from easytune.core.db import Database
from easytune.models import folders, service
from easytune.scheduler import loop
from tests.inference.events import events_of
from tests.predictor.language_stock import tiny_language_model
from tests.predictor.stock import LABELS, tiny_classifier


@pytest.fixture
async def scheduler(database: Database, settings: Settings) -> AsyncIterator[None]:
    stop = asyncio.Event()
    running = asyncio.create_task(loop.run(database, settings, stop))
    yield
    stop.set()
    await running


async def until_stopped(client: AsyncClient, run_id: int) -> None:
    for _ in range(300):
        if (await client.get(f"/api/v1/runs/{run_id}")).json()["state"] == "STOPPED":
            return
        await asyncio.sleep(0.1)
    raise AssertionError("the predictor lives on")


async def test_a_question_is_answered_and_deleting_the_model_ends_its_process(
    client: AsyncClient, database: Database, settings: Settings, owner_id: int, scheduler: None
) -> None:
    folder: Path = folders.tuned_folder(settings, 7)
    await asyncio.to_thread(tiny_classifier, folder)
    found = await asyncio.to_thread(folders.inspect_own, folder)
    async with database.session() as session:
        model = await service.register_tuned(
            session, owner_id=owner_id, job_id=7, name="mine", found=found, base_model_id=None, tuning="full", metrics={}
        )
    answer = await client.post("/api/v1/predict", json={"texts": ["good word1", "bad"]}, timeout=120)
    assert answer.status_code == 200, answer.text
    for prediction in answer.json()["predictions"]:
        assert sorted(choice["label"] for choice in prediction["probabilities"]) == sorted(LABELS)
    run_id = (await client.get("/api/v1/predictors")).json()[0]["run_id"]
    assert (await client.delete(f"/api/v1/models/{model.id}")).status_code == 204
    assert not folder.exists()
    await until_stopped(client, run_id)
    assert (await client.get("/api/v1/predictors")).json() == []


async def test_a_conversation_is_answered_by_a_model_that_is_loaded_for_it(
    client: AsyncClient, database: Database, settings: Settings, owner_id: int, scheduler: None
) -> None:
    folder: Path = folders.tuned_folder(settings, 7)
    await asyncio.to_thread(tiny_language_model, folder)
    found = await asyncio.to_thread(folders.inspect_own, folder)
    async with database.session() as session:
        model = await service.register_tuned(
            session, owner_id=owner_id, job_id=7, name="mine", found=found, base_model_id=None, tuning="full", metrics={}
        )
    body = {"model_id": model.id, "turns": [{"role": "user", "content": "hello"}], "sampling": {"temperature": 0, "max_tokens": 12}}
    answers = [await client.post("/api/v1/generate", json=body, timeout=120) for _ in range(2)]
    streams = [events_of(answer.text) for answer in answers]
    assert streams[0][-1].name == "answered", answers[0].text
    assert streams[0][-1].data["answer_tokens"] == 12
    texts = ["".join(event.data["text"] for event in events if event.name == "piece") for events in streams]
    assert texts[0] == texts[1] != ""
    predictors = (await client.get("/api/v1/predictors")).json()
    assert [entry["phase"] for entry in predictors] == ["ready"]
    assert (await client.delete(f"/api/v1/models/{model.id}")).status_code == 204
    await until_stopped(client, predictors[0]["run_id"])
