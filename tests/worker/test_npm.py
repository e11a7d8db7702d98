"""npm packs into a scratch folder with its scripts off; small scripts play npm. Only POSIX shells are used here."""

import base64
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed, StopAsked
from easytune.contract.run_spec import PackageWish
from easytune.worker.npm import Npm
from easytune.worker.report import Report
from easytune.worker.wanted import Wanted
from tests.worker.folders import report_in

WANTED = Wanted("npm", "@scope/tiny", "1.0.0", "scope-tiny-1.0.0.tgz", "sha256", "0" * 64, None)


def fake_npm(folder: Path, script: str) -> list[str]:
    path = folder / "npm"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return [str(path)]


def download(tmp_path: Path, command: list[str] | None) -> Path:
    report = report_in(tmp_path / "run")
    try:
        Npm(command, report).pack(WANTED, tmp_path / "target")
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


@pytest.fixture
def report(tmp_path: Path) -> Iterator[Report]:
    report = report_in(tmp_path / "run")
    yield report
    report.close()


def test_npm_says_where_a_file_lies_and_its_sha512(tmp_path: Path, report: Report) -> None:
    digest = bytes(range(64))
    dist = {"tarball": "http://registry.example/tiny/-/tiny-1.0.0.tgz", "integrity": f"sha512-{base64.b64encode(digest).decode()}"}
    npm = Npm(fake_npm(tmp_path, f"[ $1 = view ] && echo '{json.dumps(dist)}'"), report)
    assert npm.locate(WANTED).url == dist["tarball"]
    wanted = npm.resolve(PackageWish(registry="npm", name="tiny", version="1.0.0"))
    assert (wanted.filename, wanted.algorithm, wanted.digest, wanted.bytes) == ("tiny-1.0.0.tgz", "sha512", digest.hex(), None)


@pytest.mark.parametrize(
    ("said", "code"),
    [("npm error code E404", ErrorCode.PACKAGE_NOT_FOUND), ("npm error code ENOTFOUND", ErrorCode.REGISTRY_UNREACHABLE)],
)
def test_a_failed_question_names_the_host_that_npm_is_set_up_for(said: str, code: ErrorCode, tmp_path: Path, report: Report) -> None:
    script = f"case $1 in view) echo '{said}'; exit 1;; config) echo http://user:canary@mirror.example:4873/;; esac"
    npm = Npm(fake_npm(tmp_path, script), report)
    with pytest.raises(RunFailed) as failed:
        npm.locate(WANTED)
    assert (failed.value.code, failed.value.params["host"]) == (code, "mirror.example")
    assert "canary" not in str(failed.value)


@pytest.mark.parametrize("said", ["", "[]", "{}", '{"tarball": 3', '{"tarball": "http://h/x.tgz", "integrity": "sha512-no"}'])
def test_an_answer_without_file_or_hash_is_a_failure(said: str, tmp_path: Path, report: Report) -> None:
    npm = Npm(fake_npm(tmp_path, f"echo '{said}'"), report)
    with pytest.raises(RunFailed):
        npm.resolve(PackageWish(registry="npm", name="tiny", version="1.0.0"))
