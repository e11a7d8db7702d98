"""The platform inside one command: the database, the person, and a scheduler that works while the command lasts.

A server that runs on the same folder keeps the scheduler's role; then this one only waits beside it. Knows no run.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from easytune.accounts import service as accounts
from easytune.cli import data_folder
from easytune.cli.failure import CommandFailed
from easytune.cli.serving import ended
from easytune.core import logging as server_log
from easytune.core.config import Settings
from easytune.core.db import Database
from easytune.core.security import Principal
from easytune.scheduler import loop


@dataclass(frozen=True)
class LocalPlatform:
    """What a command works with."""

    database: Database
    settings: Settings
    user: Principal
    scheduling: "asyncio.Task[None]"

    def require_scheduler(self) -> None:
        """Raises: CommandFailed when it broke; nothing would ever move again."""
        if self.scheduling.done():
            raise CommandFailed("the scheduler of this command ended. The lines above say why.")


@asynccontextmanager
async def local_platform(settings: Settings) -> AsyncIterator[LocalPlatform]:
    """Ready for the block. What still runs at its end goes on by itself, until the next server or command looks after it."""
    server_log.configure(settings.log_format, logging.WARNING)
    database = await data_folder.open_database(settings)
    stop = asyncio.Event()
    try:
        async with database.session() as session:
            user = await accounts.user_of_command_line(session)
        scheduling = asyncio.create_task(loop.run(database, settings, stop), name="scheduler")
        try:
            yield LocalPlatform(database, settings, user, scheduling)
        finally:
            stop.set()
            await ended(scheduling)
    finally:
        await database.close()
