"""A multipart body becomes one whole file, or nothing at all."""

import hashlib
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from starlette.requests import ClientDisconnect

from easytune.contract.error_codes import ErrorCode
from easytune.core.errors import InvalidInput, TooLarge, Unavailable, UserError
from easytune.datasets.multipart import shown_filename
from easytune.datasets.upload import Upload, receive

BOUNDARY = "----boundary"
TYPE = f"multipart/form-data; boundary={BOUNDARY}"


def part(name: str, content: bytes, filename: str | None = None) -> bytes:
    extra = f'; filename="{filename}"' if filename is not None else ""
    return f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{extra}\r\n\r\n'.encode() + content + b"\r\n"


def body(*parts: bytes) -> bytes:
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


async def chunks(content: bytes, size: int = 1_000, *, cut_after: int | None = None) -> AsyncIterator[bytes]:
    end = len(content) if cut_after is None else cut_after
    for start in range(0, end, size):
        yield content[start : min(start + size, end)]
    if cut_after is not None:
        raise ClientDisconnect


async def received(folder: Path, stream: AsyncIterator[bytes], *, limit: int = 10_000_000, **headers: str) -> Upload:
    given = {"content-type": TYPE} | {name.replace("_", "-"): value for name, value in headers.items()}
    return await receive(given, stream, uploads=folder, limit_bytes=limit)


async def refused(folder: Path, stream: AsyncIterator[bytes], *, limit: int = 10_000_000, **headers: str) -> UserError:
    with pytest.raises(UserError) as caught:
        await received(folder, stream, limit=limit, **headers)
    assert os.listdir(folder) == []
    return caught.value


@pytest.mark.parametrize("size", [1, 7, 1_000, 10_000_000])
async def test_a_file_arrives_byte_for_byte_however_it_is_cut(tmp_path: Path, size: int) -> None:
    content = b"text,label\r\n--" + BOUNDARY.encode() + b"x\r\n" + bytes(range(256)) * (4 if size < 10 else 8_000)
    whole = body(part("name", "评论".encode()), part("file", content, "评论.csv"), part("label_column", b""))
    upload = await received(tmp_path, chunks(whole, size))
    assert upload.path.read_bytes() == content
    assert upload.bytes == len(content)
    assert upload.sha256 == hashlib.sha256(content).hexdigest()
    assert upload.filename == "评论.csv"
    assert upload.fields == {"name": "评论", "label_column": ""}


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
async def test_an_upload_that_is_cut_leaves_nothing(tmp_path: Path, share: float) -> None:
    whole = body(part("file", b"text,label\n" + b"a,b\n" * 500_000, "a.csv"))
    error = await refused(tmp_path, chunks(whole, 64 * 1024, cut_after=int(len(whole) * share)))
    assert error.code is ErrorCode.UPLOAD_INCOMPLETE


async def test_a_body_without_its_last_boundary_is_incomplete(tmp_path: Path) -> None:
    error = await refused(tmp_path, chunks(part("file", b"text\na\n", "a.csv")))
    assert error.code is ErrorCode.UPLOAD_INCOMPLETE


async def test_a_declared_length_over_the_limit_is_refused_before_reading(tmp_path: Path) -> None:
    read = 0

    async def counted() -> AsyncIterator[bytes]:
        nonlocal read
        read += 1
        yield b""

    error = await refused(tmp_path, counted(), limit=1_000, content_length="100000000")
    assert isinstance(error, TooLarge)
    assert error.params == {"limit_bytes": 1_000}
    assert read <= 1


async def test_a_file_that_grows_over_the_limit_is_refused_while_it_arrives(tmp_path: Path) -> None:
    error = await refused(tmp_path, chunks(body(part("file", b"x" * 2_000_000, "a.csv"))), limit=1_500_000)
    assert isinstance(error, TooLarge)


async def test_a_file_of_exactly_the_limit_is_taken(tmp_path: Path) -> None:
    upload = await received(tmp_path, chunks(body(part("file", b"x" * 1_500_000, "a.csv"))), limit=1_500_000)
    assert upload.bytes == 1_500_000


async def test_a_file_that_does_not_fit_on_the_disk_is_refused(tmp_path: Path) -> None:
    declared = shutil.disk_usage(tmp_path).total
    error = await refused(tmp_path, chunks(b""), limit=declared * 2, content_length=str(declared))
    assert isinstance(error, Unavailable)
    assert error.code is ErrorCode.DISK_FULL


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no multipart at all",
        body(part("name", b"x")),
        body(part("file", b"text\na\n")),
        body(part("file", b"a", "a.csv"), part("file", b"b", "b.csv")),
        body(*[part(f"field{number}", b"x") for number in range(100)], part("file", b"a", "a.csv")),
        b"--" + BOUNDARY.encode() + b"\r\n" + b"X: y\r\n" * 100_000,
        b"--" + BOUNDARY.encode() + b"\r\nX: " + b"y" * 1_000_000,
    ],
)
async def test_a_body_without_one_file_is_refused(tmp_path: Path, content: bytes) -> None:
    error = await refused(tmp_path, chunks(content))
    assert error.code in (ErrorCode.FILE_MISSING, ErrorCode.UPLOAD_INCOMPLETE)


@pytest.mark.parametrize("content_type", ["", "application/json", "multipart/form-data", "multipart/form-data; boundary=", "text/csv"])
async def test_another_content_type_is_refused(tmp_path: Path, content_type: str) -> None:
    error = await refused(tmp_path, chunks(b"text\na\n"), content_type=content_type)
    assert error.code is ErrorCode.FILE_MISSING


async def test_a_field_that_is_too_long_is_refused(tmp_path: Path) -> None:
    error = await refused(tmp_path, chunks(body(part("name", b"x" * 100_000), part("file", b"a", "a.csv"))))
    assert error.code is ErrorCode.INVALID_INPUT


async def test_an_unknown_extension_is_refused_before_the_file_has_arrived(tmp_path: Path) -> None:
    error = await refused(tmp_path, chunks(part("file", b"x" * 5_000_000, "a.exe")))
    assert error.code is ErrorCode.FORMAT_UNKNOWN


async def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    error = await refused(tmp_path, chunks(body(part("file", b"", "a.csv"))))
    assert isinstance(error, InvalidInput)
    assert error.code is ErrorCode.FILE_EMPTY


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd.csv", "passwd.csv"),
        ("..\\..\\windows\\a.csv", "a.csv"),
        ("C:\\data\\评论.csv", "评论.csv"),
        ("a\0b.csv", "a\ufffdb.csv"),
        ("a\u202egnp.csv", "a\ufffdgnp.csv"),
        ("<img src=x onerror=alert(1)>.csv", "<img src=x onerror=alert(1)>.csv"),
        ("x" * 400 + ".csv", "x" * 251 + ".csv"),
        ("." + "x" * 400, "." + "x" * 254),
    ],
)
def test_a_client_s_filename_is_only_shown(given: str, shown: str) -> None:
    assert shown_filename(given) == shown
