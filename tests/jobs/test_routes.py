"""Jobs over HTTP: checked, submitted once, listed, controlled, deleted."""

import asyncio

import pytest
from httpx import AsyncClient
from sqlalchemy import delete

from easytune.contract.events import CheckpointSaved, Phase, PhaseChanged, Plan, Started
from easytune.contract.run_folder import RunFolder, write_model
from easytune.contract.run_spec import run_spec_adapter
from easytune.core.config import Settings
from easytune.core.db import Database
from easytune.models.tables import Model
from easytune.runs import service as runs
from easytune.runs.schemas import RunState
from tests.jobs.journals import evaluation, step, write_events, write_log_lines
from tests.jobs.stock import add_dataset, add_model, set_run

pytestmark = pytest.mark.anyio
Body = dict[str, object]


@pytest.fixture
async def body(client: AsyncClient, database: Database, owner_id: int) -> Body:
    """A sound job."""
    dataset_id, model_id = await add_dataset(database, owner_id, name="reviews"), await add_model(database, owner_id)
    return {"name": "first", "dataset_id": dataset_id, "model_id": model_id, "settings": {"batch_rows": 8, "epochs": 2}}


async def submit(client: AsyncClient, body: Body, key: str | None = None) -> int:
    answer = await client.post("/api/v1/jobs", json=body, headers={"Idempotency-Key": key} if key else {})
    assert answer.status_code == 201, answer.text
    job_id: int = answer.json()["id"]
    return job_id


async def test_a_job_is_recorded_as_pending_with_its_place_in_the_queue(client: AsyncClient, body: Body) -> None:
    await submit(client, body)
    job = (await client.get(f"/api/v1/jobs/{await submit(client, body)}")).json()
    assert (job["state"], job["queue_position"], job["phase"]) == ("PENDING", 2, "queue")
    assert (job["model_name"], job["dataset_name"]) == ("tiny", "reviews")
    assert job["settings"]["batch_rows"] == 8
    assert [entry["type"] for entry in job["timeline"]] == ["submitted"]
    assert [phase["phase"] for phase in job["phases"]] == ["queue"]
    for unknown in ("eta_seconds", "elapsed_seconds", "rows_per_second", "loss", "best", "plan", "device"):
        assert job[unknown] is None


async def test_the_same_key_makes_one_job_and_another_body_is_refused(client: AsyncClient, body: Body) -> None:
    ids = await asyncio.gather(*(submit(client, body, "once") for _ in range(5)))
    assert len(set(ids)) == 1
    other = await client.post("/api/v1/jobs", json=body | {"name": "second"}, headers={"Idempotency-Key": "once"})
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_mismatch")
    assert (await client.get("/api/v1/jobs")).json()["total"] == 1


async def test_the_same_key_still_names_its_job_when_the_model_has_gone(client: AsyncClient, body: Body, database: Database) -> None:
    job_id = await submit(client, body, "once")
    async with database.session() as session:
        await session.execute(delete(Model))
    assert await submit(client, body, "once") == job_id


async def test_output_names_are_made_different(client: AsyncClient, body: Body) -> None:
    jobs = [(await client.get(f"/api/v1/jobs/{await submit(client, body)}")).json() for _ in range(3)]
    assert [job["name"] for job in jobs] == ["first"] * 3
    assert [job["output_name"] for job in jobs] == ["first", "first-2", "first-3"]


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"name": "../evil"}, "name_invalid", "name"),
        ({"output_name": "a\x00b"}, "name_invalid", "output_name"),
        ({"settings": {"batch_rows": 91}}, "batch_too_large", "settings.batch_rows"),
        ({"settings": {"max_tokens": 1024}}, "max_tokens_too_long", "settings.max_tokens"),
        ({"settings": {"learning_rate": 0}}, "invalid_input", "settings.learning_rate"),
        ({"settings": {"learning_rate": "NaN"}}, "invalid_input", "settings.learning_rate"),
        ({"settings": {"learning_rate": 1e6}}, "invalid_input", "settings.learning_rate"),
        ({"settings": {"learning_rate": -1}}, "invalid_input", "settings.learning_rate"),
    ],
)
async def test_a_bad_wish_is_refused_with_its_field(client: AsyncClient, body: Body, change: Body, code: str, field: str) -> None:
    answer = await client.post("/api/v1/jobs", json=body | change)
    assert answer.status_code == 422
    assert (answer.json()["code"], answer.json()["params"]["field"]) == (code, field)
    assert (await client.get("/api/v1/jobs")).json()["total"] == 0


