"""Engine, sessions and the declarative base; SQLite and PostgreSQL behave alike behind it. Knows no table.

SQLite: synchronous=FULL and the rollback journal (WAL has a corruption race up to 3.51.2), BEGIN IMMEDIATE so that a
writer waits at its first statement instead of failing at its second. PostgreSQL: every wait has an end, and a connection
that was lost at COMMIT says so. Both: a database that is away is DatabaseAway, whatever the driver calls it.
"""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, MetaData, event
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import JSON, TypeDecorator

from easytune.core import postgresql
from easytune.core.database_errors import DatabaseAway, OutcomeUnknown, away, name_trouble

BUSY_SECONDS = 5.0
CLOSE_SECONDS = 10.0
READ_ONLY = "easytune_read_only"


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC datetimes on both databases; SQLite forgets the zone, so it is put back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


class Base(DeclarativeBase):
    """All tables; naming rules so that Alembic can name constraints on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime(), dict[str, Any]: JSON(), list[Any]: JSON()}


def utc_now() -> datetime:
    """The clock of everything shown; intervals never use it."""
    return datetime.now(UTC)


class Database:
    """One engine and its session factory; made by the app, the scheduler and the command line.

    away: the last that was heard of the database was that it is away. heard_at: when it last answered, by the monotonic clock.
    """

    def __init__(self, url: str) -> None:
        self.is_sqlite = url.startswith("sqlite")
        self.away = False
        self.heard_at = 0.0
        arguments = {"connect_args": {"timeout": BUSY_SECONDS}} if self.is_sqlite else postgresql.engine_arguments()
        self.engine: AsyncEngine = create_async_engine(url, hide_parameters=True, **arguments)
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)
        readers = self.engine.execution_options(**{READ_ONLY: True})
        self._reading_sessions = async_sessionmaker(readers, expire_on_commit=False)
        event.listen(self.engine.sync_engine, "handle_error", name_trouble)
        if self.is_sqlite:
            event.listen(self.engine.sync_engine, "connect", _prepare_sqlite)
            event.listen(self.engine.sync_engine, "begin", _begin_immediate)
        else:
            event.listen(self.engine.sync_engine, "checkout", postgresql.refuse_dead)

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """A session in a transaction: committed when the block ends, rolled back when it raises.

        Raises: DatabaseAway; OutcomeUnknown when the connection was lost at COMMIT.
        """
        async with self._listening(), self._sessions() as session:
            yield session
            await session.flush()  # what is lost up to here is not kept
            try:
                await session.commit()
            except DatabaseAway as error:
                if self.is_sqlite:
                    raise
                raise OutcomeUnknown(str(error)) from error

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session that takes no write lock; never write through it. Raises: DatabaseAway."""
        async with self._listening(), self._reading_sessions() as session, session.begin():
            yield session

    async def close(self) -> None:
        """Gives up on a database that does not let go."""
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await self.engine.dispose()

    @asynccontextmanager
    async def _listening(self) -> AsyncIterator[None]:
        try:
            yield
        except DatabaseAway:
            self.away = True
            raise
        except PoolTimeoutError as error:
            self.away = True
            raise away(error) from error
        self.away, self.heard_at = False, time.monotonic()


def _prepare_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # SQLAlchemy emits BEGIN itself, below
    cursor = connection.cursor()
    for pragma in ("journal_mode=DELETE", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={int(BUSY_SECONDS * 1000)}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Connection) -> None:
    deferred = connection.get_execution_options().get(READ_ONLY, False)
    connection.exec_driver_sql("BEGIN" if deferred else "BEGIN IMMEDIATE")
