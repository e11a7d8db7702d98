"""Canonical dataset rows: what every format becomes. Knows no files and no column names of users."""

from typing import Any

from easytune.contract.base import Strict
from easytune.contract.error_codes import ErrorCode


class LabelledText(Strict):
    """One text with exactly one label, for classification."""

    text: str
    label: str


class MultiLabelledText(Strict):
    """One text with any number of labels, none included, sorted and each once."""

    text: str
    labels: tuple[str, ...]


class PlainText(Strict):
    """One text without a label, for prediction and continued pre-training."""

    text: str


class RowError(Strict):
    """Why one row of a file cannot be used; line is 1-based, as an editor counts."""

    line: int
    code: ErrorCode
    params: dict[str, Any] = {}


CanonicalRow = LabelledText | MultiLabelledText | PlainText
