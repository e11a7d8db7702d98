"""Puts datasets, models and runs into a database as their owners would. Knows no files."""

from typing import Any
from uuid import uuid4

from httpx import AsyncClient
from sqlalchemy import update

from easytune.core.db import Database, utc_now
from easytune.datasets.tables import Dataset
from easytune.models.tables import Model
from easytune.runs.schemas import RunState
from easytune.runs.tables import Run

LABELS = {"positive": 60, "negative": 40}


async def add_dataset(database: Database, owner_id: int, labels: dict[str, int] | None = None, **changes: Any) -> int:
    chosen = LABELS if labels is None else labels
    unique = uuid4().hex
    values: dict[str, Any] = {
        "name": f"评论 {unique}", "folder": unique, "filename": "reviews.csv", "format": "csv", "encoding": "utf-8", "delimiter": ",",
        "task": "classification" if chosen else "plain_text", "fields": [], "mapping": {"text": "text", "label": "label"},
        "rows": sum(chosen.values()) or 10, "rejected_rows": 0, "labels": chosen, "bytes": 1000,
        "sha256": "a" * 64, "rows_sha256": "b" * 64,
    }  # fmt: skip
    async with database.session() as session:
        dataset = Dataset(owner_id=owner_id, **(values | changes))
        session.add(dataset)
        await session.flush()
        return dataset.id


async def add_model(database: Database, owner_id: int, **changes: Any) -> int:
    values: dict[str, Any] = {
        "name": "tiny", "source": "folder", "task": "encoder", "folder": "tiny", "architecture": "bert", "parameters": 1000,
        "bytes": 4000, "max_tokens": 512, "metrics": {},
    }  # fmt: skip
    async with database.session() as session:
        model = Model(owner_id=owner_id, **(values | changes))
        session.add(model)
        await session.flush()
        return model.id


async def add_conversations(database: Database, owner_id: int, rows: int = 200, **changes: Any) -> int:
    mapping = {"question": "question", "answer": "answer"}
    return await add_dataset(database, owner_id, {}, task="conversation", rows=rows, mapping=mapping, **changes)


async def add_language_model(database: Database, owner_id: int, **changes: Any) -> int:
    values = {"name": "writer", "task": "language_model", "folder": "writer", "architecture": "LlamaForCausalLM", "has_chat_template": True}
    return await add_model(database, owner_id, **(values | changes))


async def add_chat_job(client: AsyncClient, database: Database, owner_id: int) -> int:
    """A job that is to learn from conversations, as the API makes it."""
    body = {
        "name": "talk",
        "dataset_id": await add_conversations(database, owner_id),
        "model_id": await add_language_model(database, owner_id),
        "settings": {"objective": {"kind": "chat"}, "learning_rate": 2e-5, "batch_rows": 8},
    }
    answer = await client.post("/api/v1/jobs", json=body)
    assert answer.status_code == 201, answer.text
    job_id: int = answer.json()["id"]
    return job_id


async def set_run(database: Database, run_id: int, state: RunState, **changes: Any) -> None:
    """As the scheduler would have left the row."""
    if state in (RunState.COMPLETED, RunState.FAILED, RunState.STOPPED):
        changes.setdefault("ended_at", utc_now())
    async with database.session() as session:
        await session.execute(update(Run).where(Run.id == run_id).values(state=state.value, **changes))
