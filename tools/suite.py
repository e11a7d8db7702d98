"""Runs the checks and then the whole test suite, so that pytest's summary comes last. Knows no test by name."""

import subprocess
import time

from tools.checkout import Checkout
from tools.checks import run_checks
from tools.show import say

SUITE_SECONDS = 3600


def run_tests(checkout: Checkout, options: list[str]) -> int:
    """All checks, then all tests (unit, process kills, PostgreSQL, browser), whatever the checks said.

    Returns 0 only when both passed. Given options go to pytest, and only then are the checks left out: they ask for a part.
    """
    started = time.monotonic()
    checked = True if options else run_checks(checkout)
    if not checked:
        say("✗ the checks failed (above); the tests run all the same")
    try:
        command = [str(checkout.python), "-m", "pytest", "--durations=15", *options]
        status = subprocess.run(command, cwd=checkout.root, timeout=SUITE_SECONDS).returncode
    except subprocess.TimeoutExpired:
        say(f"✗ the tests did not end within {SUITE_SECONDS} s")
        return 1
    if not checked:
        say(f"✗ the tests ended with status {status}, but the checks failed  {time.monotonic() - started:.0f} s")
        return 1
    return status
