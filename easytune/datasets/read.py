"""Turns a file into a stream of raw rows: (line, fields), or a line with the reason why it is none. Knows no text and no label.

Memory is bounded whatever the file holds. Lines are 1-based, as an editor counts; a row of several lines has its first.
"""

import itertools
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import assert_never

from easytune.contract.error_codes import ErrorCode
from easytune.core.errors import InvalidInput
from easytune.datasets.csv_records import Record, Records
from easytune.datasets.layout import LABEL_COLUMN, TEXT_COLUMN, Format, Layout
from easytune.datasets.lines import MAX_ROW_CHARACTERS, Line, lines, open_text
from easytune.datasets.raw_rows import AnyRow, RawRow, bad
from easytune.datasets.read_json import json_document, json_lines


def read_rows(path: Path, layout: Layout) -> Generator[AnyRow, None, None]:
    """All rows of a file in order. Close the iterator when leaving early.

    Raises: InvalidInput(JSON_BROKEN with its line, JSON_SHAPE, HEADER_TOO_LONG, ENCODING_UNKNOWN).
    """
    with open_text(path, layout.encoding) as file:
        match layout.format:
            case Format.CSV | Format.TSV:
                yield from _table(lines(file), layout)
            case Format.TXT:
                yield from _text(lines(file), layout.labelled)
            case Format.JSONL:
                yield from json_lines(lines(file))
            case Format.JSON:
                yield from json_document(file)
            case _:
                assert_never(layout.format)


def first_rows(path: Path, layout: Layout, count: int) -> list[AnyRow]:
    """At most count rows, without reading on."""
    with closing(read_rows(path, layout)) as rows:
        return list(itertools.islice(rows, count))


def _table(source: Iterator[Line], layout: Layout) -> Iterator[AnyRow]:
    records = iter(Records(source, layout.delimiter))
    if layout.first_row_is_header:
        header = next(records, None)
        if header is not None and header.cells is None:
            raise InvalidInput(ErrorCode.HEADER_TOO_LONG, line=header.line)
    columns = layout.columns
    for record in records:
        yield _row(record, columns)


def _row(record: Record, columns: tuple[str, ...]) -> AnyRow:
    cells = record.cells
    if cells is None and record.too_long:
        return bad(ErrorCode.ROW_TOO_LONG, record.line, record.raw, limit=MAX_ROW_CHARACTERS)
    if cells is None:
        return bad(ErrorCode.ROW_QUOTES, record.line, record.raw)
    if "\0" in record.raw:
        return bad(ErrorCode.ROW_NUL, record.line, record.raw)
    if len(cells) < len(columns) or any(cells[len(columns) :]):
        return bad(ErrorCode.ROW_COLUMNS, record.line, record.raw, found=len(cells), expected=len(columns))
    return RawRow(record.line, dict(zip(columns, cells, strict=False)))


def _text(source: Iterator[Line], labelled: bool) -> Iterator[AnyRow]:
    for number, text in source:
        if text is None:
            yield bad(ErrorCode.ROW_TOO_LONG, number, "", limit=MAX_ROW_CHARACTERS)
        elif not text.strip():
            continue
        elif "\0" in text:
            yield bad(ErrorCode.ROW_NUL, number, text)
        elif not labelled:
            yield RawRow(number, {TEXT_COLUMN: text})
        elif "\t" not in text:
            yield bad(ErrorCode.ROW_NO_TAB, number, text)
        else:
            label, _, rest = text.partition("\t")
            yield RawRow(number, {LABEL_COLUMN: label, TEXT_COLUMN: rest})
