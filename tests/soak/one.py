"""`python -m tests.soak.one CHECK DATABASE SEED SCALE FOLDER`: one check and its negative control, in this process. Knows no other check.

Prints its Outcome as the last line. Whoever started it ends it when it takes too long.
"""

import sys
import time
import traceback
from pathlib import Path

from tests.soak.checks import CHECKS, Check
from tests.soak.ground import Ground
from tests.soak.outcome import Control, Found, Outcome

MOST_STORMS = 3


def run(check: Check, ground: Ground) -> Outcome:
    """Never raises for what a check found or failed to do; that is its result."""
    began = time.monotonic()
    found: Found | None = None
    control: Control | None = None
    error = ""
    try:
        found = check.run(ground)
        control = _control(check, ground)
    except Exception as broke_off:  # the one blind except of this process: a check that breaks off has not passed
        traceback.print_exc()
        error = f"{type(broke_off).__name__}: {broke_off}"[:1000]
    seconds = round(time.monotonic() - began, 1)
    return Outcome(check=check.name, database=ground.database, found=found, control=control, seconds=seconds, error=error)


def _control(check: Check, ground: Ground) -> Control:
    """A storm over the broken build that does not even end is no proof that the judge sees: only a named fault is."""
    for storm in range(1, MOST_STORMS + 1):
        ground.seed += 1
        faults = check.control(ground)
        if faults:
            return Control(build=check.build, caught=True, storms=storm, fault=faults[0][:200])
    return Control(build=check.build, caught=False, storms=MOST_STORMS)


def main(arguments: list[str]) -> int:
    name, database, seed, scale, folder = arguments
    check = next(check for check in CHECKS if check.name == name)
    ground = Ground(Path(folder), database, int(seed), float(scale))
    try:
        outcome = run(check, ground)
    finally:
        ground.close()
    print(outcome.model_dump_json(exclude={"passed"}), flush=True)
    return 0 if outcome.passed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
