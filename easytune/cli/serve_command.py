"""`easytune serve`: pages, API and scheduler in one process; trainings are processes of their own and outlive it. Knows no domain."""

import argparse
import asyncio
import contextlib
import signal
import socket
from collections.abc import AsyncIterator, Iterator

import uvicorn

from easytune import __version__
from easytune.accounts import service as accounts
from easytune.app import create_app
from easytune.cli import data_folder
from easytune.cli.failure import CommandFailed
from easytune.core.config import Settings
from easytune.core.db import Database
from easytune.scheduler import loop as scheduler

GRACE_SECONDS = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    data_folder.add_arguments(parser)
    parser.add_argument("--host", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, help="port to listen on; 0 takes a free one (default: 8000)")
    parser.add_argument("--demo", action="store_true", default=None, help="account admin / admin123, own folder, this computer only")


def run(arguments: argparse.Namespace) -> int:
    """Serve until SIGINT or SIGTERM. Raises: CommandFailed before anything is started."""
    if arguments.demo and arguments.data_dir is None:
        arguments.data_dir = data_folder.DEMO_FOLDER
    settings = data_folder.settings_from(arguments, host=arguments.host, port=arguments.port, demo=arguments.demo)
    data_folder.prepare_folder(settings)
    listener = _listen(settings)
    with contextlib.closing(listener):
        asyncio.run(_serve(settings, listener))
    return 0


def _listen(settings: Settings) -> socket.socket:
    """The socket, bound before anything else is touched. Raises: CommandFailed when the port is taken."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host.strip("[]"), settings.port))
    except OSError as error:
        listener.close()
        raise CommandFailed(
            f"cannot listen on {settings.host}:{settings.port} ({error.strerror}). End what uses it, or choose another with --port."
        ) from error
    return listener


async def _serve(settings: Settings, listener: socket.socket) -> None:
    database = await data_folder.open_database(settings)
    try:
        app = create_app(settings, database)
        config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=GRACE_SECONDS)
        server = uvicorn.Server(config)
        address = f"http://{settings.host}:{listener.getsockname()[1]}"
        async with _scheduling(database, settings):
            await _say_where(database, settings, address)
            with _quiet_signals():
                await server.serve(sockets=[listener])
    finally:
        await database.close()


@contextlib.asynccontextmanager
async def _scheduling(database: Database, settings: Settings) -> AsyncIterator[None]:
    """The scheduler beside the server; ends with it, while trainings go on."""
    stop = asyncio.Event()
    task = asyncio.create_task(scheduler.run(database, settings, stop))
    try:
        yield
    finally:
        stop.set()
        await task


@contextlib.contextmanager
def _quiet_signals() -> Iterator[None]:
    """uvicorn raises the signal that ended it once more; by then the end is under way, so it does nothing."""
    before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


async def _say_where(database: Database, settings: Settings, address: str) -> None:
    async with database.session() as session:
        token = None if settings.demo else await accounts.issue_setup_token(session)
    print(f"EasyTune-LLM {__version__} · data in {settings.folder}", flush=True)
    if settings.demo:
        print(f"Demo mode: open {address} · account admin / admin123", flush=True)
    elif token is not None:
        print(f"Open this link to create the owner (valid for 30 minutes):\n  {address}/setup?token={token}", flush=True)
    else:
        print(f"Open {address}", flush=True)
