"""The dashboard counts what there is."""

from datetime import timedelta

import pytest
from httpx import AsyncClient

from easytune.core.db import Database, utc_now
from easytune.runs.schemas import RunState
from tests.jobs.stock import add_dataset, add_model, set_run

pytestmark = pytest.mark.anyio


async def test_an_empty_platform_counts_nothing(client: AsyncClient) -> None:
    overview = (await client.get("/api/v1/overview")).json()
    assert overview.pop("live_jobs") == overview.pop("recent_jobs") == []
    assert set(overview.values()) == {0}


async def test_jobs_are_counted_by_state_and_running_ones_come_first(client: AsyncClient, database: Database, owner_id: int) -> None:
    dataset_id, model_id = await add_dataset(database, owner_id), await add_model(database, owner_id)
    await add_model(database, owner_id, source="tuned", task="classifier", folder="tuned")
    body = {"name": "job", "dataset_id": dataset_id, "model_id": model_id}
    ids: list[int] = [(await client.post("/api/v1/jobs", json=body)).json()["id"] for _ in range(7)]
    await set_run(database, ids[0], RunState.COMPLETED)
    await set_run(database, ids[1], RunState.COMPLETED, ended_at=utc_now() - timedelta(days=8))
    await set_run(database, ids[2], RunState.FAILED)
    await set_run(database, ids[5], RunState.RUNNING)
    await set_run(database, ids[6], RunState.PREPARING)
    overview = (await client.get("/api/v1/overview")).json()
    assert [job["id"] for job in overview.pop("live_jobs")] == [ids[5], ids[6], ids[3], ids[4]]
    assert [job["id"] for job in overview.pop("recent_jobs")] == ids[:1:-1]
    assert overview == {
        "datasets": 1, "base_models": 1, "tuned_models": 1, "jobs": 7, "running_jobs": 2, "queued_jobs": 2,
        "completed_this_week": 1, "failed_jobs": 1,
    }  # fmt: skip
