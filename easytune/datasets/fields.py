"""Counts what the columns of a file hold: type, gaps, an example. Knows no text and no label."""

import re
from dataclasses import dataclass
from typing import Any, Literal

from easytune.datasets.schemas import FieldOut

MAX_FIELDS = 200
MAX_EXAMPLE_CHARACTERS = 120
_NUMBER = re.compile(r"\s*[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?\s*")
_BOOLEAN = frozenset({"true", "false", "True", "False", "TRUE", "FALSE"})
Kind = Literal["text", "number", "boolean", "mixed", "empty"]


@dataclass
class _Column:
    filled: int = 0
    kind: Kind = "empty"
    example: str = ""


class FieldCounter:
    """Fed every raw row; beyond the first 200 columns nothing is counted."""

    def __init__(self) -> None:
        self._rows = 0
        self._columns: dict[str, _Column] = {}

    def add(self, fields: dict[str, Any]) -> None:
        self._rows += 1
        for name, value in fields.items():
            column = self._columns.get(name)
            if column is None:
                if len(self._columns) == MAX_FIELDS:
                    continue
                column = self._columns[name] = _Column()
            if value is None or value == "":
                continue
            column.filled += 1
            if column.kind == "mixed" or (column.kind == "text" and isinstance(value, str)):
                continue
            _learn(column, value)

    def fields(self) -> list[FieldOut]:
        return [
            FieldOut(name=name, type=column.kind, missing=self._rows - column.filled, example=column.example)
            for name, column in self._columns.items()
        ]


def _learn(column: _Column, value: Any) -> None:
    kind = _kind_of(value)
    if column.kind == "empty":
        column.kind = kind
        column.example = _example(value)
    elif column.kind != kind:
        # "3" among sentences is text; a list among sentences is not
        column.kind = "text" if isinstance(value, str) and "mixed" not in (kind, column.kind) else "mixed"


def _kind_of(value: Any) -> Kind:
    match value:
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str() if value in _BOOLEAN:
            return "boolean"
        case str():
            return "number" if len(value) < 40 and _NUMBER.fullmatch(value) else "text"
        case _:
            return "mixed"


def _example(value: Any) -> str:
    import orjson

    text = value if isinstance(value, str) else orjson.dumps(value).decode() if isinstance(value, list | dict) else str(value)
    return text[:MAX_EXAMPLE_CHARACTERS].replace("\0", "")
