"""Rows of a dataset as a model would be given them: what a worker writes and the page shows. Knows no tokenizer and no file."""

from enum import StrEnum

from pydantic import Field

from easytune.contract.base import Strict

MOST_ROWS = 20
MOST_TOKENS_SHOWN = 4096


class WhyDropped(StrEnum):
    """Why a training would leave a row out."""

    TOO_LONG = "too_long"
    NOTHING_TO_LEARN = "nothing_to_learn"


class RenderedToken(Strict):
    """One token; the texts of a row, one after the other, are the row's rendered text.

    A character that several tokens make up is the text of the first of them; that of the others is empty.
    """

    id: int
    text: str
    learned: bool = Field(description="Counts in the loss.")
    special: bool = Field(description="One of the tokenizer's marks, which no ordinary text becomes.")
    cut: bool = Field(description="Beyond the cut-off length: the model never sees it.")


class RenderedRow(Strict):
    """Tokens are shown up to a limit, those that are cut off included; the counts are of all."""

    row: int = Field(description="Which row of the data, from 0.")
    line: int = Field(description="Where it stands in the file, from 1.")
    tokens: tuple[RenderedToken, ...]
    total_tokens: int = Field(description="What the model is given: those that are not cut off.")
    learned_tokens: int
    cut_tokens: int
    truncated: bool
    dropped: WhyDropped | None = Field(description="Why a training would leave the row out; null when it learns from it.")


class Rendered(Strict):
    """The file that a rendering leaves."""

    rows: tuple[RenderedRow, ...]
