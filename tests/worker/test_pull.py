"""A worker process takes a package that a user named: killed, paused, cancelled, and what a package may not hold."""

import hashlib
import json
import os
import random
import time
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest

from easytune.contract.error_codes import ErrorCode
from easytune.contract.events import Failed, Finished, Progress, Stopped
from easytune.contract.package_cache import part_name, partial_file
from easytune.contract.run_spec import PackageFile, PackageWish
from easytune.models.inspect import inspect
from easytune.worker import named_package, space
from easytune.worker.named_package import copy_model
from tests.models.stock import encoder_folder
from tests.worker.folders import events_of, report_in, run_worker, start_worker, wish_folder
from tests.worker.index_server import FILENAME, PROJECT, FakeIndex, Misdeed, running_index

WISH = PackageWish(registry="pypi", name=PROJECT, version="1.0")
PADDING = random.Random(1).randbytes(600_000)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """An ordinary model folder inside a package, with code and a pickle beside it and 600 KB that do not compress."""
    folder = encoder_folder(tmp_path_factory.mktemp("wheel") / "model")
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path in folder.iterdir():
            archive.write(path, f"tiny_model/model/{path.name}")
        archive.writestr("tiny_model/model/__init__.py", "raise SystemExit('executed')")
        archive.writestr("tiny_model/model/pytorch_model.bin", b"\x80\x04.")
        archive.writestr("tiny_model/padding", PADDING)
    return buffer.getvalue()


@pytest.fixture
def index(wheel: bytes) -> Iterator[FakeIndex]:
    with running_index(wheel, hashlib.sha256(wheel).hexdigest()) as fake:
        yield fake


