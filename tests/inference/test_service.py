"""Questions find their predictor, wait for it, survive its loss, and make room when too many are loaded."""

import asyncio
from pathlib import Path

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import select

from easytune.contract.error_codes import ErrorCode
from easytune.core.config import Settings
from easytune.core.db import Database
from easytune.inference import service
from easytune.models.service import predictor_subject
from easytune.runs import service as runs
from easytune.runs.schemas import RunState
from easytune.runs.tables import Run
from tests.inference.stand_in import stand_in
from tests.jobs.stock import add_model, set_run

TEXTS = ["tiny", "a rather long text"]


async def classifier(database: Database, owner_id: int, tmp_path: Path, name: str = "mine") -> int:
    folder = tmp_path / name
    folder.mkdir()
    return await add_model(
        database, owner_id, name=name, source="tuned", task="classifier", labels=["long", "short"], folder=str(folder), max_tokens=128
    )


def ask(client: AsyncClient, model_id: int | None, texts: list[str] = TEXTS) -> "asyncio.Task[Response]":
    return asyncio.create_task(client.post("/api/v1/predict", json={"model_id": model_id, "texts": texts}))


async def submitted(database: Database, model_id: int, *, besides: int = 0) -> Run:
    """The live run of a model, once somebody submitted it."""
    for _ in range(400):
        async with database.reading() as session:
            run = await runs.live_of(session, predictor_subject(model_id))
        if run is not None and run.id != besides:
            return run
        await asyncio.sleep(0.02)
    raise AssertionError("no predictor was asked for")


async def count(database: Database) -> int:
    async with database.reading() as session:
        return len(list(await session.scalars(select(Run.id))))


async def test_the_first_question_starts_a_predictor_and_waits_for_it(
    client: AsyncClient, database: Database, owner_id: int, tmp_path: Path
) -> None:
    model_id = await classifier(database, owner_id, tmp_path)
    asked = [ask(client, model_id), ask(client, None)]
    run = await submitted(database, model_id)
    assert (run.kind, run.spec["max_tokens"], run.spec["model_folder"]) == ("predict", 128, str(tmp_path / "mine"))
    async with stand_in(tmp_path / "s", model_id):
        await set_run(database, run.id, RunState.RUNNING, address=str(tmp_path / "s"))
        for answer in await asyncio.gather(*asked):
            assert answer.status_code == 200, answer.text
            assert [prediction["label"] for prediction in answer.json()["predictions"]] == ["short", "long"]
            assert (answer.json()["model_id"], answer.json()["model_name"]) == (model_id, "mine")
        shown = (await client.get("/api/v1/predictors")).json()
        assert [(entry["model_id"], entry["phase"], entry["memory_bytes"] > 0) for entry in shown] == [(model_id, "ready", True)]
    assert await count(database) == 1


async def test_a_predictor_that_went_away_is_replaced_without_the_user_noticing(
    client: AsyncClient, database: Database, owner_id: int, tmp_path: Path
) -> None:
    model_id = await classifier(database, owner_id, tmp_path)
    asked = ask(client, model_id)
    first = await submitted(database, model_id)
    await set_run(database, first.id, RunState.RUNNING, address=str(tmp_path / "gone"))
    await asyncio.sleep(0.3)
    await set_run(database, first.id, RunState.COMPLETED, address=None)
    second = await submitted(database, model_id, besides=first.id)
    async with stand_in(tmp_path / "s", model_id):
        await set_run(database, second.id, RunState.RUNNING, address=str(tmp_path / "s"))
        assert (await asked).status_code == 200


async def test_a_model_that_cannot_be_loaded_says_why(client: AsyncClient, database: Database, owner_id: int, tmp_path: Path) -> None:
    model_id = await classifier(database, owner_id, tmp_path)
    asked = ask(client, model_id)
    run = await submitted(database, model_id)
    await set_run(database, run.id, RunState.FAILED, error_code="out_of_memory", error_params={})
    answer = await asked
    assert (answer.status_code, answer.json()["code"]) == (503, "predictor_failed")
    assert "Out of memory" in answer.json()["message"]


async def test_a_predictor_that_never_answers_is_a_timeout(
    client: AsyncClient, database: Database, owner_id: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "LOAD_SECONDS", 0.3)
    model_id = await classifier(database, owner_id, tmp_path)
    answer = await ask(client, model_id)
    assert (answer.status_code, answer.json()["code"]) == (503, "predictor_timeout")


async def test_one_failed_request_does_not_end_the_predictor(
    client: AsyncClient, database: Database, owner_id: int, tmp_path: Path
) -> None:
    model_id = await classifier(database, owner_id, tmp_path)
    async with stand_in(tmp_path / "s", model_id):
        asked = ask(client, model_id, ["fail"])
        run = await submitted(database, model_id)
        await set_run(database, run.id, RunState.RUNNING, address=str(tmp_path / "s"))
        answer = await asked
        assert (answer.status_code, answer.json()["code"]) == (503, "predictor_failed")
        assert "out of letters" in answer.json()["message"]
        assert (await ask(client, model_id)).status_code == 200


