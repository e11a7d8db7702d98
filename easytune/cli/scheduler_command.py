"""`easytune scheduler`: the scheduler without pages and API, for a second machine or a restart of its own. Knows no HTTP."""

import argparse
import asyncio

from easytune.cli import data_folder
from easytune.cli.serving import ended, stop_at_signals
from easytune.core import logging as server_log
from easytune.core.config import Settings
from easytune.scheduler import loop


def add_arguments(parser: argparse.ArgumentParser) -> None:
    data_folder.add_arguments(parser)


def run(arguments: argparse.Namespace) -> int:
    """Schedule until SIGINT or SIGTERM."""
    settings = data_folder.settings_from(arguments)
    data_folder.prepare_folder(settings)
    return asyncio.run(_schedule(settings))


async def _schedule(settings: Settings) -> int:
    server_log.configure(settings.log_format)
    database = await data_folder.open_database(settings)
    stop = stop_at_signals()
    print(f"Scheduler of {settings.folder}", flush=True)
    try:
        scheduling = asyncio.create_task(loop.run(database, settings, stop), name="scheduler")
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({scheduling, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        return await ended(scheduling)
    finally:
        await database.close()
