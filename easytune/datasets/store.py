"""Writes one version of a dataset: rows.parquet and rejected.jsonl, with bounded memory. Knows no database and no upload."""

import hashlib
import os
import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import assert_never

from easytune.contract.error_codes import ErrorCode
from easytune.contract.rows import CanonicalRow, Conversation, LabelledText, MultiLabelledText, PlainText, RowError
from easytune.core.errors import InvalidInput
from easytune.datasets.fields import FieldCounter
from easytune.datasets.formats import canonical
from easytune.datasets.raw_rows import AnyRow, BadRow
from easytune.datasets.rows_file import GROUP_ROWS, RowsFile, columns_of, json_text
from easytune.datasets.schemas import FieldOut, Mapping, TextMapping

ROWS_FILE, REJECTED_FILE = "rows.parquet", "rejected.jsonl"
MAX_LABELS = 5_000
MAX_REJECTED_CHARACTERS = 2_000
_CHUNK_BYTES = 1 << 20


class Cancelled(Exception):
    """Whoever asked for the rows has gone."""


@dataclass(frozen=True)
class Version:
    """What was written; rows + rejected_rows is every row of the file. rows_sha256 is of rows.parquet."""

    rows: int
    rejected_rows: int
    labels: dict[str, int]
    fields: list[FieldOut]
    first_error: RowError | None
    rows_sha256: str


def write(rows: Iterable[AnyRow], mapping: Mapping, folder: Path, cancelled: threading.Event, *, multi_label: bool = False) -> Version:
    """Fill a folder that exists and is empty; both files are on disk (fsync) when this returns. Blocking.

    Raises: InvalidInput(TOO_MANY_LABELS and all of read_rows), Cancelled, OSError.
    """
    fields = FieldCounter()
    labels: Counter[str] = Counter()
    with (
        RowsFile(folder / ROWS_FILE, columns_of(mapping, multi_label=multi_label)) as good,
        _RejectedFile(folder / REJECTED_FILE) as rejected,
    ):
        for number, row in enumerate(rows):
            if number % GROUP_ROWS == 0 and cancelled.is_set():
                raise Cancelled
            if isinstance(row, BadRow):
                rejected.add(row.error, row.raw)
                continue
            fields.add(row.fields)
            found = canonical(row, mapping, multi_label=multi_label)
            if isinstance(found, RowError):
                rejected.add(found, json_text(row.fields))
                continue
            good.add(row, found)
            labels.update(_labels_of(found))
            if len(labels) > MAX_LABELS:
                raise _too_many_labels(mapping)
    return Version(
        rows=good.rows,
        rejected_rows=rejected.rows,
        labels=dict(labels.most_common()),
        fields=fields.fields(),
        first_error=rejected.first,
        rows_sha256=_sync_and_hash(folder),
    )


def _too_many_labels(mapping: Mapping) -> InvalidInput:
    column = mapping.label if isinstance(mapping, TextMapping) else None
    return InvalidInput(ErrorCode.TOO_MANY_LABELS, column=column, limit=MAX_LABELS)


def _labels_of(row: CanonicalRow) -> tuple[str, ...]:
    match row:
        case LabelledText():
            return (row.label,)
        case MultiLabelledText():
            return row.labels
        case PlainText() | Conversation():
            return ()
        case _:
            assert_never(row)


class _RejectedFile:
    """One JSON object a line: line, code, params, raw (cut off when long)."""

    def __init__(self, path: Path) -> None:
        self._file = open(path, "wb")  # noqa: SIM115 - closed by __exit__
        self.rows = 0
        self.first: RowError | None = None

    def __enter__(self) -> "_RejectedFile":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()

    def add(self, error: RowError, raw: str) -> None:
        import orjson

        shown = raw[:MAX_REJECTED_CHARACTERS]
        line = {"line": error.line, "code": error.code.value, "params": error.params, "raw": shown}
        self._file.write(orjson.dumps(line) + b"\n")
        self.rows += 1
        self.first = self.first or error


def _sync_and_hash(folder: Path) -> str:
    """fsync both files; the sha256 of the rows, read back from disk."""
    digest = hashlib.sha256()
    with open(folder / REJECTED_FILE, "rb") as file:
        os.fsync(file.fileno())
    with open(folder / ROWS_FILE, "rb") as file:
        os.fsync(file.fileno())
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()
