"""Canonical dataset rows: what every format becomes. Knows no files and no column names of users."""

from enum import StrEnum
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


class Role(StrEnum):
    """Who speaks in a turn; a tool's turn is the result of a call that the assistant asked for."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"


class ToolCall(Strict):
    """A function that the assistant wants called; arguments is the text of a JSON object."""

    name: str
    arguments: str


class Turn(Strict):
    """One message. Only an assistant's has tool_calls, and only then may its content be empty."""

    role: Role
    content: str
    tool_calls: tuple[ToolCall, ...] = ()


class Conversation(Strict):
    """Turns in a legal order: perhaps a system turn; then user and assistant in turn, tool turns only after calls; an answer last.

    tools: the text of a JSON list of the functions that the assistant may call, in OpenAI's shape; None where there are none.
    """

    turns: tuple[Turn, ...]
    tools: str | None = None


class RowError(Strict):
    """Why one row of a file cannot be used; line is 1-based, as an editor counts."""

    line: int
    code: ErrorCode
    params: dict[str, Any] = {}


CanonicalRow = LabelledText | MultiLabelledText | PlainText | Conversation
