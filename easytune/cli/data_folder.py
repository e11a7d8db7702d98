"""The data folder and the database in it, made ready for a command. Knows no domain but the first owner."""

import argparse
import asyncio
import ipaddress
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from easytune.cli.failure import CommandFailed
from easytune.core.config import Settings
from easytune.core.data_folder import DataFolderUnusable, prepare, require_same_mode
from easytune.core.db import Database
from easytune.migrations import schema

THREAD_SECONDS = 0.2  # the thread of aiosqlite has a last word after a failed open, and no loop to say it to once we are gone
DEMO_FOLDER = Path("~/.easytune-demo")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of every command that works on a data folder."""
    parser.add_argument("--data-dir", type=Path, help="everything the platform keeps lies in it (default: ~/.easytune)")


def settings_from(arguments: argparse.Namespace, **more: object) -> Settings:
    """Environment, overridden by what the command line gives. Raises: CommandFailed for a value that cannot be."""
    given = {"data_dir": arguments.data_dir, **more}
    try:
        settings = Settings(**{name: value for name, value in given.items() if value is not None})
    except ValueError as error:
        raise CommandFailed(f"a setting is not valid: {_first_line(error)}") from error
    if settings.demo and not is_loopback(settings.host):
        raise CommandFailed(
            f"demo mode has a published password, so it listens on this computer only; {settings.host} is refused. Leave --host out."
        )
    return settings


def _first_line(error: ValueError) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return ": ".join(lines[1:3]) if len(lines) > 2 else str(error)


def is_loopback(host: str) -> bool:
    """Whether an address to listen on can be reached from this computer only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def prepare_folder(settings: Settings, *, to_serve: bool = False) -> None:
    """Make the data folder, for its owner's eyes only. Raises: CommandFailed when it cannot be written, or served in this mode."""
    try:
        prepare(settings)
        if to_serve:
            require_same_mode(settings)
    except DataFolderUnusable as error:
        raise CommandFailed(str(error)) from error


async def open_database(settings: Settings) -> Database:
    """The database with this version's schema: SQLite is migrated (after a copy), PostgreSQL must have been.

    Raises: CommandFailed when it cannot be reached or has another schema.
    """
    database = Database(settings.database)
    try:
        await _bring_up_to_date(database, settings)
    except (SQLAlchemyError, OSError) as error:
        await database.close()
        await asyncio.sleep(THREAD_SECONDS)
        raise CommandFailed(f"the database cannot be opened: {error.__cause__ or error}") from error
    except CommandFailed:
        await database.close()
        raise
    return database


async def _bring_up_to_date(database: Database, settings: Settings) -> None:
    revision = await schema.current(database)
    if revision == schema.newest():
        return
    if not database.is_sqlite:
        raise CommandFailed("the database has another schema than this version needs. Run `easytune migrate` once, then start again.")
    file = settings.folder / "easytune.db"
    if revision is not None and settings.database_url is None:
        await asyncio.to_thread(schema.keep_copy, file, revision)
    await schema.migrate(database)
