"""An append-only file of JSON lines with one writer and any number of readers. Knows no event by name."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel

from easytune.contract.events import Event


class JournalWriter:
    """Appends whole lines with one write(2) each; survives SIGKILL up to the last complete line.

    A torn last line, of an earlier writer or of a disk that was full for a moment, is closed first, so that it spoils no
    line but itself.
    """

    def __init__(self, path: Path, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._torn = _ends_torn(path)
        self._file = open(path, "ab", buffering=0)  # noqa: SIM115 - lives as long as the process
        self._now = now
        self._seq = 0

    def write(self, event: Event) -> None:
        """Number, date and append one event. Raises: OSError."""
        self.append(event.model_copy(update={"seq": self._seq + 1, "at": self._now()}))
        self._seq += 1

    def append(self, line: BaseModel) -> None:
        """Append any contract model as one line. Raises: OSError; then the line counts as not written."""
        rest = memoryview((b"\n" if self._torn else b"") + line.model_dump_json().encode() + b"\n")
        while rest:  # a disk that fills up takes a part, and refuses only the rest
            rest = rest[self._file.write(rest) :]
            self._torn = bool(rest)

    def sync(self) -> None:
        """Make everything written so far survive a power cut."""
        os.fsync(self._file.fileno())

    def close(self) -> None:
        self._file.close()


def _ends_torn(path: Path) -> bool:
    try:
        with open(path, "rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) != b"\n"
    except OSError:  # missing or empty
        return False


@dataclass(frozen=True)
class Chunk:
    """Complete lines read from a journal and the byte offset behind the last of them."""

    lines: list[bytes]
    offset: int


def read_from(path: Path, offset: int, *, max_bytes: int = 1 << 20) -> Chunk:
    """Whole lines after a byte offset, at most about max_bytes; a torn last line is left for the next call.

    A missing file reads as empty. A line longer than max_bytes is still returned whole.
    """
    try:
        file = open(path, "rb")  # noqa: SIM115
    except FileNotFoundError:
        return Chunk([], offset)
    with file:
        file.seek(offset)
        data = file.read(max_bytes)
        if b"\n" not in data and len(data) == max_bytes:
            data += file.readline()
    end = data.rfind(b"\n") + 1
    return Chunk([line for line in data[:end].split(b"\n") if line], offset + end)


def last_line_of(path: Path, max_characters: int = 300) -> str:
    """The last line of a text file that says anything, for people, without control characters; empty when there is none."""
    try:
        with open(path, "rb") as file:
            file.seek(max(0, path.stat().st_size - 4096))
            lines = file.read().decode(errors="replace").split("\n")
    except FileNotFoundError:
        return ""
    spoken = [line.strip() for line in lines if line.strip()]
    return "".join(character for character in spoken[-1] if character.isprintable())[:max_characters] if spoken else ""
