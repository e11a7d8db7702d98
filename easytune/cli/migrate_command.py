"""`easytune migrate`: the schema of the database to this version's, or to another. Knows no table."""

import argparse
import asyncio

from easytune.cli import data_folder
from easytune.core.config import Settings
from easytune.core.db import Database
from easytune.migrations import schema


def add_arguments(parser: argparse.ArgumentParser) -> None:
    data_folder.add_arguments(parser)
    parser.add_argument("--to", default="head", help="a revision, or `base` for an empty schema (default: the newest)")


def run(arguments: argparse.Namespace) -> int:
    settings = data_folder.settings_from(arguments)
    data_folder.prepare_folder(settings)
    print(asyncio.run(_migrate(settings, arguments.to)))
    return 0


async def _migrate(settings: Settings, to: str) -> str:
    database = Database(settings.database)
    try:
        before = await schema.current(database)
        await schema.migrate(database, to)
        return f"schema {before or 'empty'} -> {await schema.current(database) or 'empty'}"
    finally:
        await database.close()
