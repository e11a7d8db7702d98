"""Writes canonical rows into a Parquet file, group by group, with bounded memory. Knows no raw file and counts no labels."""

from pathlib import Path
from types import TracebackType
from typing import Any, Literal, assert_never

from easytune.contract.rows import CanonicalRow, Conversation, LabelledText, MultiLabelledText, PlainText
from easytune.datasets.raw_rows import RawRow
from easytune.datasets.schemas import AnswerMapping, Mapping, TextMapping, TurnsMapping

GROUP_ROWS = 2_000
_GROUP_CHARACTERS = 16 << 20
Columns = Literal["label", "labels", "conversation"]


def columns_of(mapping: Mapping, *, multi_label: bool) -> Columns:
    """What the rows of a mapping carry beside line and raw."""
    match mapping:
        case TextMapping():
            return "labels" if multi_label else "label"
        case TurnsMapping() | AnswerMapping():
            return "conversation"
        case _:
            assert_never(mapping)


class RowsFile:
    """Columns line:int64; text:string with label:string (null without one) or labels:list<string>, or conversation:string
    (JSON of contract.rows.Conversation); raw:string (JSON of the raw fields)."""

    def __init__(self, path: Path, columns: Columns) -> None:
        import pyarrow
        import pyarrow.parquet

        self._pyarrow = pyarrow
        self._schema = _schema(columns)
        self._writer = pyarrow.parquet.ParquetWriter(path, self._schema, compression="zstd")
        self.rows = 0
        self._empty()

    def __enter__(self) -> "RowsFile":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None:
            self._flush()
        self._writer.close()

    def add(self, row: RawRow, found: CanonicalRow) -> None:
        raw = json_text(row.fields)
        self._waiting.append((row.line, *_cells(found), raw))
        self._characters += len(raw)
        self.rows += 1
        if len(self._waiting) == GROUP_ROWS or self._characters > _GROUP_CHARACTERS:
            self._flush()

    def _flush(self) -> None:
        if self._waiting:
            columns = [list(column) for column in zip(*self._waiting, strict=True)]
            self._writer.write_table(self._pyarrow.table(columns, schema=self._schema), row_group_size=GROUP_ROWS)
        self._empty()

    def _empty(self) -> None:
        self._waiting: list[tuple[Any, ...]] = []
        self._characters = 0


def _schema(columns: Columns) -> Any:
    import pyarrow

    string = pyarrow.string()
    line, raw = pyarrow.field("line", pyarrow.int64(), nullable=False), pyarrow.field("raw", string, nullable=False)
    text = pyarrow.field("text", string, nullable=False)
    match columns:
        case "label":
            return pyarrow.schema([line, text, pyarrow.field("label", string), raw])
        case "labels":
            return pyarrow.schema([line, text, pyarrow.field("labels", pyarrow.list_(string), nullable=False), raw])
        case "conversation":
            return pyarrow.schema([line, pyarrow.field("conversation", string, nullable=False), raw])
        case _:
            assert_never(columns)


def _cells(row: CanonicalRow) -> tuple[str | list[str] | None, ...]:
    """Of the columns between line and raw."""
    match row:
        case LabelledText():
            return row.text, row.label
        case MultiLabelledText():
            return row.text, list(row.labels)
        case PlainText():
            return row.text, None
        case Conversation():
            return (row.model_dump_json(),)
        case _:
            assert_never(row)


def json_text(fields: dict[str, Any]) -> str:
    import orjson

    return orjson.dumps(fields).decode()
