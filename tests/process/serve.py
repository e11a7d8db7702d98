"""`python -m tests.process.serve SETTINGS_JSON [--BROKEN…]`: the scheduler of a server, alone, with the fake trainer. Knows no HTTP.

Further arguments name the negative controls of broken.py.
"""

import asyncio
import json
import logging
import os
import signal
import sys

from easytune.core.config import Settings
from easytune.core.db import Database
from easytune.scheduler import loop
from tests.process import broken


async def serve(settings: Settings) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    database = Database(settings.database)
    try:
        await loop.run(database, settings, stop)
    finally:
        await database.close()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format=f"%(asctime)s {os.getpid()} %(message)s")
    broken.apply(sys.argv[2:])
    asyncio.run(serve(Settings(**json.loads(sys.argv[1]))))
