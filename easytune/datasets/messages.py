"""A list of messages becomes turns, or the reason why not. Knows OpenAI's and ShareGPT's spellings; knows no order of turns; pure."""

from typing import Any, NamedTuple

from easytune.contract.error_codes import ErrorCode
from easytune.contract.rows import Role, Turn
from easytune.datasets.cells import as_text
from easytune.datasets.tool_calls import read_calls

ROLE_KEYS, CONTENT_KEYS = ("role", "from"), ("content", "value")
_CALL = frozenset({"function_call", "tool_call"})  # a turn of its own in ShareGPT files; its content is the call
_ROLES = {
    "system": Role.SYSTEM,
    "developer": Role.SYSTEM,
    "user": Role.USER,
    "human": Role.USER,
    "assistant": Role.ASSISTANT,
    "gpt": Role.ASSISTANT,
    "bot": Role.ASSISTANT,
    "chatbot": Role.ASSISTANT,
    "model": Role.ASSISTANT,
    "tool": Role.TOOL,
    "function": Role.TOOL,
    "observation": Role.TOOL,
    "tool_response": Role.TOOL,
} | dict.fromkeys(_CALL, Role.ASSISTANT)
_SHOWN_CHARACTERS = 40


class BadTurn(NamedTuple):
    """Which message cannot be used and why; turn counts from 1."""

    code: ErrorCode
    params: dict[str, Any]


def is_message(value: Any) -> bool:
    """Whether it looks like one: a role, and something that was said or called."""
    if not isinstance(value, dict) or not isinstance(_first(value, ROLE_KEYS), str):
        return False
    return any(key in value for key in (*CONTENT_KEYS, "tool_calls", "function_call"))


def read_turns(messages: list[Any]) -> list[Turn] | BadTurn:
    """One turn a message; contents stay as they are, to the last space."""
    turns: list[Turn] = []
    for number, message in enumerate(messages, 1):
        turn = _turn(number, message)
        if isinstance(turn, BadTurn):
            return turn
        turns.append(turn)
    return turns


def _turn(number: int, message: Any) -> Turn | BadTurn:
    named = _first(message, ROLE_KEYS) if isinstance(message, dict) else None
    if not isinstance(named, str) or not is_message(message):
        return BadTurn(ErrorCode.ROW_TURN_SHAPE, {"turn": number})
    spelling = named.strip().lower()
    role = _ROLES.get(spelling)
    if role is None:
        return BadTurn(ErrorCode.ROW_ROLE_UNKNOWN, {"turn": number, "role": named[:_SHOWN_CHARACTERS]})
    said = _first(message, CONTENT_KEYS)
    calls = read_calls(said if spelling in _CALL else message.get("tool_calls") or message.get("function_call"))
    if calls is None or (calls and role is not Role.ASSISTANT) or (not calls and spelling in _CALL):
        return BadTurn(ErrorCode.ROW_TOOL_CALL, {"turn": number})
    content = "" if spelling in _CALL else _content(said)
    if content is None:
        return BadTurn(ErrorCode.ROW_TURN_SHAPE, {"turn": number})
    return Turn(role=role, content=content, tool_calls=calls)


def _first(message: dict[str, Any], keys: tuple[str, ...]) -> Any:
    """What stands under the first of the keys that holds something: data sets made of several write null under the others."""
    return next((message[key] for key in keys if message.get(key) is not None), None)


def _content(value: Any) -> str | None:
    """Text, or OpenAI's list of parts as long as all are text; None for anything else."""
    if not isinstance(value, list):
        return as_text(value)
    parts = [part.get("text") if isinstance(part, dict) and part.get("type") == "text" else None for part in value]
    texts = [part for part in parts if isinstance(part, str)]
    return "".join(texts) if len(texts) == len(parts) else None
