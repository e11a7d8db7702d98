"""Where every 1,000th line of a growing log file starts, so that any page is one seek away. Knows no line's meaning.

Kept in memory and brought up to date by reading only what was appended: 1,000,000 lines of 150 bytes take about
0.3 s the first time and nothing afterwards.
"""

import os
import threading
from functools import lru_cache
from pathlib import Path

LINES_PER_BLOCK = 1000
_CHUNK_BYTES = 1 << 20


class LogIndex:
    """Counts the complete lines of one file and reads them in blocks; safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._starts = [0]
        self._lines = 0
        self._end = 0

    def refresh(self) -> tuple[int, int]:
        """(complete lines, byte offset behind the last of them), after counting what was appended."""
        with self._lock:
            try:
                file = open(self.path, "rb")  # noqa: SIM115 - closed by the with below
            except FileNotFoundError:
                self._forget()
                return 0, 0
            with file:
                if os.fstat(file.fileno()).st_size < self._end:
                    self._forget()
                file.seek(self._end)
                position = self._end
                while chunk := file.read(_CHUNK_BYTES):
                    self._count(chunk, position)
                    position += len(chunk)
            return self._lines, self._end

    def _forget(self) -> None:
        """The file is gone or was cut: what was counted is no longer there."""
        self._starts, self._lines, self._end = [0], 0, 0

    def _count(self, chunk: bytes, position: int) -> None:
        """Advance over the newlines of a chunk that starts at the byte offset position."""
        at = chunk.find(b"\n") + 1
        while at:
            self._lines += 1
            self._end = position + at
            if self._lines % LINES_PER_BLOCK == 0:
                self._starts.append(self._end)
            at = chunk.find(b"\n", at) + 1

    @property
    def blocks(self) -> int:
        """Blocks with at least one complete line."""
        return -(-self._lines // LINES_PER_BLOCK)

    def block_bytes(self, block: int) -> int:
        with self._lock:
            return self._end_of(block) - self._starts[block]

    def read_block(self, block: int) -> bytes:
        """Up to 1,000 whole lines; the first is line block * 1,000 (0-based) of the file."""
        with self._lock:
            first, end = self._starts[block], self._end_of(block)
        with open(self.path, "rb") as file:
            file.seek(first)
            return file.read(end - first)

    def _end_of(self, block: int) -> int:
        return self._starts[block + 1] if block + 1 < len(self._starts) else self._end


@lru_cache(maxsize=64)
def index_of(path: Path) -> LogIndex:
    """The one index of a file in this process."""
    return LogIndex(path)
