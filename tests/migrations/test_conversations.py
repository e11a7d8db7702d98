"""The migration to conversations keeps every row and every reference, up and down, and gives no id twice."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData, Table, delete, insert, inspect, select, text
from sqlalchemy.engine import Connection

from easytune.core.db import Database
from easytune.migrations import schema
from tests.process.postgres import Postgres

NOW = datetime(2026, 1, 1, tzinfo=UTC)
BEFORE, AFTER = "0003", "0004"
USER = {"username": "li", "password_hash": "x", "role": "owner", "language": "zh", "created_at": NOW}
DATASET = {
    "owner_id": 1, "description": "", "filename": "a.csv", "source": "upload", "format": "csv", "encoding": "utf-8",
    "task": "classification", "multi_label": False, "fields": [], "mapping": {"text": "a", "label": "b"}, "version": 2, "rows": 3,
    "rejected_rows": 1, "labels": {"x": 3}, "bytes": 10, "sha256": "a" * 64, "rows_sha256": "b" * 64, "created_at": NOW, "updated_at": NOW,
}  # fmt: skip
MODEL = {
    "owner_id": 1, "description": "", "source": "folder", "folder": "f", "task": "encoder", "architecture": "BertModel", "parameters": 9,
    "bytes": 9, "max_tokens": 512, "metrics": {}, "is_adapter": False, "multi_label": False, "created_at": NOW,
}  # fmt: skip
RUN = {
    "owner_id": 1, "kind": "train", "spec": {"a": 1}, "state": "COMPLETED", "attempt": 1, "deaths": 0, "resume_mode": "newest",
    "phase": "save", "step": 3, "metrics": {}, "event_offset": 7, "created_at": NOW, "queued_at": NOW,
}  # fmt: skip
JOB = {"description": "", "model_name": "m", "dataset_name": "d", "settings": {}, "output_name": "o"}


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest) -> Postgres | None:
    """The server of the database; None for a file."""
    server = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    assert isinstance(server, Postgres | None)
    return server


@pytest.fixture
async def database(server: Postgres | None, tmp_path: Path) -> AsyncIterator[Database]:
    """At the schema before, with rows that refer to each other."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'easytune.db'}" if server is None else await server.create_database()
    database = Database(url)
    await schema.migrate(database, BEFORE)
    await add(database, "users", USER)
    await add(database, "datasets", *(DATASET | {"name": name, "folder": name} for name in ("train", "validation", "gone")))
    await add(
        database,
        "models",
        MODEL | {"name": "base", "base_model_id": None},
        MODEL | {"name": "writer", "architecture": "LlamaForCausalLM", "base_model_id": None},
        MODEL | {"name": "tuned", "task": "classifier", "source": "tuned", "labels": ["x", "y"], "base_model_id": 1},
        MODEL | {"name": "gone", "base_model_id": None},
    )
    await add(database, "runs", RUN, RUN)
    job = JOB | {"model_id": 1, "dataset_id": 1, "validation_dataset_id": 2, "output_model_id": 3}
    await add(database, "jobs", JOB | {"id": 1, "name": "one"} | job, JOB | {"id": 2, "name": "two"} | job | {"model_id": 2})
    yield database
    await database.close()


def _table(connection: Connection, name: str) -> Table:
    return Table(name, MetaData(), autoload_with=connection, resolve_fks=False)


async def add(database: Database, table: str, *rows: dict[str, Any]) -> None:
    def work(connection: Connection) -> None:
        for row in rows:
            connection.execute(insert(_table(connection, table)), row)

    async with database.engine.begin() as connection:
        await connection.run_sync(work)


async def content(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, by its first column."""

    def work(connection: Connection) -> dict[str, list[dict[str, Any]]]:
        names = set(inspect(connection).get_table_names()) - {"alembic_version", "sqlite_sequence"}
        tables = [_table(connection, name) for name in sorted(names)]
        return {table.name: [dict(row) for row in connection.execute(select(table).order_by(table.c[0])).mappings()] for table in tables}

    async with database.engine.connect() as connection:
        return await connection.run_sync(work)


async def ids(database: Database, table: str) -> list[int]:
    return [row["id"] for row in (await content(database))[table]]


async def remove(database: Database, table: str, row_id: int) -> None:
    def work(connection: Connection) -> None:
        found = _table(connection, table)
        connection.execute(delete(found).where(found.c.id == row_id))

    async with database.engine.begin() as connection:
        await connection.run_sync(work)


async def test_rows_and_what_they_refer_to_survive_up_down_and_up(database: Database) -> None:
    before = await content(database)
    assert len(before["jobs"]) == 2
    await schema.migrate(database, AFTER)
    up = await content(database)
    assert (up["jobs"], up["datasets"], up["runs"]) == (before["jobs"], before["datasets"], before["runs"])
    await schema.migrate(database, BEFORE)
    assert await content(database) == before
    await schema.migrate(database, AFTER)
    assert await content(database) == up


async def test_a_decoder_becomes_a_language_model_and_goes_back(database: Database) -> None:
    await schema.migrate(database, AFTER)
    assert [row["task"] for row in (await content(database))["models"]] == ["encoder", "language_model", "classifier", "encoder"]
    await schema.migrate(database, BEFORE)
    assert [row["task"] for row in (await content(database))["models"]] == ["encoder", "encoder", "classifier", "encoder"]


async def test_an_id_is_never_given_again(database: Database) -> None:
    await remove(database, "datasets", 3)
    await remove(database, "models", 4)
    for revision in (AFTER, BEFORE, AFTER):
        await schema.migrate(database, revision)
    await add(database, "datasets", DATASET | {"name": "next", "folder": "next", "task": "conversation"})
    await add(database, "models", MODEL | {"name": "next"})
    assert await ids(database, "datasets") == [1, 2, 4]
    assert await ids(database, "models") == [1, 2, 3, 5]
    await remove(database, "datasets", 4)
    await add(database, "datasets", DATASET | {"name": "last", "folder": "last"})
    assert await ids(database, "datasets") == [1, 2, 5]


async def test_references_hold_after_the_migration(database: Database) -> None:
    await schema.migrate(database, AFTER)
    await remove(database, "datasets", 2)
    assert [row["validation_dataset_id"] for row in (await content(database))["jobs"]] == [None, None]


async def test_conversations_keep_the_schema_from_going_back_and_nothing_is_lost(database: Database) -> None:
    await schema.migrate(database, AFTER)
    await add(database, "datasets", DATASET | {"name": "chat", "folder": "chat", "task": "conversation"})
    before = await content(database)
    with pytest.raises(RuntimeError, match="delete them first"):
        await schema.migrate(database, BEFORE)
    assert await schema.current(database) == AFTER
    assert await content(database) == before
    if database.is_sqlite:
        async with database.engine.connect() as connection:
            assert (await connection.execute(text("PRAGMA foreign_keys"))).scalar() == 1
