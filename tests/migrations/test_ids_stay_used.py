"""A migration that copies a table of SQLite keeps what the copy alone would lose: used ids, and which rows an index is about."""

from pathlib import Path

from sqlalchemy import text

from easytune.core.db import Database
from easytune.migrations import schema

USER = (
    "INSERT INTO users (id, username, password_hash, role, language, created_at) VALUES (1, 'owner', 'hash', 'owner', 'en', '2026-01-01')"
)
RUN = (
    "INSERT INTO runs (owner_id, kind, subject, spec, state, attempt, deaths, resume_mode, phase, step, metrics, event_offset,"
    " created_at, queued_at) VALUES (1, :kind, 'x', '{}', :state, 1, 0, 'newest', 'queue', 0, '{}', 0, '2026-01-01', '2026-01-01')"
)


async def run_ids(database: Database, kind: str, *states: str) -> list[int]:
    """Adds runs of one subject; their ids."""
    async with database.engine.begin() as connection:
        for state in states:
            await connection.execute(text(RUN), {"kind": kind, "state": state})
        return list(await connection.scalars(text("SELECT id FROM runs ORDER BY id")))


async def test_ids_of_deleted_runs_are_not_given_again_after_a_migration_up_and_down(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'easytune.db'}")
    await schema.migrate(database, "0003")
    async with database.engine.begin() as connection:
        await connection.execute(text(USER))
    assert await run_ids(database, "pull", "FAILED", "FAILED", "FAILED") == [1, 2, 3]
    async with database.engine.begin() as connection:
        await connection.execute(text("DELETE FROM runs WHERE id > 1"))
    await schema.migrate(database)
    assert await run_ids(database, "render", "FAILED", "COMPLETED") == [1, 4, 5]  # ended ones may share their subject
    await schema.migrate(database, "0003")
    assert await run_ids(database, "pull", "PENDING") == [1, 6]
    await database.close()
