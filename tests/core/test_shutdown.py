"""Endless answers hear the signal that ends a foreign server, which hears it too."""

import asyncio
import os
import signal

import pytest

from easytune.core.shutdown import signals_heard

pytestmark = pytest.mark.anyio


async def test_the_signal_sets_the_event_and_reaches_who_listened_before() -> None:
    reached: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _frame: reached.append(number))
    try:
        stopping = asyncio.Event()
        with signals_heard(stopping):
            os.kill(os.getpid(), signal.SIGTERM)
            async with asyncio.timeout(5):
                await stopping.wait()
            assert reached == [signal.SIGTERM]
        os.kill(os.getpid(), signal.SIGTERM)
        assert reached == [signal.SIGTERM] * 2
    finally:
        signal.signal(signal.SIGTERM, before)


async def test_outside_of_the_main_thread_it_does_nothing() -> None:
    async def elsewhere() -> bool:
        stopping = asyncio.Event()
        with signals_heard(stopping):
            return stopping.is_set()

    assert not await asyncio.to_thread(lambda: asyncio.run(elsewhere()))
