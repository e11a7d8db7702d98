"""How a child is started, asked to end, and never outlives whoever must outlive it. Knows no module to start and no lock.

Windows has no process groups that a signal reaches and no SIGTERM that can be caught: a child gets a console group of its
own and is sent CTRL_BREAK; its whole tree is put into a job, which the kernel ends with the process that made it.
"""

import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from typing import Protocol

from easytune.contract.platform.system import HERE, Abilities

_NEW_CONSOLE_GROUP = 0x00000200  # CREATE_NEW_PROCESS_GROUP: CTRL_BREAK reaches it alone
_NO_WINDOW = 0x08000000  # CREATE_NO_WINDOW


@dataclass(frozen=True)
class Start:
    """Arguments of Popen; on each system the others' have their defaults."""

    pass_fds: tuple[int, ...]
    start_new_session: bool
    creationflags: int


class Process(Protocol):
    """What is needed of subprocess.Popen."""

    @property
    def pid(self) -> int: ...

    def terminate(self) -> None: ...

    def send_signal(self, sig: int, /) -> None: ...


def start(*, keep_open: int, detached: bool, able: Abilities = HERE) -> Start:
    """keep_open: the descriptor of a lock that the child shall hold too, where that is possible."""
    if able.ends_trees_by_job:
        return Start((), False, _NEW_CONSOLE_GROUP | _NO_WINDOW)
    return Start((keep_open,) if able.inherits_locks else (), detached, 0)


def ask_to_end(process: Process) -> None:
    """The child may finish what it is at. One that is gone already is no error."""
    if sys.platform == "win32":
        process.send_signal(signal.CTRL_BREAK_EVENT)
    else:
        process.terminate()


def on_ending(handler: Callable[[int, FrameType | None], None]) -> None:
    """Have the handler called when this process is asked to end."""
    for name in HERE.ending_signals:
        signal.signal(signal.Signals[name], handler)
