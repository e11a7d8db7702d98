"""The quick API fills in what is left out, over the same services as /api/v1."""

import pytest
from httpx import AsyncClient

from easytune.contract.recommended import CHAT
from easytune.core.db import Database
from easytune.core.security import Role
from easytune.runs.schemas import RunState
from tests.conftest import SignIn
from tests.jobs.stock import add_conversations, add_dataset, add_language_model, add_model, set_run

pytestmark = pytest.mark.anyio
CSV = b"text,label\n" + b"".join(f"text {number},{'positive' if number % 2 else 'negative'}\n".encode() for number in range(12))


async def test_health_is_open_and_says_that_it_varies(anonymous: AsyncClient) -> None:
    answer = await anonymous.get("/")
    assert (answer.status_code, answer.json()["status"], answer.headers["vary"]) == (200, "ok", "Accept")


async def test_an_upload_is_listed(client: AsyncClient) -> None:
    made = await client.post("/upload", files={"file": ("reviews.csv", CSV)})
    assert made.status_code == 201
    assert (made.json()["rows"], made.json()["labels"]) == (12, {"negative": 6, "positive": 6})
    assert (await client.get("/datasets")).json() == [made.json()]


async def test_a_training_of_twelve_rows_gets_sizes_that_fit(client: AsyncClient, database: Database, owner_id: int) -> None:
    await client.post("/upload", files={"file": ("reviews.csv", CSV)})
    first = await add_model(database, owner_id, max_tokens=64)
    await add_model(database, owner_id, folder="second")
    status = (await client.post("/train")).json()
    assert (status["state"], status["progress"], status["step"], status["loss"], status["error"]) == ("PENDING", 0, 0, None, None)
    job = (await client.get(f"/api/v1/jobs/{status['job_id']}")).json()
    assert (job["name"], job["model_id"]) == ("reviews", first)
    assert (job["settings"]["batch_rows"], job["settings"]["max_tokens"], job["settings"]["epochs"]) == (10, 64, 3)


async def test_a_training_on_conversations_teaches_the_first_language_model_to_chat(
    client: AsyncClient, database: Database, owner_id: int
) -> None:
    dataset_id = await add_conversations(database, owner_id, rows=200)
    await add_model(database, owner_id)
    writer = await add_language_model(database, owner_id)
    await add_language_model(database, owner_id, folder="second")
    status = (await client.post("/train", json={"dataset_id": dataset_id})).json()
    assert (status["state"], status["accuracy"]) == ("PENDING", None)
    job = (await client.get(f"/api/v1/jobs/{status['job_id']}")).json()
    assert (job["model_id"], job["objective"]) == (writer, "chat")
    chosen = job["settings"]
    assert (chosen["learning_rate"], chosen["batch_rows"], chosen["max_tokens"]) == (CHAT["full"].learning_rate, 8, 512)


async def test_labelled_data_come_first_and_conversations_where_there_are_none(
    client: AsyncClient, database: Database, owner_id: int
) -> None:
    await add_language_model(database, owner_id)
    await add_conversations(database, owner_id, rows=3)
    first = (await client.post("/train")).json()["job_id"]
    settings = (await client.get(f"/api/v1/jobs/{first}")).json()["settings"]
    assert (settings["objective"]["kind"], settings["batch_rows"]) == ("chat", 2)
    await add_dataset(database, owner_id)
    await add_conversations(database, owner_id)
    second = (await client.post("/train")).json()["job_id"]
    assert (await client.get(f"/api/v1/jobs/{second}")).json()["objective"] == "classify"


async def test_conversations_without_a_language_model_are_refused_with_a_hint(
    client: AsyncClient, database: Database, owner_id: int
) -> None:
    dataset_id = await add_conversations(database, owner_id)
    assert (await client.post("/train", json={"dataset_id": dataset_id})).json()["code"] == "no_base_model"
    await add_model(database, owner_id)
    refused = await client.post("/train", json={"dataset_id": dataset_id})
    assert (refused.status_code, refused.json()["code"]) == (422, "model_not_generative")


