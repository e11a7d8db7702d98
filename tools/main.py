"""The commands of `dev.py`: which set-up each needs and what it starts then. Knows no step's inside."""

import os
import subprocess
import sys
from collections.abc import Sequence

from tools.checkout import HERE, ON_WINDOWS, Checkout
from tools.checks import run_checks
from tools.development import serve_with_vite
from tools.setup import set_up_to_check, set_up_to_run, set_up_to_soak, set_up_to_test
from tools.show import SetupError, say
from tools.suite import run_tests

USAGE = """python3 dev.py COMMAND [options]

  demo    set everything up, fine-tune the starter model on real reviews, show the result in the browser
          [--once] [--json] [--port N] [--data-dir DIR]
  serve   set everything up and start the platform  [--dev] [any option of `easytune serve`]
  test    set everything up, run all checks, then all tests  [any option of pytest]
  pictures  train a real model in the browser and take the pictures of the README
  check   format, types, import order, house rules, front end, generated files
  soak    kill everything hundreds of times, on SQLite and on PostgreSQL, and judge what is left: most of an hour
          [CHECK…] [--database sqlite|postgresql|both] [--seed N] [--scale F] [--write-table]
  setup   only the set-up, for all of the above
"""


def main(arguments: Sequence[str]) -> int:
    """Run one command; returns its exit status."""
    try:
        return _run(HERE, arguments[0] if arguments else "help", list(arguments[1:]))
    except SetupError as error:
        say(f"✗ {error}")
        return 1
    except KeyboardInterrupt:
        say("✗ interrupted; the same command goes on from here")
        return 130


def _run(checkout: Checkout, command: str, rest: list[str]) -> int:
    match command:
        case "demo":
            seconds = set_up_to_run(checkout)
            return become(checkout, "-m", "easytune", "demo", "--setup-seconds", f"{seconds:.2f}", *rest)
        case "serve" if "--dev" in rest:
            return _serve_for_developers(checkout, [option for option in rest if option != "--dev"])
        case "serve":
            set_up_to_run(checkout)
            return become(checkout, "-m", "easytune", "serve", *rest)
        case "setup":
            set_up_to_test(checkout)
            return 0
        case "check":
            set_up_to_check(checkout)
            return 0 if run_checks(checkout) else 1
        case "pictures":
            set_up_to_test(checkout)
            return run_tests(checkout, ["tests/e2e/test_main_job.py", "--pictures", "docs/images", *rest])
        case "test":
            set_up_to_test(checkout)
            return run_tests(checkout, rest)
        case "soak":
            set_up_to_soak(checkout)
            os.chdir(checkout.root)  # the tests are no installed package
            return become(checkout, "-m", "tests.soak", *rest)
        case _:
            print(USAGE)
            return 0 if command in ("help", "-h", "--help") else 2


def become(checkout: Checkout, *arguments: str) -> int:
    """Hand this process over to the environment's Python, so that signals and the exit status are its own."""
    command = [str(checkout.python), *arguments]
    if ON_WINDOWS:
        return subprocess.run(command).returncode
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(command[0], command)  # noqa: S606 - never returns; our own interpreter, arguments as a list


def _serve_for_developers(checkout: Checkout, rest: list[str]) -> int:
    """Vite on 5173, which sends the API on to 8000, and the platform restarted when a Python file changes."""
    set_up_to_check(checkout)
    return serve_with_vite(checkout, rest)
