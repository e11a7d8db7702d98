"""From a raw file to one written version: detect, guess, read, check, write. Blocking; knows no database and no upload.

`in_thread` runs it beside the event loop, two at a time, and stops it when whoever waits is cancelled.
"""

import asyncio
import functools
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from easytune.contract.error_codes import ErrorCode
from easytune.contract.error_texts import sentence
from easytune.core.errors import InvalidInput
from easytune.datasets.columns import Said, as_said, choose
from easytune.datasets.detect import detect
from easytune.datasets.layout import Layout
from easytune.datasets.raw_rows import RawRow
from easytune.datasets.read import first_rows, read_rows
from easytune.datasets.schemas import Mapping
from easytune.datasets.store import Version, write

SAMPLE_ROWS = 1_000
_AT_ONCE = 2
T = TypeVar("T")


@dataclass(frozen=True)
class Imported:
    layout: Layout
    mapping: Mapping
    multi_label: bool
    version: Version


def import_file(raw: Path, filename: str, said: Said, folder: Path, language: str, cancelled: threading.Event) -> Imported:
    """Read a raw file into an empty folder. language: of the reason inside NO_VALID_ROWS.

    Raises: InvalidInput for everything that is wrong with the file or the columns; then the folder may hold half a version.
    """
    layout = as_said(detect(raw, filename), said)
    sample = first_rows(raw, layout, SAMPLE_ROWS)
    if not sample:
        raise InvalidInput(ErrorCode.NO_ROWS)
    mapping, multi_label = choose(layout, [row.fields for row in sample if isinstance(row, RawRow)], said)
    with closing(read_rows(raw, layout)) as rows:
        version = write(rows, mapping, folder, cancelled, multi_label=multi_label)
    if version.rows == 0:
        raise _nothing_usable(version, language)
    return Imported(layout, mapping, multi_label, version)


def _nothing_usable(version: Version, language: str) -> InvalidInput:
    error = version.first_error
    if error is None:
        return InvalidInput(ErrorCode.NO_ROWS)
    return InvalidInput(
        ErrorCode.NO_VALID_ROWS,
        rows=version.rejected_rows,
        line=error.line,
        reason=sentence(error.code, error.params, language),
        columns=", ".join(field.name for field in version.fields),
    )


async def in_thread(work: Callable[[threading.Event], T]) -> T:
    """Run blocking work off the event loop; at most two at once, so that the rest of the server keeps its threads."""
    cancelled = threading.Event()
    try:
        return await asyncio.get_running_loop().run_in_executor(_pool(), work, cancelled)
    except asyncio.CancelledError:
        cancelled.set()
        raise


@functools.cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="import")
