"""Counts what failed for which run and says how long to leave it alone, so that one run never becomes a loop. Knows no run's state."""

import time
from collections.abc import Callable
from dataclasses import dataclass

_FIRST_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 30.0


@dataclass(frozen=True)
class _Record:
    failures: int
    not_before: float


class Patience:
    """In memory only: a new scheduler tries anew. Times are of the monotonic clock."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._records: dict[int, _Record] = {}

    def note_failure(self, run_id: int) -> int:
        """One more; how many in a row it is now. The pause doubles each time."""
        failures = self.failures(run_id) + 1
        pause = min(_FIRST_PAUSE_SECONDS * 2 ** (failures - 1), _LONGEST_PAUSE_SECONDS)
        self._records[run_id] = _Record(failures, self._clock() + pause)
        return failures

    def wait(self, run_id: int, seconds: float) -> None:
        """Leave a run alone for a while without counting a failure."""
        self._records[run_id] = _Record(self.failures(run_id), self._clock() + seconds)

    def failures(self, run_id: int) -> int:
        record = self._records.get(run_id)
        return record.failures if record is not None else 0

    def forgive(self, run_id: int) -> None:
        self._records.pop(run_id, None)

    def keep_only(self, run_ids: set[int]) -> None:
        """Forget runs that are no longer live."""
        self._records = {run_id: record for run_id, record in self._records.items() if run_id in run_ids}

    def resting(self) -> set[int]:
        """Runs to leave alone now."""
        now = self._clock()
        return {run_id for run_id, record in self._records.items() if record.not_before > now}
