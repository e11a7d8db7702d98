"""A database with every table and one user, for tests. Knows no server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import easytune.accounts.tables
import easytune.datasets.tables
import easytune.jobs.tables
import easytune.models.tables
import easytune.runs.tables  # noqa: F401 - the tables belong to the schema
from easytune.accounts.tables import User
from easytune.core.db import Base, Database

OWNER_ID = 1


def url_of(path: Path) -> str:
    """Of a SQLite file."""
    return f"sqlite+aiosqlite:///{path}"


async def create_tables(database: Database) -> None:
    """The schema and the owner (id 1), where they are not there yet."""
    async with database.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with database.session() as session:
        if await session.get(User, OWNER_ID) is None:
            session.add(User(id=OWNER_ID, username="ada", password_hash="-", role="owner"))


@asynccontextmanager
async def open_database(path: Path) -> AsyncIterator[Database]:
    """A fresh or existing SQLite file with the schema and the owner (id 1)."""
    database = Database(url_of(path))
    try:
        await create_tables(database)
        yield database
    finally:
        await database.close()
