"""Sees whether some process has the scheduler's role: a lock on a file, or an advisory lock of PostgreSQL. Never takes it."""

import os
import sys
from pathlib import Path

from sqlalchemy import text

from easytune.core.db import Database

if sys.platform != "win32":
    import fcntl

ADVISORY_KEY = 0x6561737974756E65  # "easytune" in ASCII
_HELD = text(
    "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    " AND classid::bigint = :high AND objid::bigint = :low)"
)


def is_held(path: Path) -> bool:
    """The question takes a shared lock for a moment; who wants the role asks again anyway.

    Always True on Windows, where it cannot be seen.
    """
    if sys.platform == "win32":
        return True
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


async def is_held_in(database: Database) -> bool:
    """Whether a session of this PostgreSQL database has the advisory lock. Raises: DatabaseAway."""
    async with database.reading() as session:
        return bool(await session.scalar(_HELD, {"high": ADVISORY_KEY >> 32, "low": ADVISORY_KEY & 0xFFFFFFFF}))
