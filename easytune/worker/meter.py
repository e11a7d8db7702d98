"""Counts the bytes of all downloads of a run and how fast they come. Knows no connection."""

import time
from collections import deque
from collections.abc import Callable

from easytune.worker.report import Report

WINDOW_SECONDS = 5.0
SHORTEST_SECONDS = 0.5


class Meter:
    """What is there already counts as done, but not as speed."""

    def __init__(self, report: Report, total_bytes: int | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._report, self._total_bytes, self._clock = report, total_bytes, clock
        self._done_bytes = 0
        self._arrivals: deque[tuple[float, int]] = deque([(clock(), 0)])
        self._arrived_bytes = 0

    def known(self, count: int) -> None:
        """Bytes that need not come, or (negative) that must come again. Raises: StopAsked."""
        self._done_bytes += count
        self._show()

    def expect(self, total_bytes: int) -> None:
        """The length is known only now."""
        if self._total_bytes is None:
            self._total_bytes = self._done_bytes + total_bytes

    def arrived(self, count: int) -> None:
        """Raises: StopAsked."""
        self._done_bytes += count
        self._arrived_bytes += count
        self._show()

    def bytes_per_second(self) -> float | None:
        """Over the last seconds; None before there is anything to say."""
        now = self._clock()
        self._arrivals.append((now, self._arrived_bytes))
        while len(self._arrivals) > 2 and now - self._arrivals[1][0] > WINDOW_SECONDS:
            self._arrivals.popleft()
        then, before_bytes = self._arrivals[0]
        return None if now - then < SHORTEST_SECONDS else (self._arrived_bytes - before_bytes) / (now - then)

    def _show(self) -> None:
        self._report.progress(self._done_bytes, self._total_bytes, per_second=self.bytes_per_second())
