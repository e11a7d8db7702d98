"""Runs every check of the house side by side and shows the output of those that fail. Knows no rule itself."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from tools.checkout import Checkout
from tools.generated import stale_files
from tools.node import Node, get_node
from tools.show import SetupError, say

CHECK_SECONDS = 900


@dataclass(frozen=True)
class Check:
    """One question with a yes or no; heavy ones come first in the list, so that two cores are done at the same time."""

    name: str
    command: Sequence[str]
    folder: Path
    environment: Mapping[str, str] | None = None
    remedy: str = ""


@dataclass(frozen=True)
class Outcome:
    """How a check went; output is empty when all is well."""

    name: str
    passed: bool
    seconds: float
    output: str


def all_checks(checkout: Checkout, node: Node) -> list[Check]:
    """What the house consists of; the stale-file check is a function and comes on top."""
    python = str(checkout.python)

    def module(*arguments: str) -> list[str]:
        return [python, "-m", *arguments]

    root = checkout.root
    return [
        Check("front end (eslint, prettier, tsc, vitest)", node.npm("run", "check"), checkout.frontend, node.environment(), "npm run fix"),
        Check("types (mypy --strict)", module("mypy"), root),
        Check("import order (import-linter)", [str(checkout.program("lint-imports")), "--no-logo"], root),
        Check("house rules", module("pytest", "-q", "tests/test_house_rules.py", "tests/test_constraints.py"), root),
        Check("lint (ruff)", module("ruff", "check", "--output-format", "concise", "."), root, remedy=".venv/bin/ruff check --fix ."),
        Check(
            "format (ruff)", module("ruff", "format", "--check", "--output-format", "concise", "."), root, remedy=".venv/bin/ruff format ."
        ),
    ]


def run_checks(checkout: Checkout) -> bool:
    """Run all of them, as many at once as there are cores; True when none failed."""
    started = time.monotonic()
    node = get_node(checkout)
    failed: list[Outcome] = []
    with ThreadPoolExecutor(max(2, min(4, os.cpu_count() or 2))) as pool:
        futures = [pool.submit(_run, check) for check in all_checks(checkout, node)]
        futures.insert(1, pool.submit(_generated, checkout, node))
        for future in as_completed(futures):
            outcome = future.result()
            say(f"{'✓' if outcome.passed else '✗'} {outcome.name}  {outcome.seconds:.1f} s")
            if not outcome.passed:
                failed.append(outcome)
    for outcome in failed:
        say(f"\n──── {outcome.name} ────\n{outcome.output.rstrip()}")
    verdict = f"✗ check: {len(failed)} failed ({', '.join(outcome.name for outcome in failed)})" if failed else "✓ check: all is well"
    say(f"{verdict}  {time.monotonic() - started:.1f} s")
    return not failed


def _run(check: Check) -> Outcome:
    started = time.monotonic()
    try:
        answer = subprocess.run(
            check.command,
            cwd=check.folder,
            env=check.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=CHECK_SECONDS,
        )
        passed, output = answer.returncode == 0, answer.stdout.decode(errors="replace")
    except (OSError, subprocess.TimeoutExpired) as error:
        passed, output = False, str(error)
    if not passed and check.remedy:
        output += f"\nOften mended by: {check.remedy}"
    return Outcome(check.name, passed, time.monotonic() - started, output)


def _generated(checkout: Checkout, node: Node) -> Outcome:
    started = time.monotonic()
    try:
        stale = stale_files(checkout, node)
    except SetupError as error:
        stale, note = [], str(error)
    else:
        note = "".join(f"{name} is not what the code generates now\n" for name in stale)
    if stale:
        note += "Make them anew: .venv/bin/easytune openapi --out frontend && (cd frontend && npm run generate)"
    return Outcome("generated files", not note, time.monotonic() - started, note)
