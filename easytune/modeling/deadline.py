"""Ends a piece of Python that takes too long, in any thread. Knows clocks and threads; knows no template and no model.

Signals reach the main thread only, so a timer thread raises an exception inside the one that works, which CPython delivers at the
next bytecode. A single call into C that never returns (none that a sandboxed template can make) would not be ended.
"""

import ctypes
import threading
from collections.abc import Callable
from types import TracebackType
from typing import TypeVar

T = TypeVar("T")


class TooSlow(BaseException):
    """Raised inside the work. A BaseException, so that nothing in between takes it for an error of its own."""


def within(seconds: float, work: Callable[[], T]) -> T:
    """What the work returns. Raises: TimeoutError, and whatever the work raises."""
    try:
        with _Deadline(seconds):
            return work()
    except TooSlow as slow:
        raise TimeoutError(f"it took longer than {seconds:g} s") from slow


class _Deadline:
    """Armed between enter and exit, and never after: what was raised late is taken back."""

    def __init__(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._fire)
        self._timer.daemon = True
        self._thread = threading.get_ident()
        self._lock = threading.Lock()
        self._over = False
        self._fired = False

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        with self._lock:
            self._over = True
            if self._fired:
                _raise_in(self._thread, None)
        self._timer.cancel()

    def _fire(self) -> None:
        with self._lock:
            if not self._over:
                self._fired = True
                _raise_in(self._thread, TooSlow)


def _raise_in(thread: int, kind: type[BaseException] | None) -> None:
    """None takes back what was not yet raised."""
    raised = ctypes.py_object(kind) if kind is not None else ctypes.py_object()
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), raised)
