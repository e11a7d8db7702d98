"""Ends the work at once when that is asked, also while it waits for a byte. Knows no task.

SIGTERM comes from the supervisor (the machine goes down, or nothing of the run is wanted); the file `stop` is watched by a
thread that then sends the same signal to the main thread, whose system call it interrupts.
"""

import signal
import sys
import threading
from types import FrameType
from typing import NoReturn

from easytune.contract.failure import StopAsked
from easytune.contract.run_folder import RunFolder

EXIT_INTERRUPTED = 75
POLL_SECONDS = 0.2


class Stopping:
    """listen once, in the main thread; from then on StopAsked or SystemExit may come at any line, but only once."""

    def __init__(self, folder: RunFolder) -> None:
        self._folder = folder
        self._over = threading.Event()

    def listen(self) -> None:
        signal.signal(signal.SIGTERM, self._end)
        if sys.platform != "win32":  # there the work looks for the file by itself, between two pieces
            threading.Thread(target=self._watch, args=(threading.get_ident(),), name="stop", daemon=True).start()

    def too_late(self) -> None:
        """The work is done: what comes now is no reason to lose it."""
        self._over.set()
        signal.signal(signal.SIGTERM, signal.SIG_IGN)

    def _end(self, _signal: int, _frame: FrameType | None) -> NoReturn:
        self.too_late()
        if self._folder.stop.exists():
            raise StopAsked
        sys.exit(EXIT_INTERRUPTED)

    def _watch(self, main_thread: int) -> None:
        while not self._over.wait(POLL_SECONDS):
            if self._folder.stop.exists():
                if sys.platform != "win32":
                    signal.pthread_kill(main_thread, signal.SIGTERM)
                return


def wants_nothing_kept(folder: RunFolder) -> bool:
    """Whether the stop was asked with `discard`."""
    try:
        return folder.stop.read_text().strip() == "discard"
    except OSError:
        return False