def settled(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def part_bytes(cache: Path) -> int:
    return sum(path.stat().st_size for path in cache.glob("*.part"))


def pip(index: FakeIndex) -> dict[str, str]:
    return {"PIP_INDEX_URL": index.url}


def test_a_named_package_becomes_a_plain_model_folder_with_its_hash_on_record(index: FakeIndex, wheel: bytes, tmp_path: Path) -> None:
    folder = wish_folder(tmp_path / "runs", tmp_path / "cache", WISH)
    assert run_worker(folder, **pip(index)) == 0, folder.stdout.read_text()
    assert sorted(path.name for path in folder.output.iterdir()) == ["config.json", "model.safetensors", "vocab.txt"]
    assert inspect(folder.output).architecture == "BertModel"
    taken = PackageFile.model_validate_json(folder.package.read_bytes())
    assert (taken.filename, taken.sha256, taken.bytes) == (FILENAME, hashlib.sha256(wheel).hexdigest(), len(wheel))
    assert "2 entries were left behind" in folder.log.read_text()
    downloads = [event for event in events_of(folder.path) if isinstance(event, Progress) and event.phase == "download"]
    assert (downloads[-1].done, downloads[-1].total) == (len(wheel), len(wheel))


def test_a_killed_download_goes_on_where_it_was(index: FakeIndex, tmp_path: Path) -> None:
    cache, runs = tmp_path / "cache", tmp_path / "runs"
    index.bytes_per_second = 200_000
    worker = start_worker(wish_folder(runs, cache, WISH), **pip(index))
    settled(lambda: part_bytes(cache) > 100_000)
    worker.kill()
    worker.wait(10)
    kept = part_bytes(cache)
    index.bytes_per_second = None
    folder = wish_folder(runs, cache, WISH, attempt=2)
    assert run_worker(folder, **pip(index)) == 0, folder.stdout.read_text()
    assert index.asked == [None, f"bytes={kept}-"]
    assert inspect(folder.output).task == "encoder"
    assert not (runs / "1" / "1" / "packages").exists()


@pytest.mark.parametrize(("mode", "keeps"), [("save", True), ("discard", False)])
def test_a_download_that_hangs_ends_within_two_seconds_of_a_stop(mode: str, keeps: bool, index: FakeIndex, tmp_path: Path) -> None:
    index.misdeeds = [Misdeed(cut_after=50_000, stall_seconds=25)]
    folder = wish_folder(tmp_path / "runs", tmp_path / "cache", WISH)
    worker = start_worker(folder, **pip(index))
    try:
        settled(lambda: part_bytes(tmp_path / "cache") == 50_000)
        asked = time.monotonic()
        folder.stop.write_text(mode)
        assert worker.wait(10) == 0
        assert time.monotonic() - asked < 2
    finally:
        worker.kill()
        worker.wait(10)
    assert isinstance(events_of(folder.path)[-1], Stopped)
    assert part_bytes(tmp_path / "cache") == (50_000 if keeps else 0)
    assert len(list((tmp_path / "cache").iterdir())) == int(keeps)
    assert not (folder.path / "packages").exists()


def test_a_run_that_is_cancelled_before_the_index_answers_discards_what_a_paused_one_left(tmp_path: Path) -> None:
    part = partial_file(tmp_path / "cache", part_name(WISH))
    part.parent.mkdir()
    part.write_bytes(b"half")
    folder = wish_folder(tmp_path / "runs", tmp_path / "cache", WISH)
    folder.stop.write_text("discard")
    assert run_worker(folder, PIP_INDEX_URL="http://127.0.0.1:9/simple") == 0
    assert list(part.parent.iterdir()) == []


def test_sigterm_of_the_machine_keeps_what_has_arrived(index: FakeIndex, tmp_path: Path) -> None:
    index.misdeeds = [Misdeed(cut_after=50_000, stall_seconds=25)]
    folder = wish_folder(tmp_path / "runs", tmp_path / "cache", WISH)
    worker = start_worker(folder, **pip(index))
    settled(lambda: part_bytes(tmp_path / "cache") == 50_000)
    worker.terminate()
    assert worker.wait(10) == 75
    assert part_bytes(tmp_path / "cache") == 50_000
    assert not any(isinstance(event, Finished | Failed | Stopped) for event in events_of(folder.path))


def test_a_full_disk_is_told_before_the_first_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(space, "MARGIN_BYTES", 10**18)
    with pytest.raises(Exception, match="disk") as failed:
        space.check(tmp_path / "cache", missing_bytes=10, package_bytes=10, output_bytes=None)
    assert failed.value.code is ErrorCode.DISK_FULL  # type: ignore[attr-defined]
    assert list((tmp_path / "cache").iterdir()) == []


def unpacked(root: Path, *names: str) -> Path:
    for name in names:
        encoder_folder(root / name)
    return root


def copied(source: Path, folder: str | None, tmp_path: Path) -> list[str]:
    output = tmp_path / "output"
    output.mkdir()
    report = report_in(tmp_path / "run")
    try:
        copy_model(source, "tiny", folder, output, report)
    finally:
        report.close()
    return sorted(path.name for path in output.iterdir())


@pytest.mark.parametrize("folder", [None, "c", "../a", "/etc"])
def test_several_models_in_a_package_are_named_and_one_must_be_chosen(folder: str | None, tmp_path: Path) -> None:
    with pytest.raises(Exception, match="a, b") as failed:
        copied(unpacked(tmp_path / "package", "a", "b"), folder, tmp_path)
    assert failed.value.code is ErrorCode.PACKAGE_NO_MODEL  # type: ignore[attr-defined]


def test_a_chosen_folder_of_several_is_taken(tmp_path: Path) -> None:
    assert "config.json" in copied(unpacked(tmp_path / "package", "a", "b"), "b/", tmp_path)


@pytest.mark.parametrize("missing", ["config.json", "model.safetensors", "vocab.txt"])
def test_a_package_without_a_whole_model_says_so(missing: str, tmp_path: Path) -> None:
    source = unpacked(tmp_path / "package", "a")
    os.remove(source / "a" / missing)
    with pytest.raises(Exception, match="no folder has"):
        copied(source, None, tmp_path)


def test_code_and_pickles_are_never_among_the_taken_files() -> None:
    assert not any(pattern.endswith((".py", ".bin", ".pt", ".so", "*")) for pattern in named_package.TAKEN)


def test_a_config_that_points_to_code_is_left_to_the_scan(tmp_path: Path) -> None:
    source = unpacked(tmp_path / "package", "a")
    config = json.loads((source / "a" / "config.json").read_text())
    (source / "a" / "config.json").write_text(json.dumps(config | {"auto_map": {"AutoModel": "own.Model"}}))
    copied(source, None, tmp_path)
    with pytest.raises(Exception, match="code") as refused:
        inspect(tmp_path / "output")
    assert refused.value.code is ErrorCode.REMOTE_CODE  # type: ignore[attr-defined]
