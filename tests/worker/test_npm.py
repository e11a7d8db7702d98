"""npm packs into a scratch folder with its scripts off; small scripts play npm. Only POSIX shells are used here."""

import threading
import time
from pathlib import Path

import pytest

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed, StopAsked
from easytune.contract.run_spec import PackageFile
from easytune.worker import npm
from tests.worker.folders import report_in

PACKAGE = PackageFile(registry="npm", name="@scope/tiny", version="1.0.0", filename="scope-tiny-1.0.0.tgz", sha256="0" * 64)


def fake_npm(folder: Path, script: str) -> list[str]:
    path = folder / "npm"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return [str(path)]


def download(tmp_path: Path, command: list[str] | None) -> Path:
    report = report_in(tmp_path / "run")
    try:
        npm.download(PACKAGE, tmp_path / "target", report, command)
    finally:
        report.close()
    return tmp_path / "target"


def test_the_packed_file_is_taken_and_nothing_else_stays(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    command = fake_npm(tmp_path / "bin", 'echo "$@" > scope-tiny-1.0.0.tgz')
    assert download(tmp_path, command).read_text().split() == "pack --silent --ignore-scripts --json @scope/tiny@1.0.0".split()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bin", "run", "target"]


def test_a_server_without_npm_says_so(tmp_path: Path) -> None:
    with pytest.raises(RunFailed, match="npm is missing") as failed:
        download(tmp_path, None)
    assert failed.value.code is ErrorCode.DOWNLOAD_FAILED


def test_a_failure_shows_the_code_of_npm_but_no_address(tmp_path: Path) -> None:
    command = fake_npm(tmp_path, "echo 'npm error code ENOTFOUND http://user:canary@registry/' >&2; exit 1")
    with pytest.raises(RunFailed) as failed:
        download(tmp_path, command)
    assert failed.value.params == {"name": "@scope/tiny", "reason": "npm says ENOTFOUND"}


def test_no_file_is_a_failure(tmp_path: Path) -> None:
    with pytest.raises(RunFailed, match="wrote no file"):
        download(tmp_path, fake_npm(tmp_path, "exit 0"))


def test_a_stop_ends_npm_at_once(tmp_path: Path) -> None:
    command = fake_npm(tmp_path, "exec sleep 60")
    (tmp_path / "run").mkdir()
    timer = threading.Timer(0.3, lambda: (tmp_path / "run" / "stop").write_text("discard"))
    timer.start()
    started = time.monotonic()
    with pytest.raises(StopAsked):
        download(tmp_path, command)
    timer.join()
    assert time.monotonic() - started < 10