async def test_a_dataset_or_model_that_is_not_there_is_not_found(client: AsyncClient, body: Body) -> None:
    for field in ("dataset_id", "model_id", "validation_dataset_id"):
        assert (await client.post("/api/v1/jobs", json=body | {field: 999})).status_code == 404


async def test_validation_finds_everything_and_submits_nothing(client: AsyncClient, body: Body, database: Database, owner_id: int) -> None:
    lonely = await add_dataset(database, owner_id, {"a": 50, "b": 1})
    wish = body | {"name": " ", "dataset_id": lonely, "settings": {"learning_rate": 9e-3}}
    found = (await client.post("/api/v1/jobs/validate", json=wish)).json()
    assert [(error["field"], error["code"]) for error in found["errors"]] == [("name", "name_invalid"), ("dataset_id", "label_too_few")]
    assert "learning_rate_high" in [advice["code"] for advice in found["advice"]]
    good = (await client.post("/api/v1/jobs/validate", json=body)).json()
    assert (good["errors"], good["train_rows"], good["validation_rows"]) == ([], 90, 10)
    assert (good["steps_per_epoch"], good["total_steps"]) == (12, 24)
    assert (await client.get("/api/v1/jobs")).json()["total"] == 0


async def test_the_list_is_newest_first_and_can_be_filtered_searched_and_paged(client: AsyncClient, body: Body, database: Database) -> None:
    ids = [await submit(client, body | {"name": name}) for name in ("alpha", "Beta 100%", "贝塔")]
    await set_run(database, ids[0], RunState.COMPLETED)

    async def found(**query: int | str | list[str]) -> list[int]:
        page = (await client.get("/api/v1/jobs", params=query)).json()
        return [job["id"] for job in page["items"]]

    assert await found() == ids[::-1]
    assert await found(state="COMPLETED") == [ids[0]]
    assert await found(state=["COMPLETED", "PENDING"]) == ids[::-1]
    assert await found(search="beta") == [ids[1]]
    assert await found(search="%") == [ids[1]]
    assert await found(search="贝") == [ids[2]]
    assert await found(search=f"#{ids[2]}") == [ids[2]]
    assert await found(page=2, page_size=2) == [ids[0]]
    assert await found(dataset_id=999) == []


async def test_stopping_twice_gives_the_same_answer(client: AsyncClient, body: Body, database: Database) -> None:
    waiting, running = await submit(client, body), await submit(client, body)
    await set_run(database, running, RunState.RUNNING)
    for job_id, state in ((waiting, "STOPPED"), (running, "RUNNING")):
        first = await client.post(f"/api/v1/jobs/{job_id}/stop", json={"mode": "save"})
        second = await client.post(f"/api/v1/jobs/{job_id}/stop", json={"mode": "save"})
        assert first.status_code == second.status_code == 200
        assert first.json() == second.json()
        assert (first.json()["state"], first.json()["stop_mode"]) == (state, "save")


async def test_a_live_job_cannot_be_resumed_restarted_or_deleted(client: AsyncClient, body: Body) -> None:
    job = f"/api/v1/jobs/{await submit(client, body)}"
    for answer in (await client.post(f"{job}/resume", json={}), await client.post(f"{job}/restart"), await client.delete(job)):
        assert (answer.status_code, answer.json()["code"]) == (409, "state_conflict")


async def test_a_stopped_job_is_restarted_or_resumed_as_the_next_attempt(client: AsyncClient, body: Body, database: Database) -> None:
    job_id = await submit(client, body)
    await set_run(database, job_id, RunState.STOPPED)
    refused = await client.post(f"/api/v1/jobs/{job_id}/resume", json={})
    assert (refused.status_code, refused.json()["code"]) == (409, "nothing_to_resume")
    await set_run(database, job_id, RunState.FAILED, checkpoint_step=4, error_code="diverged", error_params={"step": 5})
    failed = (await client.get(f"/api/v1/jobs/{job_id}")).json()
    assert failed["can_resume"]
    assert "step 5" in failed["error"]["message"]
    resumed = (await client.post(f"/api/v1/jobs/{job_id}/resume", json={"step": 4})).json()
    assert (resumed["state"], resumed["attempt"], resumed["checkpoint_step"], resumed["error"]) == ("PENDING", 2, 4, None)
    await set_run(database, job_id, RunState.STOPPED)
    restarted = (await client.post(f"/api/v1/jobs/{job_id}/restart")).json()
    assert (restarted["state"], restarted["attempt"], restarted["checkpoint_step"]) == ("PENDING", 3, None)


