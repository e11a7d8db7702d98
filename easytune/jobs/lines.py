"""Whole lines of an append-only file with the byte offset behind each. Knows no line's meaning and no database."""

import os
from dataclasses import dataclass
from pathlib import Path

_STRIDE_BYTES = 64 << 10


@dataclass(frozen=True)
class Line:
    """One complete line without its newline; end is the byte offset behind the newline."""

    content: bytes
    end: int


def lines_after(path: Path, offset: int, *, max_bytes: int = 256 << 10) -> list[Line]:
    """Complete lines after a byte offset, about max_bytes of them; a torn last line waits for its newline.

    A missing file reads as empty. A line longer than max_bytes is returned whole.
    Raises: OSError when the file is there and cannot be read.
    """
    try:
        file = open(path, "rb")  # noqa: SIM115 - closed by the with below
    except FileNotFoundError:
        return []
    with file:
        file.seek(offset)
        data = file.read(max_bytes)
        if len(data) == max_bytes and not data.endswith(b"\n"):
            data += file.readline()
    found: list[Line] = []
    for content in data[: data.rfind(b"\n") + 1].split(b"\n")[:-1]:
        offset += len(content) + 1
        found.append(Line(content, offset))
    return found


def size_of(path: Path) -> int:
    """Bytes of a file; 0 when it is missing."""
    try:
        return os.stat(path).st_size
    except FileNotFoundError:
        return 0


def complete_bytes(path: Path) -> int:
    """The offset behind the last complete line; 0 when the file is missing."""
    try:
        file = open(path, "rb")  # noqa: SIM115 - closed by the with below
    except FileNotFoundError:
        return 0
    with file:
        end = file.seek(0, os.SEEK_END)
        while end > 0:
            start = max(0, end - _STRIDE_BYTES)
            file.seek(start)
            newline = file.read(end - start).rfind(b"\n")
            if newline >= 0:
                return start + newline + 1
            end = start
    return 0
