"""The scheduler's role: while this process has it, look at all live runs a few times a second. Knows no HTTP; `tick` has the story."""

import asyncio
import contextlib
import logging

from sqlalchemy.exc import SQLAlchemyError

from easytune.core.config import Settings
from easytune.core.db import Database
from easytune.scheduler import role
from easytune.scheduler.tick import Scheduler

POLL_SECONDS = 0.25
ROLE_POLL_SECONDS = 0.5
LONGEST_TROUBLE_SECONDS = 2.0
_log = logging.getLogger(__name__)


async def run(database: Database, settings: Settings, stop: asyncio.Event) -> None:
    """Until stop is set: hold the role when it is free, else keep asking. Trouble with database or disk is waited out."""
    trouble_seconds = ROLE_POLL_SECONDS
    while not stop.is_set():
        try:
            async with role.hold(database, settings) as ours:
                if ours is not None:
                    trouble_seconds = ROLE_POLL_SECONDS
                    await _reign(Scheduler(database, settings), ours, stop)
        except (SQLAlchemyError, OSError) as trouble:
            _log.warning("the scheduler waits %.1f s: %s", trouble_seconds, trouble)
            await _pause(stop, trouble_seconds)
            trouble_seconds = min(2 * trouble_seconds, LONGEST_TROUBLE_SECONDS)
        await _pause(stop, ROLE_POLL_SECONDS)


async def _reign(scheduler: Scheduler, ours: role.Role, stop: asyncio.Event) -> None:
    _log.info("this process is the scheduler now")
    try:
        await scheduler.begin()
        while not stop.is_set() and await ours.is_still_ours():
            await scheduler.tick()
            await _pause(stop, POLL_SECONDS)
    finally:
        await scheduler.end()


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
