"""Settles which column is which: what a person said, and where nothing was said the guess. Knows no file; pure."""

from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, assert_never

from easytune.contract.error_codes import ErrorCode
from easytune.core.errors import InvalidInput
from easytune.datasets.guess import guess, guess_text
from easytune.datasets.layout import LABEL_COLUMN, TEXT_COLUMN, Format, Layout
from easytune.datasets.schemas import AnswerMapping, ConversationMapping, Mapping, TextMapping, TurnsMapping
from easytune.datasets.separators import guess_separator

_Sample = Sequence[AnyMapping[str, Any]]


@dataclass(frozen=True)
class Columns:
    """What a person said about the columns; None means guess, an empty label or separator means that there is none."""

    text: str | None = None
    label: str | None = None
    separator: str | None = None


Said = Columns | TurnsMapping | AnswerMapping


class Chosen(NamedTuple):
    """multi_label: a text may have several labels."""

    mapping: Mapping
    multi_label: bool


def said_by(mapping: Mapping) -> Said:
    """A whole mapping leaves nothing to guess."""
    match mapping:
        case TextMapping():
            return Columns(mapping.text, mapping.label or "", mapping.label_separator or "")
        case TurnsMapping() | AnswerMapping():
            return mapping
        case _:
            assert_never(mapping)


def as_said(layout: Layout, said: Said) -> Layout:
    """The layout that fits: a text file is cut at its tabs only when labels are wanted."""
    if layout.format is not Format.TXT or not isinstance(said, Columns) or said.label is None:
        return layout
    return replace(layout, labelled=bool(said.label))


def choose(layout: Layout, sample: _Sample, said: Said) -> Chosen:
    """sample: the first rows. Raises: InvalidInput(COLUMN_MISSING, SAME_COLUMN)."""
    known = _known(layout, sample)
    if not isinstance(said, Columns):
        _check_columns(known, said)
        return Chosen(said, False)
    if not known:
        return Chosen(TextMapping(text=said.text or TEXT_COLUMN), False)
    _check_named(known, said)
    guessed = _guessed(layout, known, sample, said)
    if not isinstance(guessed, TextMapping):
        return Chosen(guessed, False)
    return _several(_filled_in(known, guessed, said), sample, said)


def _known(layout: Layout, sample: _Sample) -> list[str]:
    """The columns of the file; in JSON those of the sample."""
    if layout.format is Format.TXT:
        return [TEXT_COLUMN, LABEL_COLUMN] if layout.labelled else [TEXT_COLUMN]
    return list(layout.columns) or list(dict.fromkeys(name for row in sample for name in row))


def _guessed(layout: Layout, known: list[str], sample: _Sample, said: Columns) -> Mapping:
    """Whoever names a column of texts has texts."""
    if layout.format is Format.TXT:
        return TextMapping(text=TEXT_COLUMN, label=LABEL_COLUMN if layout.labelled else None)
    return guess(known, sample) if said == Columns() else guess_text(known, sample)


def _check_columns(known: list[str], mapping: ConversationMapping) -> None:
    named = [column for name, column in mapping if name != "kind" and column is not None]
    for place, column in enumerate(named):
        if known and column not in known:
            raise _missing(column, known)
        if column in named[:place]:
            raise InvalidInput(ErrorCode.SAME_COLUMN, column=column)


def _check_named(known: list[str], said: Columns) -> None:
    for column in (said.text, said.label):
        if column and column not in known:
            raise _missing(column, known)
    if said.text and said.text == said.label:
        raise InvalidInput(ErrorCode.SAME_COLUMN, column=said.text)


def _missing(column: str, known: list[str]) -> InvalidInput:
    return InvalidInput(ErrorCode.COLUMN_MISSING, column=column, columns=", ".join(known[:100]))


def _filled_in(known: list[str], guessed: TextMapping, said: Columns) -> TextMapping:
    text = (
        said.text
        or (guessed.text if guessed.text != said.label else guessed.label)
        or next((name for name in known if name != said.label), known[0])
    )
    if said.label is not None:
        return TextMapping(text=text, label=said.label or None)
    return TextMapping(text=text, label=guessed.label if guessed.label != text else None)


def _several(mapping: TextMapping, sample: _Sample, said: Columns) -> Chosen:
    """The mapping with its separator, and whether a text may have several labels: a list in the sample says so by itself."""
    if mapping.label is None:
        return Chosen(mapping, False)
    values = [row.get(mapping.label) for row in sample]
    separator = guess_separator(values) if said.separator is None else said.separator or None
    has_several = separator is not None or any(isinstance(value, list) for value in values)
    return Chosen(mapping.model_copy(update={"label_separator": separator}), has_several)
