"""One raw row and a mapping become one canonical row, or the reason why not. Knows no file; pure."""

from typing import Any

from easytune.contract.error_codes import ErrorCode
from easytune.contract.rows import CanonicalRow, LabelledText, MultiLabelledText, PlainText, RowError
from easytune.datasets.guess import MAX_LABEL_CHARACTERS
from easytune.datasets.raw_rows import RawRow
from easytune.datasets.schemas import Mapping
from easytune.datasets.separators import split_labels


def canonical(row: RawRow, mapping: Mapping, *, multi_label: bool = False) -> CanonicalRow | RowError:
    """Numbers and booleans become text; spaces around text and labels go; nothing else is changed.

    multi_label: the label column holds lists, or text to split at the mapping's separator.
    """
    text = _as_text(row.fields.get(mapping.text))
    if text is None:
        return RowError(line=row.line, code=ErrorCode.ROW_NOT_TEXT, params={"column": mapping.text})
    if not text:
        return RowError(line=row.line, code=ErrorCode.ROW_TEXT_EMPTY)
    if mapping.label is None:
        return PlainText.model_construct(text=text)
    if multi_label:
        labels = _labels(row, mapping.label, mapping.label_separator)
        return labels if isinstance(labels, RowError) else MultiLabelledText.model_construct(text=text, labels=labels)
    label = _label(row, mapping.label, row.fields.get(mapping.label))
    return label if isinstance(label, RowError) else LabelledText.model_construct(text=text, label=label)


def _labels(row: RawRow, column: str, separator: str | None) -> tuple[str, ...] | RowError:
    """Sorted, each once. An empty list or cell is no label at all; a value that is missing is an error."""
    value = row.fields.get(column)
    if isinstance(value, str):
        parts: list[Any] = split_labels(value, separator) if separator is not None else [value] if value.strip() else []
    else:
        parts = value if isinstance(value, list) else [value]
    found: set[str] = set()
    for part in parts:
        label = _label(row, column, part)
        if isinstance(label, RowError):
            return label
        found.add(label)
    return tuple(sorted(found))


def _label(row: RawRow, column: str, value: Any) -> str | RowError:
    label = _as_text(value)
    if label is None:
        return RowError(line=row.line, code=ErrorCode.ROW_NOT_TEXT, params={"column": column})
    if not label:
        return RowError(line=row.line, code=ErrorCode.ROW_LABEL_EMPTY)
    if len(label) > MAX_LABEL_CHARACTERS:
        return RowError(line=row.line, code=ErrorCode.ROW_LABEL_LONG, params={"limit": MAX_LABEL_CHARACTERS})
    return label


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
