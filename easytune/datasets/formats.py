"""One raw row and a mapping become one canonical row, or the reason why not. Knows no file; pure."""

from typing import Any, assert_never

from easytune.contract.error_codes import ErrorCode
from easytune.contract.rows import CanonicalRow, LabelledText, MultiLabelledText, PlainText, RowError
from easytune.datasets.cells import as_text
from easytune.datasets.conversations import from_answer, from_turns
from easytune.datasets.guess import MAX_LABEL_CHARACTERS
from easytune.datasets.raw_rows import RawRow
from easytune.datasets.schemas import AnswerMapping, Mapping, TextMapping, TurnsMapping
from easytune.datasets.separators import split_labels


def canonical(row: RawRow, mapping: Mapping, *, multi_label: bool = False) -> CanonicalRow | RowError:
    """multi_label: the label column of a text mapping holds lists, or text to split at the mapping's separator."""
    match mapping:
        case TextMapping():
            return _from_text(row, mapping, multi_label)
        case TurnsMapping():
            return from_turns(row, mapping)
        case AnswerMapping():
            return from_answer(row, mapping)
        case _:
            assert_never(mapping)


def _from_text(row: RawRow, mapping: TextMapping, multi_label: bool) -> CanonicalRow | RowError:
    """Spaces around text and labels go; nothing else is changed."""
    text = _stripped(row.fields.get(mapping.text))
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
    label = _stripped(value)
    if label is None:
        return RowError(line=row.line, code=ErrorCode.ROW_NOT_TEXT, params={"column": column})
    if not label:
        return RowError(line=row.line, code=ErrorCode.ROW_LABEL_EMPTY)
    if len(label) > MAX_LABEL_CHARACTERS:
        return RowError(line=row.line, code=ErrorCode.ROW_LABEL_LONG, params={"limit": MAX_LABEL_CHARACTERS})
    return label


def _stripped(value: Any) -> str | None:
    text = as_text(value)
    return text if text is None else text.strip()
