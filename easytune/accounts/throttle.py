"""Slows down whoever guesses passwords. Knows no account and no database.

Kept in the memory of this process: a restart forgets it, and two servers count apart. That is enough against guessing,
since a restart is the owner's doing.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from easytune.contract.error_codes import ErrorCode
from easytune.core.errors import TooManyRequests

FREE_FAILURES = 5
FIRST_WAIT_SECONDS = 30.0
LONGEST_WAIT_SECONDS = 3600.0
MAX_REMEMBERED = 10_000


@dataclass
class _Record:
    failures: int = 0
    open_at: float = -math.inf


class LoginThrottle:
    """Counts failures per (name, address); from the fifth on the next try must wait 30 s, then twice as long each time."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._records: OrderedDict[tuple[str, str], _Record] = OrderedDict()

    def enter(self, name: str, address: str) -> None:
        """Count a try as failed before it is checked, so that tries at the same moment count too.

        Raises: TooManyRequests(LOGIN_THROTTLED) with the seconds left; such a try is not checked and not counted.
        """
        key = (name.casefold(), address)
        record = self._records.setdefault(key, _Record())
        self._records.move_to_end(key)
        now = self._clock()
        if now < record.open_at:
            raise TooManyRequests(ErrorCode.LOGIN_THROTTLED, seconds=math.ceil(record.open_at - now))
        record.failures += 1
        if record.failures >= FREE_FAILURES:
            wait = FIRST_WAIT_SECONDS * 2 ** min(record.failures - FREE_FAILURES, 20)
            record.open_at = now + min(wait, LONGEST_WAIT_SECONDS)
        while len(self._records) > MAX_REMEMBERED:
            self._records.popitem(last=False)

    def succeeded(self, name: str, address: str) -> None:
        """Forget the failures: it was the person after all."""
        self._records.pop((name.casefold(), address), None)
