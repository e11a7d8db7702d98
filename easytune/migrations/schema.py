"""Which schema a database has and how to bring it to another. Knows no domain and no command line."""

import shutil
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncConnection

from easytune.core.db import Database

_FOLDER = Path(__file__).parent
KEPT_COPIES = 5


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
    return config


def newest() -> str:
    """The revision that this code is written for."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    assert revision is not None
    return revision


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


async def current(database: Database) -> str | None:
    """The revision of a database; None for an empty one."""
    async with database.engine.connect() as connection:
        return await connection.run_sync(_current)


async def migrate(database: Database, to: str = "head") -> None:
    """Up or down to a revision (`base` is an empty schema), in one transaction: the old schema or the new, never between."""

    def change(connection: Connection) -> None:
        before = _current(connection)
        order = [script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()]
        goes_down = to == "base" or (to in order and before in order and order.index(to) > order.index(before))
        (command.downgrade if goes_down else command.upgrade)(_config(connection), to)

    async with database.engine.connect() as connection:
        if database.is_sqlite:
            await _check_references(connection, at_once=False)
        try:
            async with connection.begin():
                await connection.run_sync(change)
                if database.is_sqlite and (broken := (await connection.exec_driver_sql("PRAGMA foreign_key_check")).first()):
                    raise RuntimeError(f"the migration would leave a reference that leads nowhere: {tuple(broken)}")
        finally:
            if database.is_sqlite:  # the connection goes back to the pool, also after a migration that failed
                await _check_references(connection, at_once=True)


async def _check_references(connection: AsyncConnection, *, at_once: bool) -> None:
    """Whether SQLite minds references: not while tables are copied, since dropping the old one would delete what refers to it.

    Outside of a transaction, for inside of one the setting does nothing.
    """
    raw = (await connection.get_raw_connection()).driver_connection
    assert raw is not None
    await raw.execute(f"PRAGMA foreign_keys={'ON' if at_once else 'OFF'}")


def keep_copy(file: Path, revision: str) -> Path:
    """A copy of an SQLite file beside it before it is migrated; the newest few copies are kept."""
    copy = file.with_name(f"{file.stem}.before-{revision}.db")
    shutil.copyfile(file, copy)
    copies = sorted(file.parent.glob(f"{file.stem}.before-*.db"), key=lambda path: path.stat().st_mtime_ns)
    for old in copies[:-KEPT_COPIES]:
        if old != copy:  # looks old when the clock was set back
            old.unlink()
    return copy
