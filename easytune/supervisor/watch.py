"""Watches one child process until it has ended: stop file, progress, interruption, deadlines. Knows no result and no database."""

import signal
import subprocess
import time
from dataclasses import dataclass
from typing import Literal, Protocol

from easytune.contract.platform import processes
from easytune.contract.run_folder import RunFolder
from easytune.contract.supervision import Ending

Reason = Literal["discard", "save_timeout", "stalled", "interrupted"]
POLL_SECONDS = 0.1


@dataclass(frozen=True)
class Limits:
    """How long what may take, in seconds; stall 0 means that silence is fine."""

    stall: float
    save: float = 120.0
    after_terminate: float = 5.0
    after_interrupt: float = 150.0
    verify: float = 1800.0


class Interruption:
    """Set by SIGTERM to the supervisor: the machine is going down."""

    def __init__(self) -> None:
        self.asked = False

    def listen(self) -> None:
        processes.on_ending(self._note)
        signal.signal(signal.SIGINT, self._note)

    def _note(self, _signal: int, _frame: object) -> None:
        self.asked = True


class SaysEvents(Protocol):
    def write(self, event: Ending, /) -> None: ...


@dataclass(frozen=True)
class Watched:
    """How a child ended: why we ended it (None: by itself), and its status or the signal that killed it."""

    reason: Reason | None
    exit_status: int | None
    signal: int | None


class Watch:
    """One child. Progress is growth of events.jsonl, measured in polls, so that a suspended machine is no stall."""

    def __init__(
        self, child: "subprocess.Popen[bytes]", folder: RunFolder, limits: Limits, interruption: Interruption, journal: SaysEvents
    ) -> None:
        self._child, self._folder, self._limits, self._interruption, self._journal = child, folder, limits, interruption, journal
        self._events_bytes = -1
        self._silent_seconds = 0.0
        self._saving_seconds = 0.0
        self._ending_seconds = 0.0
        self._reason: Reason | None = None

    def until_end(self) -> Watched:
        """Blocks until the child has ended, by itself or by us."""
        while (status := self._child.poll()) is None:
            self._look()
            time.sleep(POLL_SECONDS)
        return Watched(self._reason, status if status >= 0 else None, -status if status < 0 else None)

    def _look(self) -> None:
        stop = stop_mode(self._folder)
        if stop == "discard" and self._reason != "discard":
            self._end("discard")
        elif self._interruption.asked and self._reason is None:
            self._end("interrupted")
        elif self._reason is None and stop == "save" and self._limit_passed_while_saving():
            self._end("save_timeout")
        elif self._reason is None and self._is_stalled():
            self._end("stalled")
        elif self._reason is not None:
            self._wait_for_end(self._reason)

    def _end(self, reason: Reason) -> None:
        self._reason = reason
        self._ending_seconds = 0.0
        self._journal.write(Ending(reason=reason))
        processes.ask_to_end(self._child)

    def _wait_for_end(self, reason: Reason) -> None:
        self._ending_seconds += POLL_SECONDS
        limit = self._limits.after_interrupt if reason == "interrupted" else self._limits.after_terminate
        if self._ending_seconds >= limit:
            self._child.kill()

    def _limit_passed_while_saving(self) -> bool:
        self._saving_seconds += POLL_SECONDS
        return self._saving_seconds >= self._limits.save

    def _is_stalled(self) -> bool:
        size = _size(self._folder)
        if size != self._events_bytes:
            self._events_bytes, self._silent_seconds = size, 0.0
        else:
            self._silent_seconds += POLL_SECONDS
        return 0 < self._limits.stall <= self._silent_seconds


def stop_mode(folder: RunFolder) -> Literal["save", "discard"] | None:
    """What the stop file asks for, if it is there."""
    try:
        content = folder.stop.read_text().strip()
    except FileNotFoundError:
        return None
    return "discard" if content == "discard" else "save"


def _size(folder: RunFolder) -> int:
    try:
        return folder.events.stat().st_size
    except FileNotFoundError:
        return 0
