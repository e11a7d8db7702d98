"""The scheduler's role, which one process at a time has: a file lock beside SQLite, an advisory lock on PostgreSQL. Knows no run."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from easytune.core.config import Settings
from easytune.core.db import Database
from easytune.supervisor import liveness
from easytune.system.role import ADVISORY_KEY

_ASK_SECONDS = 5.0


class Role(Protocol):
    async def is_still_ours(self) -> bool: ...


class _FileRole:
    """The kernel keeps it until we let go or die."""

    def __init__(self, lock: liveness.HeldLock) -> None:
        self._lock = lock

    async def is_still_ours(self) -> bool:
        return True


class _ConnectionRole:
    """PostgreSQL keeps it as long as this one connection lives."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def is_still_ours(self) -> bool:
        try:
            async with asyncio.timeout(_ASK_SECONDS):
                await self._connection.execute(text("SELECT 1"))
        except (SQLAlchemyError, OSError, TimeoutError):
            return False
        return True


@asynccontextmanager
async def hold(database: Database, settings: Settings) -> AsyncIterator[Role | None]:
    """The role for the block, or None when another process has it. Raises: OSError, database errors."""
    if database.is_sqlite:
        lock = await asyncio.to_thread(liveness.take, settings.folder / "scheduler.lock")
        try:
            yield _FileRole(lock) if lock is not None else None
        finally:
            if lock is not None:
                lock.close()
        return
    async with database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        is_ours = await connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": ADVISORY_KEY})
        try:
            yield _ConnectionRole(connection) if is_ours else None
        finally:
            if is_ours:
                await connection.invalidate()  # closes it for good, and with it the lock
