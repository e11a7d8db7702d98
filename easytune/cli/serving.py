"""Runs the web server and the scheduler side by side until a signal or a failure ends both. Knows no route and no run.

Trainings are processes of their own and go on when this one ends.
"""

import asyncio
import logging
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from easytune.app import create_app
from easytune.cli.patient_http import PatientHttp
from easytune.core.config import Settings
from easytune.core.db import Database
from easytune.scheduler import loop as scheduler_loop

log = logging.getLogger(__name__)
OPEN_ANSWERS_SECONDS = 3  # how long answers under way may take after the signal
SCHEDULER_SECONDS = 10
KEEP_ALIVE_SECONDS = 30


async def serve(settings: Settings, database: Database, listener: socket.socket, announce: Callable[[], Awaitable[None]]) -> int:
    """Until SIGINT or SIGTERM; announce is called once the server answers. Returns the exit status, 1 when the scheduler broke."""
    stop = stop_at_signals()
    app = create_app(settings, database)
    app.state.stopping = stop
    server = _Server(_configuration(app, settings), stop, announce)
    scheduling = asyncio.create_task(scheduler_loop.run(database, settings, stop), name="scheduler")
    scheduling.add_done_callback(lambda _: stop.set())
    try:
        await server.serve([listener])
    finally:
        stop.set()
        status = await ended(scheduling)
    return status


def stop_at_signals() -> asyncio.Event:
    """An event that SIGINT and SIGTERM set, instead of ending the process; a second SIGINT ends it."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def once(number: signal.Signals) -> None:
        stop.set()
        loop.remove_signal_handler(number)

    if sys.platform != "win32":  # there asyncio turns Ctrl-C into KeyboardInterrupt
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, once, number)
    return stop


async def ended(scheduling: "asyncio.Task[None]") -> int:
    """Wait until the scheduler has put its pen down; 1 when it broke or hangs."""
    try:
        await asyncio.wait_for(scheduling, SCHEDULER_SECONDS)
    except TimeoutError:
        log.error("the scheduler did not stop within %s s", SCHEDULER_SECONDS)
        return 1
    except Exception:
        log.exception("the scheduler broke")
        return 1
    return 0


class _Server(uvicorn.Server):
    """uvicorn that ends with our event instead of with signals of its own, and says when it answers."""

    def __init__(self, configuration: uvicorn.Config, stop: asyncio.Event, announce: Callable[[], Awaitable[None]]) -> None:
        super().__init__(configuration)
        self._stop = stop
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        await self._announce()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        watching = asyncio.get_running_loop().create_task(self._end_with_event())
        try:
            yield
        finally:
            watching.cancel()

    async def _end_with_event(self) -> None:
        await self._stop.wait()
        self.should_exit = True


def _configuration(app: FastAPI, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=OPEN_ANSWERS_SECONDS,
        http=PatientHttp,
        ws="none",
        lifespan="on",
    )
