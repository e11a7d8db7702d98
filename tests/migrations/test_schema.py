"""The history of the schema leads to what the code wants, up and down, on both databases."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect
from sqlalchemy.engine import Connection

from easytune.core.db import Database
from easytune.migrations import schema
from easytune.migrations.metadata import metadata
from tests.process.postgres import Postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest) -> Postgres | None:
    """The server of an empty database; None for a file."""
    server = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    assert isinstance(server, Postgres | None)
    return server


@pytest.fixture
async def empty_database(server: Postgres | None, tmp_path: Path) -> AsyncIterator[Database]:
    url = f"sqlite+aiosqlite:///{tmp_path / 'easytune.db'}" if server is None else await server.create_database()
    database = Database(url)
    yield database
    await schema.migrate(database, "base")
    await database.close()


def _differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


def _tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {"alembic_version", "sqlite_sequence"}


async def test_the_newest_migration_makes_the_schema_that_the_code_declares(empty_database: Database) -> None:
    await schema.migrate(empty_database)
    async with empty_database.engine.connect() as connection:
        assert await connection.run_sync(_differences) == []
        assert await connection.run_sync(_tables) == set(metadata.tables)


async def test_migrations_go_up_down_and_up_again(empty_database: Database) -> None:
    assert await schema.current(empty_database) is None
    await schema.migrate(empty_database)
    assert await schema.current(empty_database) == schema.newest()
    await schema.migrate(empty_database, "base")
    assert await schema.current(empty_database) is None
    async with empty_database.engine.connect() as connection:
        assert await connection.run_sync(_tables) == set()
    await schema.migrate(empty_database)
    assert await schema.current(empty_database) == schema.newest()


async def test_migrating_what_is_newest_changes_nothing(empty_database: Database) -> None:
    await schema.migrate(empty_database)
    await schema.migrate(empty_database)
    assert await schema.current(empty_database) == schema.newest()


def test_only_the_newest_copies_of_the_file_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "easytune.db"
    file.write_bytes(b"rows")
    for number in range(schema.KEPT_COPIES + 3):
        assert schema.keep_copy(file, f"{number:04}").read_bytes() == b"rows"
    assert len(list(tmp_path.glob("*.before-*.db"))) == schema.KEPT_COPIES