async def test_the_longest_idle_model_makes_room_and_a_busy_one_is_left_alone(
    client: AsyncClient, database: Database, settings: Settings, owner_id: int, tmp_path: Path
) -> None:
    assert settings.predictors == 2
    busy, idle, new = [await classifier(database, owner_id, tmp_path, name) for name in ("busy", "idle", "new")]
    async with stand_in(tmp_path / "busy.s", busy) as engine, stand_in(tmp_path / "idle.s", idle):
        waiting, done = ask(client, busy, ["wait"]), ask(client, idle)
        for model_id, name in ((busy, "busy"), (idle, "idle")):
            run = await submitted(database, model_id)
            await set_run(database, run.id, RunState.RUNNING, address=str(tmp_path / f"{name}.s"))
        await done
        await asyncio.sleep(0.2)
        loading = await client.post("/api/v1/predictors", json={"model_id": new})
        assert (loading.status_code, loading.json()["phase"]) == (202, "queue")
        stops = {model_id: (await submitted(database, model_id)).stop_mode for model_id in (busy, idle, new)}
        assert stops == {busy: None, idle: "discard", new: None}
        engine.go.set()
        assert (await waiting).status_code == 200


async def test_a_question_that_found_every_predictor_busy_takes_the_first_that_is_not(
    client: AsyncClient, database: Database, settings: Settings, owner_id: int, tmp_path: Path
) -> None:
    assert settings.predictors == 2
    first, second, new = [await classifier(database, owner_id, tmp_path, name) for name in ("first", "second", "new")]
    async with stand_in(tmp_path / "first.s", first) as engine, stand_in(tmp_path / "second.s", second) as other:
        busy = [ask(client, first, ["wait"]), ask(client, second, ["wait"])]
        for model_id, name in ((first, "first"), (second, "second")):
            run = await submitted(database, model_id)
            await set_run(database, run.id, RunState.RUNNING, address=str(tmp_path / f"{name}.s"))
        await asyncio.sleep(0.2)
        asked = ask(client, new)
        await submitted(database, new)
        assert (await submitted(database, first)).stop_mode is None
        engine.go.set()
        assert (await busy[0]).status_code == 200
        for _ in range(400):
            if (await submitted(database, first)).stop_mode is not None:
                break
            await asyncio.sleep(0.02)
        assert [(await submitted(database, model_id)).stop_mode for model_id in (first, second)] == ["discard", None]
        other.go.set()
        assert (await busy[1]).status_code == 200
        await set_run(database, (await submitted(database, new)).id, RunState.FAILED, error_code="out_of_memory", error_params={})
        assert (await asked).status_code == 503


async def test_unloading_asks_the_predictor_to_stop_and_may_be_repeated(
    client: AsyncClient, database: Database, owner_id: int, tmp_path: Path
) -> None:
    model_id = await classifier(database, owner_id, tmp_path)
    assert (await client.delete(f"/api/v1/predictors/{model_id}")).status_code == 204
    await client.post("/api/v1/predictors", json={"model_id": model_id})
    run = await submitted(database, model_id)
    await set_run(database, run.id, RunState.RUNNING)
    for _ in range(2):
        assert (await client.delete(f"/api/v1/predictors/{model_id}")).status_code == 204
    assert (await submitted(database, model_id)).stop_mode == "discard"
    assert (await client.delete("/api/v1/predictors/999")).status_code == 404


@pytest.mark.parametrize("texts", [[""], ["good", "  \n"], ["\u3000"]])
async def test_an_empty_text_is_refused_before_anything_is_loaded(
    texts: list[str], client: AsyncClient, database: Database, owner_id: int, tmp_path: Path
) -> None:
    model_id = await classifier(database, owner_id, tmp_path)
    answer = await ask(client, model_id, texts)
    assert (answer.status_code, answer.json()["code"]) == (422, "text_missing")
    assert await count(database) == 0


async def test_what_is_no_loadable_classifier_is_refused(client: AsyncClient, database: Database, owner_id: int, tmp_path: Path) -> None:
    assert (await ask(client, None)).json()["code"] == ErrorCode.NO_MODEL
    assert (await ask(client, 999)).json()["code"] == ErrorCode.NOT_FOUND
    encoder = await add_model(database, owner_id, folder=str(tmp_path))
    assert (await ask(client, encoder)).json()["code"] == ErrorCode.MODEL_NOT_CLASSIFIER
    gone = await add_model(database, owner_id, task="classifier", source="tuned", folder=str(tmp_path / "gone"))
    assert (await ask(client, gone)).json()["code"] == ErrorCode.MODEL_FOLDER_GONE
    assert await count(database) == 0
