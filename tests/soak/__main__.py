"""`python -m tests.soak [CHECK…]`: the soak from the command line; `dev.py soak` starts it. Knows no check's inside."""

import argparse
import os
import platform
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.soak.checks import BOTH, CHECKS
from tests.soak.outcome import Outcome, Report
from tests.soak.runner import run_alone
from tests.soak.table import faults_of, table_of, write_table

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "RELIABILITY.md"


def arguments_of(given: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dev.py soak", description=__doc__)
    names = [check.name for check in CHECKS]
    parser.add_argument("checks", nargs="*", metavar="CHECK", help=f"any of {', '.join(names)}; all when none is named")
    parser.add_argument("--database", choices=(*BOTH, "both"), default="both")
    parser.add_argument("--seed", type=int, default=20261123, help="decides when and what is killed, as far as the machine lets it")
    parser.add_argument("--scale", type=float, default=1.0, help="every count is multiplied by it")
    parser.add_argument("--write-table", action="store_true", help="put the table into docs/RELIABILITY.md")
    parsed = parser.parse_args(given)
    if unknown := set(parsed.checks) - set(names):
        parser.error(f"no such check: {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    return parsed


def soak(arguments: argparse.Namespace) -> Report:
    """One check after another, each said as soon as it is over."""
    began = time.monotonic()
    outcomes: list[Outcome] = []
    for check in CHECKS:
        if arguments.checks and check.name not in arguments.checks:
            continue
        for database in check.databases:
            if arguments.database not in ("both", database):
                continue
            print(f"… {check.name} on {database}", file=sys.stderr, flush=True)
            outcomes.append(run_alone(check, database, arguments.seed, arguments.scale))
            said = f"{'✓' if outcomes[-1].passed else '✗'} {check.name} on {database}  {outcomes[-1].seconds:.0f} s"
            print(said, *faults_of(tuple(outcomes[-1:])), sep="\n", file=sys.stderr, flush=True)
    seconds = round(time.monotonic() - began, 1)
    commit, machine = _commit(), _machine()
    return Report(commit=commit, machine=machine, seed=arguments.seed, scale=arguments.scale, seconds=seconds, checks=tuple(outcomes))


def _commit() -> str:
    """Short, with a + behind it when the tree differs; `unknown` outside of a clone."""
    try:
        answer = subprocess.run(
            ["git", "describe", "--always", "--dirty=+", "--exclude=*"], cwd=ROOT, capture_output=True, text=True, timeout=30
        )
    except OSError:
        return "unknown"
    return answer.stdout.strip() or "unknown"


def _machine() -> str:
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def main(given: list[str]) -> int:
    """0 when every check passed and every negative control was caught. A filter that leaves no check has not passed."""
    arguments = arguments_of(given)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the check under way is ended too
    report = soak(arguments)
    print(table_of(report.checks), *faults_of(report.checks), sep="\n")
    if arguments.write_table:
        write_table(report, DOCUMENT)
    print(report.model_dump_json(), flush=True)
    return 0 if report.passed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
