"""From a raw file to one written version: detect, guess, read, check, write. Blocking; knows no database and no upload.

`in_thread` runs it beside the event loop, two at a time, and stops it when whoever waits is cancelled.
"""

import asyncio
import functools
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from easytune.contract.error_codes import ErrorCode, sentence
from easytune.core.errors import InvalidInput
from easytune.datasets.detect import detect
from easytune.datasets.guess import guess
from easytune.datasets.layout import LABEL_COLUMN, TEXT_COLUMN, Format, Layout
from easytune.datasets.raw_rows import RawRow
from easytune.datasets.read import first_rows, read_rows
from easytune.datasets.schemas import Mapping
from easytune.datasets.separators import guess_separator
from easytune.datasets.store import Version, write

SAMPLE_ROWS = 1_000
_AT_ONCE = 2
T = TypeVar("T")


@dataclass(frozen=True)
class Columns:
    """What a person said about the columns; None means guess, an empty label or separator means that there is none."""

    text: str | None = None
    label: str | None = None
    separator: str | None = None


@dataclass(frozen=True)
class Imported:
    layout: Layout
    mapping: Mapping
    multi_label: bool
    version: Version


def import_file(raw: Path, filename: str, columns: Columns, folder: Path, language: str, cancelled: threading.Event) -> Imported:
    """Read a raw file into an empty folder. language: of the reason inside NO_VALID_ROWS.

    Raises: InvalidInput for everything that is wrong with the file or the columns; then the folder may hold half a version.
    """
    layout = detect(raw, filename)
    layout, mapping, multi_label = _choose(raw, layout, columns)
    with closing(read_rows(raw, layout)) as rows:
        version = write(rows, mapping, folder, cancelled, multi_label=multi_label)
    if version.rows == 0:
        raise _nothing_usable(version, language)
    return Imported(layout, mapping, multi_label, version)


class _Choice(NamedTuple):
    layout: Layout
    mapping: Mapping
    multi_label: bool


def _choose(raw: Path, layout: Layout, columns: Columns) -> _Choice:
    """The mapping, and the layout that fits it: a text file is cut at its tabs only when labels are wanted."""
    if layout.format is Format.TXT:
        layout = replace(layout, labelled=layout.labelled if columns.label is None else bool(columns.label))
    sample = first_rows(raw, layout, SAMPLE_ROWS)
    fields = [row.fields for row in sample if isinstance(row, RawRow)]
    if layout.format is Format.TXT:
        known = [TEXT_COLUMN, LABEL_COLUMN] if layout.labelled else [TEXT_COLUMN]
        guessed = Mapping(text=TEXT_COLUMN, label=LABEL_COLUMN if layout.labelled else None)
        return _Choice(layout, *_several(_checked(known, guessed, columns), fields, columns))
    known = list(layout.columns) or list(dict.fromkeys(name for row in fields for name in row))
    if not sample:
        raise InvalidInput(ErrorCode.NO_ROWS)
    if not known:
        return _Choice(layout, Mapping(text=columns.text or TEXT_COLUMN), False)
    return _Choice(layout, *_several(_checked(known, guess(known, fields), columns), fields, columns))


def _several(mapping: Mapping, sample: Sequence[dict[str, Any]], columns: Columns) -> tuple[Mapping, bool]:
    """The mapping with its separator, and whether a text may have several labels: a list in the sample says so by itself."""
    if mapping.label is None:
        return mapping, False
    values = [row.get(mapping.label) for row in sample]
    separator = guess_separator(values) if columns.separator is None else columns.separator or None
    return mapping.model_copy(update={"label_separator": separator}), separator is not None or any(
        isinstance(value, list) for value in values
    )


def _checked(known: list[str], guessed: Mapping, columns: Columns) -> Mapping:
    for column in (columns.text, columns.label):
        if column and column not in known:
            raise InvalidInput(ErrorCode.COLUMN_MISSING, column=column, columns=", ".join(known[:100]))
    if columns.text and columns.text == columns.label:
        raise InvalidInput(ErrorCode.SAME_COLUMN, column=columns.text)
    text = (
        columns.text
        or (guessed.text if guessed.text != columns.label else guessed.label)
        or next((name for name in known if name != columns.label), known[0])
    )
    if columns.label is not None:
        return Mapping(text=text, label=columns.label or None)
    return Mapping(text=text, label=guessed.label if guessed.label != text else None)


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
