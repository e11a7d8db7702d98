"""Tells endless answers that the server is going down, so that it need not wait for them. Knows no route.

A server such as uvicorn waits for open answers before it ends the lifespan, so the lifespan's end would be too late:
the signals themselves are heard, and passed on to whoever handled them before.
"""

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)
Handler = Callable[[int, FrameType | None], object]


class Shutdown:
    """begun is set once, at the first signal, or by begin."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()

    def begin(self) -> None:
        self.begun.set()

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Hear the signals while the block runs; does nothing outside of the main thread, where none can be heard."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        loop = asyncio.get_running_loop()
        before = {number: signal.getsignal(number) for number in SIGNALS}
        for number, handler in before.items():
            if callable(handler):
                signal.signal(number, self._passing_on(loop, handler))
        try:
            yield
        finally:
            for number, handler in before.items():
                if callable(handler):
                    signal.signal(number, handler)

    def _passing_on(self, loop: asyncio.AbstractEventLoop, handler: Handler) -> Handler:
        def heard(number: int, frame: FrameType | None) -> None:
            loop.call_soon_threadsafe(self.begin)
            handler(number, frame)

        return heard
