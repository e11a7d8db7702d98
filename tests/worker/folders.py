"""Run folders for worker tests and what was said in them. Knows no task."""

import subprocess
import sys
from pathlib import Path

from easytune.contract.events import AnyEvent, event_adapter
from easytune.contract.journal import read_from
from easytune.contract.run_folder import RunFolder, write_model
from easytune.contract.run_spec import PackageFile, PackageWish, PullSpec
from easytune.core.config import process_environment
from easytune.worker.report import Report


def report_in(path: Path) -> Report:
    path.mkdir(parents=True, exist_ok=True)
    return Report(RunFolder(path), "en")


def events_of(path: Path) -> list[AnyEvent]:
    return [event_adapter.validate_json(line) for line in read_from(RunFolder(path).events, 0).lines]


def pull_folder(runs: Path, cache: Path, key: str, packages: tuple[PackageFile, ...], attempt: int = 1) -> RunFolder:
    folder = RunFolder.of(runs, 1, attempt)
    folder.path.mkdir(parents=True)
    spec = PullSpec(run_id=1, attempt=attempt, language="en", key=key, packages=packages, cache_folder=str(cache))
    write_model(folder.spec, spec)
    return folder


def wish_folder(runs: Path, cache: Path, wish: PackageWish, attempt: int = 1) -> RunFolder:
    """A run that takes a package which a user named."""
    folder = RunFolder.of(runs, 1, attempt)
    folder.path.mkdir(parents=True)
    spec = PullSpec(run_id=1, attempt=attempt, language="en", key="package", packages=(), wish=wish, cache_folder=str(cache))
    write_model(folder.spec, spec)
    return folder


def start_worker(folder: RunFolder, **environment: str) -> "subprocess.Popen[bytes]":
    """A real worker process that the test kills, stops or waits for."""
    command = [sys.executable, "-m", "easytune.worker", str(folder.path)]
    with open(folder.stdout, "wb") as output:
        return subprocess.Popen(command, stdout=output, stderr=output, env=process_environment(**environment))


def run_worker(folder: RunFolder, **environment: str) -> int:
    """A real worker process from start to end."""
    command = [sys.executable, "-m", "easytune.worker", str(folder.path)]
    with open(folder.stdout, "wb") as output:
        child = subprocess.run(command, stdout=output, stderr=output, env=process_environment(**environment), timeout=240, check=False)
    return child.returncode
