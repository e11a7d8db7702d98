"""HTTP shapes of datasets. Knows no table and no file."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from easytune.contract.error_codes import ErrorCode
from easytune.datasets.separators import MAX_SEPARATOR_CHARACTERS


class FieldOut(BaseModel):
    """One column of the raw file."""

    name: str
    type: Literal["text", "number", "boolean", "mixed", "empty"]
    missing: int
    example: str


class Mapping(BaseModel):
    """Which raw column is which; label null means that the rows carry no label.

    label_separator: what stands between the labels of a text that has several; a column of JSON lists needs none.
    """

    text: str = Field(max_length=1000)
    label: str | None = Field(default=None, max_length=1000)
    label_separator: str | None = Field(default=None, min_length=1, max_length=MAX_SEPARATOR_CHARACTERS)


class DatasetOut(BaseModel):
    id: int
    name: str
    description: str
    filename: str
    source: Literal["upload", "sample"]
    licence: str | None
    format: Literal["csv", "tsv", "json", "jsonl", "txt"]
    encoding: str
    delimiter: str | None
    task: Literal["classification", "plain_text"]
    multi_label: bool = Field(description="A text has any number of labels, none included.")
    fields: list[FieldOut]
    mapping: Mapping
    version: int
    rows: int
    rejected_rows: int
    labels: dict[str, int]
    bytes: int
    sha256: str
    created_at: datetime
    updated_at: datetime


class DatasetPatch(BaseModel):
    """Only what is given changes; a new mapping reads the raw file again and makes the next version."""

    name: str | None = Field(default=None, max_length=400)
    description: str | None = Field(default=None, max_length=4000)
    mapping: Mapping | None = None


class RowOut(BaseModel):
    """One canonical row with the raw fields it came from."""

    line: int
    text: str
    label: str | None
    labels: list[str] | None = Field(description="Of a text that may have several; null where it has one or the data has none.")
    raw: dict[str, Any]


class RejectedRowOut(BaseModel):
    line: int
    code: ErrorCode
    params: dict[str, Any]
    message: str
    raw: str


class SampleOut(BaseModel):
    """A sample that can be taken with one click; taking it makes one dataset per file."""

    key: str
    name: dict[Literal["zh", "en"], str]
    description: dict[Literal["zh", "en"], str]
    licence: str
    download_bytes: int
    dataset_ids: list[int]
    run_id: int | None = Field(description="The live or last run that takes it.")
    state: Literal["absent", "pulling", "ready", "failed"]
