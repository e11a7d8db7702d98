"""The extractor writes plain files inside its folder, or nothing at all."""

import tarfile
import time
import zipfile
from pathlib import Path

import pytest

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed, StopAsked
from easytune.worker.archive import Limits, unpack
from tests.worker.evil_archives import EVIL, tar_of, zip_of

GOOD = {"package/a.txt": b"hello", "package/deep/\u4e2d\u6587.bin": bytes(range(256)) * 1000, "package/empty": b""}


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", EVIL)
def test_an_evil_archive_is_refused_and_leaves_nothing_behind(name: str, tmp_path: Path) -> None:
    archive = tmp_path / "in" / "archive"
    archive.parent.mkdir()
    archive.write_bytes(EVIL[name])
    started = time.monotonic()
    with pytest.raises(RunFailed) as refused:
        unpack(archive, tmp_path / "room" / "out")
    assert refused.value.code is ErrorCode.ARCHIVE_UNSAFE
    assert time.monotonic() - started < 5
    assert list((tmp_path / "room").iterdir()) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "room"]


@pytest.mark.parametrize("format_", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_what_the_standard_library_packs_as_tar_comes_out_the_same(format_: int, mode: str, tmp_path: Path) -> None:
    source = tmp_path / "source"
    wanted = GOOD if format_ == tarfile.USTAR_FORMAT else GOOD | {"package/" + "long" * 30 + "/" + "name" * 30: b"x"}
    for name, content in wanted.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes(content)
    with tarfile.open(tmp_path / "archive", mode, format=format_) as archive:  # type: ignore[call-overload]
        archive.add(source / "package", "package")
    written = unpack(tmp_path / "archive", tmp_path / "out")
    assert tree(tmp_path / "out") == wanted
    assert written == sum(map(len, wanted.values()))


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_what_the_standard_library_packs_as_zip_comes_out_the_same(compression: int, tmp_path: Path) -> None:
    (tmp_path / "archive").write_bytes(zip_of(GOOD.items(), compression=compression))
    unpack(tmp_path / "archive", tmp_path / "out")
    assert tree(tmp_path / "out") == GOOD


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(max_entries=2), "entries"),
        (Limits(max_bytes=1000), "bytes"),
        (Limits(max_depth=2), "too long"),
        (Limits(max_name_bytes=12), "too long"),
    ],
)
def test_limits_are_counted_while_unpacking(limits: Limits, reason: str, tmp_path: Path) -> None:
    (tmp_path / "archive").write_bytes(tar_of((name, b"0", content) for name, content in GOOD.items()))
    with pytest.raises(RunFailed, match=reason):
        unpack(tmp_path / "archive", tmp_path / "out", limits)
    assert not (tmp_path / "out").exists()


def test_unpacked_files_cannot_be_run(tmp_path: Path) -> None:
    (tmp_path / "archive").write_bytes(zip_of([("run.sh", b"#!/bin/sh\n")], mode=0o100777))
    unpack(tmp_path / "archive", tmp_path / "out")
    assert (tmp_path / "out" / "run.sh").stat().st_mode & 0o111 == 0


def test_unpacking_can_be_stopped_and_then_leaves_nothing(tmp_path: Path) -> None:
    def stop(_written: int) -> None:
        raise StopAsked

    (tmp_path / "archive").write_bytes(zip_of(GOOD.items()))
    with pytest.raises(StopAsked):
        unpack(tmp_path / "archive", tmp_path / "out", watch=stop)
    assert [path.name for path in tmp_path.iterdir()] == ["archive"]


def test_what_a_killed_process_left_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / ".out.unpacking").mkdir()
    (tmp_path / ".out.unpacking" / "half").write_bytes(b"x")
    (tmp_path / "archive").write_bytes(zip_of(GOOD.items()))
    unpack(tmp_path / "archive", tmp_path / "out")
    assert tree(tmp_path / "out") == GOOD


LINK_BESIDE = [("p/link", b"2", b""), ("p/wanted", b"0", b"yes"), ("p/hard", b"1", b""), ("../up", b"0", b"no"), ("p/other", b"0", b"no")]


@pytest.mark.parametrize("compress", [True, False])
def test_what_is_not_wanted_is_passed_over_whatever_it_is(compress: bool, tmp_path: Path) -> None:
    (tmp_path / "archive").write_bytes(tar_of(LINK_BESIDE, compress=compress))
    unpack(tmp_path / "archive", tmp_path / "room" / "out", only=["p/wanted"])
    assert tree(tmp_path) == {"archive": (tmp_path / "archive").read_bytes(), "room/out/p/wanted": b"yes"}
    (tmp_path / "zip").write_bytes(zip_of([("../up", b"no"), ("wanted", b"yes")]))
    unpack(tmp_path / "zip", tmp_path / "room" / "zip", only=["wanted"])
    assert tree(tmp_path / "room" / "zip") == {"wanted": b"yes"}


@pytest.mark.parametrize("only", [["p/link"], ["p/hard"], ["../up"], []])
def test_a_link_or_a_way_out_that_is_wanted_is_refused(only: list[str], tmp_path: Path) -> None:
    (tmp_path / "archive").write_bytes(tar_of(LINK_BESIDE))
    with pytest.raises(RunFailed) as refused:
        unpack(tmp_path / "archive", tmp_path / "room" / "out", only=only)
    assert refused.value.code is ErrorCode.ARCHIVE_UNSAFE
    assert list((tmp_path / "room").iterdir()) == []


def test_what_is_passed_over_counts_in_the_limits(tmp_path: Path) -> None:
    (tmp_path / "archive").write_bytes(tar_of([("bomb", b"0", bytes(8 << 20)), ("wanted", b"0", b"yes")]))
    with pytest.raises(RunFailed) as refused:
        unpack(tmp_path / "archive", tmp_path / "out", only=["wanted"])
    assert "times its size" in str(refused.value)
