"""Reads the entries of a tar stream: regular files and folders, anything else is told apart. Knows no paths and writes nothing.

Our own reader, because the one of the standard library loads headers of any size into memory and offers links.
Formats: POSIX.1-2001 (ustar and pax) and GNU long names.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from easytune.worker.entries import CHUNK_BYTES, Entry, read_exactly, refused

BLOCK_BYTES = 512
MAX_HEADER_BYTES = 64 * 1024
MAX_HEADERS_BYTES = 8 * 1024**2
_REGULAR = (b"0", b"\0")
_FOLDER = b"5"
_WITHOUT_CONTENT = (b"1", b"2", b"3", b"4", b"6")  # links, devices, pipes: POSIX says that no data follows
_PAX, _PAX_GLOBAL, _GNU_LONG_NAME = b"x", b"g", b"L"


@dataclass(frozen=True)
class _Header:
    name: str
    size: int
    type: bytes


def tar_entries(stream: BinaryIO) -> Iterator[Entry]:
    """Entries in order; a link or device is not plain and has no content.

    Raises: RunFailed(ARCHIVE_UNSAFE) at the first sparse file or damaged header.
    """
    name: str | None = None
    size: int | None = None
    extra_bytes = 0
    while (header := _read_header(stream)) is not None:
        if header.type in (_GNU_LONG_NAME, _PAX, _PAX_GLOBAL):
            extra_bytes += BLOCK_BYTES + header.size
            if extra_bytes > MAX_HEADERS_BYTES:
                raise refused("its headers are too large")
        if header.type == _GNU_LONG_NAME:
            name = _text(_read_small(stream, header.size).split(b"\0", 1)[0])
        elif header.type in (_PAX, _PAX_GLOBAL):
            records = _pax_records(_read_small(stream, header.size))
            if header.type == _PAX_GLOBAL and not records.keys().isdisjoint({"path", "size"}):
                raise refused("a global header renames its entries")
            name = records.get("path", name)
            size = _decimal(records["size"]) if "size" in records else size
        else:
            yield _entry(stream, header, header.name if name is None else name, header.size if size is None else size)
            name = size = None


def _entry(stream: BinaryIO, header: _Header, name: str, size: int) -> Entry:
    is_folder = header.type == _FOLDER or name.endswith("/")
    if header.type in _WITHOUT_CONTENT:
        return Entry(name, is_folder=False, content=iter(()), is_plain=False)
    if header.type != _FOLDER and header.type not in _REGULAR:
        raise refused(f"{name!a:.200} is of an unknown kind")
    if is_folder and size:
        raise refused(f"the folder {name!a:.200} has content")
    return Entry(name, is_folder, _content(stream, size))


def _read_header(stream: BinaryIO) -> _Header | None:
    """None at the end of the archive."""
    block = stream.read(BLOCK_BYTES)
    if not block or block == bytes(BLOCK_BYTES):
        return None
    if len(block) != BLOCK_BYTES:
        raise refused("it is cut off")
    if sum(block[:148]) + 8 * 0x20 + sum(block[156:]) != _number(block[148:156]):
        raise refused("a header's checksum is wrong")
    name = _text(block[:100].split(b"\0", 1)[0])
    prefix = _text(block[345:500].split(b"\0", 1)[0]) if block[257:263] == b"ustar\0" else ""
    return _Header(f"{prefix}/{name}" if prefix else name, _number(block[124:136]), block[156:157])


def _content(stream: BinaryIO, size: int) -> Iterator[bytes]:
    remaining = size
    while remaining:
        chunk = stream.read(min(CHUNK_BYTES, remaining))
        if not chunk:
            raise refused("it is cut off")
        remaining -= len(chunk)
        yield chunk
    _skip_padding(stream, size)


def _read_small(stream: BinaryIO, size: int) -> bytes:
    if size > MAX_HEADER_BYTES:
        raise refused("a header is too large")
    data = read_exactly(stream, size)
    _skip_padding(stream, size)
    return data


def _skip_padding(stream: BinaryIO, size: int) -> None:
    read_exactly(stream, -size % BLOCK_BYTES)


def _pax_records(data: bytes) -> dict[str, str]:
    """Records of the form `length key=value\\n`, where length counts the whole record."""
    records: dict[str, str] = {}
    while data:
        length_text, _, _ = data.partition(b" ")
        length = _decimal(_text(length_text))
        key, equals, value = data[len(length_text) + 1 : length - 1].partition(b"=")
        if length > len(data) or data[length - 1 : length] != b"\n" or not equals:
            raise refused("a header is damaged")
        if key.startswith(b"GNU.sparse"):
            raise refused("it holds a sparse file")
        records[_text(key)] = value.decode("utf-8", errors="replace")
        data = data[length:]
    return records


def _number(field: bytes) -> int:
    """Octal digits, or base 256 when the first bit is set (GNU)."""
    if field[0] & 0x80:
        return int.from_bytes(bytes([field[0] & 0x7F]) + field[1:], "big")
    digits = field.strip(b" \0")
    if not digits:
        return 0
    if not all(character in b"01234567" for character in digits):
        raise refused("a header is damaged")
    return int(digits, 8)


def _decimal(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise refused("a header is damaged")
    return int(text)


def _text(data: bytes) -> str:
    return data.decode("utf-8", errors="replace")
