"""Fixtures of all tests: settings on a fresh data folder, a migrated database, the app and clients of it. Knows no domain."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from easytune.accounts.tables import User
from easytune.core.config import Settings
from easytune.core.db import Database
from easytune.migrations.metadata import metadata


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def database_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file; every test copies it."""
    path = tmp_path_factory.mktemp("template") / "easytune.db"

    async def create() -> None:
        database = Database(f"sqlite+aiosqlite:///{path}")
        async with database.engine.begin() as connection:
            await connection.run_sync(metadata.create_all)
        await database.close()

    asyncio.run(create())
    return path


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Defaults on a data folder of this test alone."""
    chosen = Settings(data_dir=tmp_path / "data")
    for folder in (chosen.runs, chosen.datasets, chosen.models, chosen.uploads, chosen.cache):
        folder.mkdir(parents=True)
    return chosen


@pytest.fixture
async def database(settings: Settings, database_template: Path) -> AsyncIterator[Database]:
    """The migrated database of `settings`, without a user."""
    shutil.copyfile(database_template, settings.folder / "easytune.db")
    database = Database(settings.database)
    yield database
    await database.close()


@pytest.fixture
async def owner_id(database: Database) -> int:
    """The id of an owner account."""
    async with database.session() as session:
        user = User(username="owner", password_hash="-", role="owner", language="en")
        session.add(user)
        await session.flush()
        return user.id
