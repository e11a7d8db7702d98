"""Reads pages out of a version's files: canonical rows, searched if asked, and rejected rows. Blocking; knows no database."""

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from easytune.contract.error_codes import ErrorCode
from easytune.contract.error_texts import message
from easytune.contract.rows import Conversation, Role
from easytune.core.pages import Page, Paging
from easytune.datasets.row_search import matching
from easytune.datasets.schemas import RejectedRowOut, RowOut


def rows_page(path: Path, paging: Paging, search: str | None) -> Page[RowOut]:
    """One page in file order. search: rows whose text, label, turns or raw fields contain it, whatever its case; total counts those."""
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
    for group in range(file.metadata.num_row_groups):
        yield matching(file.read_row_group(group), search)


def _rows(table: Any) -> list[RowOut]:
    return [_row(row) for row in table.to_pylist()]


def _row(row: dict[str, Any]) -> RowOut:
    import orjson

    line, raw = row["line"], orjson.loads(row["raw"])
    if "conversation" not in row:
        return RowOut(line=line, text=row["text"], label=row.get("label"), labels=row.get("labels"), raw=raw)
    conversation = Conversation.model_validate_json(row["conversation"])
    question = next(turn.content for turn in conversation.turns if turn.role is Role.USER)
    return RowOut(line=line, text=question, label=None, labels=None, conversation=conversation, raw=raw)


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
