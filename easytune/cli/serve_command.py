"""`easytune serve`: pages, API and scheduler in one process; trainings are processes of their own and outlive it. Knows no domain."""

import argparse
import asyncio
import contextlib
import errno
import socket
import sys

from easytune import __version__
from easytune.accounts import service as accounts
from easytune.cli import data_folder
from easytune.cli.failure import CommandFailed
from easytune.cli.serving import serve
from easytune.core import logging as server_log
from easytune.core.config import Settings
from easytune.core.data_folder import ServerPresence
from easytune.core.db import Database

if sys.platform != "win32":
    import resource

_PORT_TAKEN = (errno.EADDRINUSE, 10048)  # the second one is Windows'


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
    data_folder.prepare_folder(settings, to_serve=True)
    _allow_many_connections()
    with contextlib.closing(_listen(settings)) as listener, contextlib.closing(ServerPresence(settings)):
        return asyncio.run(_serve(settings, listener))


def _allow_many_connections() -> None:
    """As many open files as the system lets us have: the usual 1,024 are taken by that many idle connections."""
    if sys.platform != "win32":
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _listen(settings: Settings) -> socket.socket:
    """The socket, bound before anything else is touched. Raises: CommandFailed when the port is taken or the address unknown."""
    host, port = settings.host.strip("[]"), settings.port
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise CommandFailed(f"cannot listen on {host}: {error.strerror}. Choose another address with --host.") from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen()  # two sockets may be bound, only one may listen
    except OSError as error:
        listener.close()
        reason = "the port is in use" if error.errno in _PORT_TAKEN else error.strerror
        raise CommandFailed(f"cannot listen on {host}:{port}: {reason}. End what uses it, or choose another with --port.") from error
    return listener


async def _serve(settings: Settings, listener: socket.socket) -> int:
    server_log.configure(settings.log_format)
    database = await data_folder.open_database(settings)
    try:
        return await serve(settings, database, listener, lambda: _say_where(database, settings, listener))
    finally:
        await database.close()


async def _say_where(database: Database, settings: Settings, listener: socket.socket) -> None:
    """Printed, not logged: the link holds the one-time token, behind a # so that no browser sends it to any server's log."""
    host = f"[{settings.host}]" if ":" in settings.host and "[" not in settings.host else settings.host
    address = f"http://{host}:{listener.getsockname()[1]}"
    print(f"EasyTune-LLM {__version__} · data in {settings.folder}", flush=True)
    if settings.demo:
        print(f"Demo mode: open {address} · account admin / admin123", flush=True)
        return
    async with database.session() as session:
        token = await accounts.issue_setup_token(session)
    if token is not None:
        minutes = int(accounts.SETUP_TOKEN_LIFE.total_seconds() // 60)
        print(f"Open this link to create the owner (valid for {minutes} minutes):\n  {address}/setup#token={token}", flush=True)
    else:
        print(f"Open {address}", flush=True)
