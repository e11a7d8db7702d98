"""Hears under a foreign server that it is going down, so that endless answers can end. Knows no route.

uvicorn waits for open answers before it ends the lifespan, so the lifespan's end would be too late: the signals themselves
are heard, and passed on to whoever handled them before. `easytune serve` needs none of this; it ends uvicorn itself.
"""

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)
Handler = Callable[[int, FrameType | None], object]


@contextmanager
def signals_heard(stopping: asyncio.Event) -> Iterator[None]:
    """Set the event at the first signal; does nothing outside of the main thread, where none can be heard."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in SIGNALS}
    for number, handler in before.items():
        if callable(handler):
            signal.signal(number, _passing_on(loop, stopping, handler))
    try:
        yield
    finally:
        for number, handler in before.items():
            if callable(handler):
                signal.signal(number, handler)


def _passing_on(loop: asyncio.AbstractEventLoop, stopping: asyncio.Event, handler: Handler) -> Handler:
    def heard(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(stopping.set)
        handler(number, frame)

    return heard
