"""One raw row and a mapping become one canonical row, or the reason why not. Knows no file; pure."""

from typing import Any

from easytune.contract.error_codes import ErrorCode
from easytune.contract.rows import CanonicalRow, LabelledText, PlainText, RowError
from easytune.datasets.guess import MAX_LABEL_CHARACTERS
from easytune.datasets.raw_rows import RawRow
from easytune.datasets.schemas import Mapping


def canonical(row: RawRow, mapping: Mapping) -> CanonicalRow | RowError:
    """Numbers and booleans become text; spaces around text and label go; nothing else is changed."""
    text = _as_text(row.fields.get(mapping.text))
    if text is None:
        return RowError(line=row.line, code=ErrorCode.ROW_NOT_TEXT, params={"column": mapping.text})
    if not text:
        return RowError(line=row.line, code=ErrorCode.ROW_TEXT_EMPTY)
    if mapping.label is None:
        return PlainText.model_construct(text=text)
    label = _as_text(row.fields.get(mapping.label))
    if label is None:
        return RowError(line=row.line, code=ErrorCode.ROW_NOT_TEXT, params={"column": mapping.label})
    if not label:
        return RowError(line=row.line, code=ErrorCode.ROW_LABEL_EMPTY)
    if len(label) > MAX_LABEL_CHARACTERS:
        return RowError(line=row.line, code=ErrorCode.ROW_LABEL_LONG, params={"limit": MAX_LABEL_CHARACTERS})
    return LabelledText.model_construct(text=text, label=label)


def _as_text(value: Any) -> str | None:
    """None for what is neither text nor a number; a missing value is the empty text."""
    match value:
        case str():
            return value.strip()
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case _:
            return None
