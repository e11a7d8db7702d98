"""`python -m tests.process.serve SETTINGS_JSON [--pid-files]`: the scheduler of a server, alone, with the fake trainer. Knows no HTTP.

--pid-files is the negative control: it believes pid files instead of locks, as many programs do.
"""

import asyncio
import json
import logging
import os
import signal
import sys
from pathlib import Path

import psutil

from easytune.core.config import Settings
from easytune.core.db import Database
from easytune.scheduler import loop
from easytune.supervisor import liveness


def _believe_pid_files() -> None:
    """Alive is what has a pid file of a process that exists."""
    spawn = liveness.spawn

    def spawn_and_note(module, arguments, *, lock, output, **more):
        process = spawn(module, arguments, lock=lock, output=output, **more)
        (output.parent / "pid").write_text(str(process.pid))
        return process

    def is_held(path: Path) -> bool:
        try:
            pid = int((path.parent / "pid").read_text())
            return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
        except (FileNotFoundError, ValueError, psutil.Error):
            return False

    liveness.spawn, liveness.is_held = spawn_and_note, is_held


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
    if "--pid-files" in sys.argv:
        _believe_pid_files()
    asyncio.run(serve(Settings(**json.loads(sys.argv[1]))))
