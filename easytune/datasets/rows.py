"""Reads pages out of a version's files: canonical rows, searched if asked, and rejected rows. Blocking; knows no database."""

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from easytune.contract.error_codes import ErrorCode, message
from easytune.core.pages import Page, Paging
from easytune.datasets.schemas import RejectedRowOut, RowOut


def rows_page(path: Path, paging: Paging, search: str | None) -> Page[RowOut]:
    """One page in file order. search: rows whose text, label or raw fields contain it, whatever its case; total counts those."""
    import pyarrow.parquet

    with pyarrow.parquet.ParquetFile(path) as file:
        if search:
            return _searched(file, paging, search)
        return Page(items=_slice(file, paging.offset, paging.page_size), total=file.metadata.num_rows)


def _slice(file: Any, offset: int, count: int) -> list[RowOut]:
    """Only the row groups that hold wanted rows are read."""
    found: list[RowOut] = []
    before = 0
    for group in range(file.metadata.num_row_groups):
        size = file.metadata.row_group(group).num_rows
        if before + size > offset and len(found) < count:
            table = file.read_row_group(group).slice(max(0, offset - before), count - len(found))
            found += _rows(table)
        before += size
    return found


def _searched(file: Any, paging: Paging, search: str) -> Page[RowOut]:
    found: list[RowOut] = []
    matching = 0
    for table in _matching(file, search):
        if matching + table.num_rows > paging.offset and len(found) < paging.page_size:
            found += _rows(table.slice(max(0, paging.offset - matching), paging.page_size - len(found)))
        matching += table.num_rows
    return Page(items=found, total=matching)


def _matching(file: Any, search: str) -> Iterator[Any]:
    import pyarrow.compute as compute

    for group in range(file.metadata.num_row_groups):
        table = file.read_row_group(group)
        label = compute.binary_join(table["labels"], "\n") if "labels" in table.column_names else table["label"]
        searched = (table["text"], label, table["raw"])
        masks = [compute.match_substring(column, search, ignore_case=True).fill_null(False) for column in searched]
        yield table.filter(compute.or_(compute.or_(masks[0], masks[1]), masks[2]))


def _rows(table: Any) -> list[RowOut]:
    import orjson

    return [
        RowOut(line=row["line"], text=row["text"], label=row.get("label"), labels=row.get("labels"), raw=orjson.loads(row["raw"]))
        for row in table.to_pylist()
    ]


def rejected_page(path: Path, paging: Paging, total: int, language: str) -> Page[RejectedRowOut]:
    """One page in file order; the message is in the reader's language."""
    with open(path, "rb") as file:
        wanted = itertools.islice(file, paging.offset, paging.offset + paging.page_size)
        return Page(items=[_rejected(line, language) for line in wanted], total=total)


def _rejected(line: bytes, language: str) -> RejectedRowOut:
    import orjson

    row = orjson.loads(line)
    code = ErrorCode(row["code"])
    return RejectedRowOut(line=row["line"], code=code, params=row["params"], message=message(code, row["params"], language), raw=row["raw"])
