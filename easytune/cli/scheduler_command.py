"""`easytune scheduler`: the scheduler without pages and API, for a second machine or a restart of its own. Knows no HTTP."""

import argparse
import asyncio
import signal

from easytune.cli import data_folder
from easytune.core.config import Settings
from easytune.scheduler import loop


def add_arguments(parser: argparse.ArgumentParser) -> None:
    data_folder.add_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Schedule until SIGINT or SIGTERM."""
    settings = data_folder.settings_from(arguments)
    data_folder.prepare_folder(settings)
    asyncio.run(_schedule(settings))
    return 0


async def _schedule(settings: Settings) -> None:
    database = await data_folder.open_database(settings)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    print(f"Scheduler of {settings.folder}", flush=True)
    try:
        await loop.run(database, settings, stop)
    finally:
        await database.close()
