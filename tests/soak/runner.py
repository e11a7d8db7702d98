"""Runs one check as a process of its own within a hard limit, and ends everything that it started. Knows no check's inside."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
from pydantic import ValidationError

from tests.soak.checks import Check
from tests.soak.outcome import Outcome

MARKER = "SOAK_OF_EASYTUNE"
LAST_CHARACTERS = 2000


def run_alone(check: Check, database: str, seed: int, scale: float) -> Outcome:
    """Its outcome, or one that says how it broke off. Nothing that it made is left, neither process nor file."""
    folder = Path(tempfile.mkdtemp(prefix="soak-"))
    folder.chmod(0o755)  # PostgreSQL runs as another user where we are root
    arguments = [check.name, database, str(seed), str(scale), str(folder / "ground")]
    environment = os.environ | {MARKER: str(folder), "TMPDIR": str(folder)}
    began = time.monotonic()
    try:
        with open(folder / "log", "wb") as log:
            child = subprocess.Popen(
                [sys.executable, "-m", "tests.soak.one", *arguments], stdout=log, stderr=log, env=environment, start_new_session=True
            )
            try:
                child.wait(check.limit_seconds)
                error = f"ended with status {child.returncode}"
            except subprocess.TimeoutExpired:
                error = f"did not end within {check.limit_seconds:.0f} s"
            finally:
                _end_all(folder)
                child.wait(10)
        said = (folder / "log").read_text(errors="replace")
        outcome = _outcome_in(said)
        if outcome is not None:
            return outcome
        seconds = round(time.monotonic() - began, 1)
        return Outcome(
            check=check.name, database=database, found=None, control=None, seconds=seconds, error=f"{error}: {said[-LAST_CHARACTERS:]}"
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _outcome_in(said: str) -> Outcome | None:
    for line in reversed(said.splitlines()):
        try:
            return Outcome.model_validate_json(line)
        except ValidationError:
            continue
    return None


def _end_all(folder: Path) -> None:
    """Every process that inherited the marker: the check, its servers, their trainings, its databases."""
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARKER) == str(folder):
                process.send_signal(signal.SIGKILL)
        except psutil.Error:
            continue
