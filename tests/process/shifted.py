"""`python -m tests.process.shifted FILE MODULE ARGUMENTS…`: runs a module whose wall clock is wrong by the seconds in FILE.

The file is read at every look at the clock, so that the clock can jump while the module runs. The monotonic clock is right.
"""

import datetime
import runpy
import sys
import time
from pathlib import Path


def shift(offsets: Path) -> None:
    """Before anything else is imported that takes the clock by name."""
    right = time.time

    def wrong() -> float:
        return right() + float(offsets.read_text() or 0)

    class Shifted(datetime.datetime):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> "Shifted":
            return cls.fromtimestamp(wrong(), tz)

    time.time = wrong
    datetime.datetime = Shifted  # type: ignore[misc]


if __name__ == "__main__":
    shift(Path(sys.argv[1]))
    del sys.argv[:2]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
