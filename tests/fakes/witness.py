"""What every attempt's process writes beside the run folder, for the judge of the kill tests. Knows no event and no state.

Proof of its own: an exclusive lock per run that no two trainers can have, and a line per step with the machine's clock.
"""

import fcntl
import os
import time
from pathlib import Path

from easytune.contract.base import Strict

ALONE, BEATS = "alone.lock", "beats.jsonl"


class Beat(Strict):
    """One sign of life of a trainer process; alone: it had the run for itself when it began."""

    attempt: int
    pid: int
    step: int
    at: float
    alone: bool


class Witness:
    """Held by a trainer process for its whole life; the lock is not inherited."""

    def __init__(self, run: Path, attempt: int) -> None:
        self._attempt = attempt
        lock = os.open(run / ALONE, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._alone = True
        except BlockingIOError:
            self._alone = False
        self._file = open(run / BEATS, "ab", buffering=0)  # noqa: SIM115 - lives as long as the process
        self.beat(-1)

    def beat(self, step: int) -> None:
        """-1 before the first step."""
        now = time.clock_gettime(time.CLOCK_MONOTONIC)
        line = Beat(attempt=self._attempt, pid=os.getpid(), step=step, at=now, alone=self._alone)
        self._file.write(line.model_dump_json().encode() + b"\n")


def beats_of(run: Path) -> list[Beat]:
    """All beats of a run, in the order they were written; torn ones are left out."""
    path = run / BEATS
    if not path.exists():
        return []
    whole = path.read_bytes().rpartition(b"\n")[0]
    return [Beat.model_validate_json(line) for line in whole.split(b"\n") if line]
