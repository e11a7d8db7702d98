"""Whether somebody is being answered, and since when nobody is. Knows no request."""

import time
from types import TracebackType


class Activity:
    """`with activity:` around each answer; in one thread."""

    def __init__(self) -> None:
        self._active = 0
        self._last_used = time.monotonic()

    @property
    def idle_seconds(self) -> float:
        """Since the last answer ended; 0 while one is under way."""
        return 0.0 if self._active else time.monotonic() - self._last_used

    def __enter__(self) -> None:
        self._active += 1

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        self._active -= 1
        self._last_used = time.monotonic()
