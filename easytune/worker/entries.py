"""What zip and tar have in common: an entry as it is read, and the one way to refuse it. Knows no format and writes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed

CHUNK_BYTES = 64 * 1024


@dataclass(frozen=True)
class Entry:
    """An entry of an archive; `content` is read whole, before the next entry is asked for.

    is_plain: a regular file or a folder. Nothing else is ever written; whoever passes it over must not want it.
    """

    name: str
    is_folder: bool
    content: Iterator[bytes]
    is_plain: bool = True


def refused(reason: str) -> RunFailed:
    """The error of every unsafe or damaged archive; names from inside are shown with escapes."""
    return RunFailed(ErrorCode.ARCHIVE_UNSAFE, reason=reason)


def read_exactly(stream: BinaryIO, count: int) -> bytes:
    """Raises: RunFailed when the stream ends before."""
    data = stream.read(count)
    if len(data) != count:
        raise refused("it is cut off")
    return data