async def test_deleting_a_job_deletes_its_files(client: AsyncClient, body: Body, database: Database, settings: Settings) -> None:
    job_id = await submit(client, body)
    write_events(settings.runs, job_id, 1, Started(pid=1))
    await set_run(database, job_id, RunState.STOPPED)
    assert (await client.delete(f"/api/v1/jobs/{job_id}")).status_code == 204
    assert not (settings.runs / str(job_id)).exists()
    for path in ("", "/series", "/logs", "/logs/download", "/checkpoints"):
        assert (await client.get(f"/api/v1/jobs/{job_id}{path}")).status_code == 404


async def test_the_detail_tells_plan_phases_device_timeline_and_disk(
    client: AsyncClient, body: Body, database: Database, settings: Settings
) -> None:
    job_id = await submit(client, body)
    plan = Plan(
        total_steps=24, steps_per_epoch=12, epochs=2, train_rows=90, validation_rows=10, truncated_rows=3,
        trainable_parameters=5, total_parameters=5,
    )  # fmt: skip
    write_events(
        settings.runs, job_id, 1, Started(pid=1, device="cpu", precision="bf16", versions={"torch": "2"}), PhaseChanged(phase=Phase.LOAD),
        plan, PhaseChanged(phase=Phase.TRAIN), step(1), CheckpointSaved(step=1, folder="x", bytes=1, seconds=0.1),
    )  # fmt: skip
    await set_run(database, job_id, RunState.RUNNING, phase="train", step=1, total_steps=24, last_loss="NaN")
    detail = (await client.get(f"/api/v1/jobs/{job_id}")).json()
    assert (detail["device"], detail["precision"], detail["versions"]) == ("cpu", "bf16", {"torch": "2"})
    assert detail["plan"]["truncated_rows"] == 3
    assert detail["loss"] == "NaN"
    assert [phase["phase"] for phase in detail["phases"]] == ["queue", "load", "train"]
    assert detail["phases"][-1]["seconds"] is None
    assert [entry["type"] for entry in detail["timeline"]] == ["submitted", "started", "checkpoint"]
    assert detail["disk_bytes"] == RunFolder.of(settings.runs, job_id, 1).events.stat().st_size


def leave_checkpoints(folder: RunFolder, spec: dict[str, object]) -> None:
    for name in ("step-0", "step-8", "bad-step-4"):
        (folder.good / name).mkdir(parents=True)
        (folder.good / name / "weights").write_bytes(b"12345")
    write_model(folder.spec, run_spec_adapter.validate_python(spec))


async def test_checkpoints_are_those_on_the_disk(client: AsyncClient, body: Body, database: Database, settings: Settings) -> None:
    job_id = await submit(client, body)
    async with database.reading() as session:
        spec = (await runs.get(session, job_id)).spec
    leave_checkpoints(RunFolder.of(settings.runs, job_id, 1), spec)
    found = (await client.get(f"/api/v1/jobs/{job_id}/checkpoints")).json()
    assert [(checkpoint["step"], checkpoint["attempt"], checkpoint["bytes"]) for checkpoint in found] == [(8, 1, 5), (0, 1, 5)]


async def test_the_curve_is_thinned_and_its_cursor_continues_it(client: AsyncClient, body: Body, settings: Settings) -> None:
    job_id = await submit(client, body)
    write_events(settings.runs, job_id, 1, Started(pid=1), *(step(number) for number in range(1, 101)), evaluation(100))
    write_log_lines(settings.runs, job_id, 1, "a", "b")
    series = (await client.get(f"/api/v1/jobs/{job_id}/series", params={"max_points": 20})).json()
    assert len(series["steps"]) <= 20
    assert [point["step"] for point in series["evaluations"]] == [100]
    assert series["cursor"].startswith(f"j{job_id}.1.")


async def test_the_log_is_paged_searched_and_downloaded(client: AsyncClient, body: Body, settings: Settings) -> None:
    job_id = await submit(client, body)
    logs = f"/api/v1/jobs/{job_id}/logs"
    assert (await client.get(logs)).json() == {"lines": [], "total": 0, "total_is_capped": False}
    write_log_lines(settings.runs, job_id, 1, *(f"line {number}" for number in range(1, 31)))
    page = (await client.get(logs, params={"from_line": 5, "limit": 2})).json()
    assert ([line["text"] for line in page["lines"]], page["total"]) == (["line 5", "line 6"], 30)
    tail = (await client.get(logs, params={"tail": 2, "q": "LINE 1"})).json()
    assert ([line["number"] for line in tail["lines"]], tail["total"]) == ([18, 19], 11)
    assert (await client.get(logs, params={"level": "ERROR"})).json()["total"] == 0
    download = await client.get(f"{logs}/download")
    assert download.headers["content-type"].startswith("text/plain")
    assert f'filename="job-{job_id}.log"' in download.headers["content-disposition"]
    assert len(download.text.splitlines()) == 30