async def test_what_the_client_chooses_is_taken_or_refused_but_not_changed(client: AsyncClient, database: Database, owner_id: int) -> None:
    dataset_id = await add_dataset(database, owner_id)
    await add_model(database, owner_id)
    wish = {"dataset_id": dataset_id, "name": "mine", "epochs": 1, "learning_rate": 5e-5, "batch_size": 4, "max_length": 32}
    job_id = (await client.post("/train", json=wish)).json()["job_id"]
    chosen = (await client.get(f"/api/v1/jobs/{job_id}")).json()["settings"]
    assert (chosen["epochs"], chosen["learning_rate"], chosen["batch_rows"], chosen["max_tokens"]) == (1, 5e-5, 4, 32)
    refused = await client.post("/train", json=wish | {"batch_size": 1000})
    assert (refused.status_code, refused.json()["code"]) == (422, "batch_too_large")


async def test_the_same_key_starts_one_training(client: AsyncClient, database: Database, owner_id: int) -> None:
    await add_dataset(database, owner_id)
    await add_model(database, owner_id)
    answers = [await client.post("/train", headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert answers[0].json() == answers[1].json()


async def test_status_and_stop_mean_the_newest_unless_told_otherwise(client: AsyncClient, database: Database, owner_id: int) -> None:
    await add_dataset(database, owner_id)
    await add_model(database, owner_id)
    first, second = [(await client.post("/train")).json()["job_id"] for _ in range(2)]
    await set_run(database, second, RunState.COMPLETED, step=8, total_steps=8, last_loss="NaN")
    newest = (await client.get("/train/status")).json()
    assert (newest["job_id"], newest["progress"], newest["loss"]) == (second, 1.0, "NaN")
    assert (await client.get("/train/status", params={"job_id": first})).json()["job_id"] == first
    stopped = (await client.post("/train/stop")).json()
    assert (stopped["job_id"], stopped["state"]) == (first, "STOPPED")
    finished = await client.post("/train/stop", json={"job_id": second})
    assert (finished.status_code, finished.json()["code"]) == (409, "state_conflict")


async def test_progress_is_not_whole_before_the_job_is_complete(client: AsyncClient, database: Database, owner_id: int) -> None:
    await add_dataset(database, owner_id)
    await add_model(database, owner_id)
    job_id = (await client.post("/train")).json()["job_id"]
    await set_run(database, job_id, RunState.RUNNING, step=8, total_steps=8, phase="verify")
    assert (await client.get("/train/status")).json()["progress"] == 0.99


@pytest.mark.parametrize("body", [{}, {"text": "a", "texts": ["b"]}, {"texts": []}, {"text": " "}])
async def test_a_prediction_needs_exactly_one_kind_of_text(client: AsyncClient, body: dict[str, object]) -> None:
    assert (await client.post("/predict", json=body)).status_code == 422


async def test_models_are_bases_or_tuned(client: AsyncClient, database: Database, owner_id: int) -> None:
    await add_model(database, owner_id)
    await add_model(database, owner_id, source="tuned", task="classifier", folder="t", labels=["a", "b"])
    assert [(model["kind"], model["labels"]) for model in (await client.get("/models")).json()] == [("tuned", ["a", "b"]), ("base", None)]


async def test_a_viewer_looks_and_changes_nothing(sign_in: SignIn) -> None:
    async with await sign_in.bearer("guest", Role.VIEWER) as guest:
        assert (await guest.get("/datasets")).status_code == 200
        for path in ("/upload", "/train", "/train/stop"):
            assert (await guest.post(path, json={})).status_code == 403
        assert (await guest.post("/predict", json={"text": "a"})).json()["code"] == "no_model"  # allowed, as below /api/v1
