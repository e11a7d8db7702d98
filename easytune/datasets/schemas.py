"""HTTP shapes of datasets. Knows no table and no file."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Field, TypeAdapter

from easytune.contract.error_codes import ErrorCode
from easytune.contract.rows import Conversation
from easytune.datasets.separators import MAX_SEPARATOR_CHARACTERS


class FieldOut(BaseModel):
    """One column of the raw file."""

    name: str
    type: Literal["text", "number", "boolean", "mixed", "empty"]
    missing: int
    example: str


class TextMapping(BaseModel):
    """One text a row; label null means that the rows carry no label.

    label_separator: what stands between the labels of a text that has several; a column of JSON lists needs none.
    """

    kind: Literal["text"] = "text"
    text: str = Field(max_length=1000)
    label: str | None = Field(default=None, max_length=1000)
    label_separator: str | None = Field(default=None, min_length=1, max_length=MAX_SEPARATOR_CHARACTERS)


class TurnsMapping(BaseModel):
    """A conversation a row, as a list of messages: {role, content}, or {from, value}; in a table the text of such a list.

    system: a column with the system prompt of conversations that bring none. tools: a column with the functions that may be called.
    """

    kind: Literal["turns"]
    turns: str = Field(max_length=1000)
    system: str | None = Field(default=None, max_length=1000)
    tools: str | None = Field(default=None, max_length=1000)


class AnswerMapping(BaseModel):
    """A question and its answer a row.

    input: more of the question, put below it. system: a system prompt. history: a list of the [question, answer] pairs before.
    """

    kind: Literal["answer"]
    question: str = Field(max_length=1000)
    input: str | None = Field(default=None, max_length=1000)
    answer: str = Field(max_length=1000)
    system: str | None = Field(default=None, max_length=1000)
    history: str | None = Field(default=None, max_length=1000)


def _with_kind(value: Any) -> Any:
    """What was written before there were kinds says none, and is a text."""
    return {"kind": "text", **value} if isinstance(value, dict) else value


ConversationMapping = TurnsMapping | AnswerMapping
# which raw column is which
Mapping = Annotated[Annotated[TextMapping | TurnsMapping | AnswerMapping, Field(discriminator="kind")], BeforeValidator(_with_kind)]
MAPPING: TypeAdapter[Mapping] = TypeAdapter(Mapping)
Task = Literal["classification", "conversation", "plain_text"]


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
    task: Task
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
    text: str = Field(description="Of a conversation its first question.")
    label: str | None
    labels: list[str] | None = Field(description="Of a text that may have several; null where it has one or the data has none.")
    conversation: Conversation | None = Field(default=None, description="Turns and tools; null where the rows are texts.")
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
