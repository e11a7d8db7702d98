"""Writes turns out by a tokenizer's chat template. Knows what templates expect of messages; knows no token, no mask and no time limit."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from transformers import PreTrainedTokenizerBase
from transformers.utils.chat_template_utils import render_jinja_template

from easytune.contract.rows import Role, ToolCall, Turn

# Llama's templates write today's date unless they are told one: what is trained and what is asked are the same text on any day.
_DATE = {"date_string": "26 Jul 2024"}
_MARKS_ANSWERS = re.compile(r"\{%-?\s*generation\s*-?%\}")


@dataclass(frozen=True)
class Marked:
    """A text and the places, as characters from and to, that the template itself marks as the assistant's."""

    text: str
    answers: tuple[tuple[int, int], ...]


def marks_answers(tokenizer: PreTrainedTokenizerBase, tools: str | None) -> bool:
    """Whether the template says with {% generation %} what the assistant writes."""
    return bool(_MARKS_ANSWERS.search(_template(tokenizer, tools)))


def render(turns: Sequence[Turn], tools: str | None, tokenizer: PreTrainedTokenizerBase, *, ask: bool = False) -> str:
    """The text of the turns; ask: and what stands before an answer. Raises: whatever the template does."""
    return _rendered(turns, tools, tokenizer, add_generation_prompt=ask)[0]


def render_marked(turns: Sequence[Turn], tools: str | None, tokenizer: PreTrainedTokenizerBase) -> Marked:
    """Of a template that marks answers. Raises: whatever the template does."""
    text, answers = _rendered(turns, tools, tokenizer, return_assistant_tokens_mask=True)
    return Marked(text, tuple((start, end) for start, end in answers))


def _rendered(turns: Sequence[Turn], tools: str | None, tokenizer: PreTrainedTokenizerBase, **options: bool) -> tuple[str, list[Any]]:
    """Arguments of calls are an object, as most templates want them; to those that cannot add one to a text, its text."""
    try:
        return _written(_messages(turns, as_text=False), tools, tokenizer, **options)
    except TypeError:
        if not any(turn.tool_calls for turn in turns):
            raise
        return _written(_messages(turns, as_text=True), tools, tokenizer, **options)


def _written(messages: list[Any], tools: str | None, tokenizer: PreTrainedTokenizerBase, **options: bool) -> tuple[str, list[Any]]:
    functions = json.loads(tools) if tools else None
    given: dict[str, Any] = {**options, **_DATE, **tokenizer.special_tokens_map}
    found: Any = render_jinja_template([messages], tools=functions, chat_template=_template(tokenizer, tools), **given)
    texts, marked = found
    return str(texts[0]), list(marked[0]) if marked else []


def _template(tokenizer: PreTrainedTokenizerBase, tools: str | None) -> str:
    """A tokenizer may have one of its own for conversations with tools."""
    return tokenizer.get_chat_template(tools=json.loads(tools) if tools else None)


def _messages(turns: Sequence[Turn], *, as_text: bool) -> list[dict[str, Any]]:
    """The turns as templates know them: calls are numbered, and each result names its call, which some insist on."""
    messages: list[dict[str, Any]] = []
    calls = 0
    waiting: list[tuple[str, str]] = []
    for turn in turns:
        message: dict[str, Any] = {"role": turn.role.value, "content": turn.content}
        if turn.tool_calls:
            waiting = [(f"call{calls + place:05d}", call.name) for place, call in enumerate(turn.tool_calls)]
            calls += len(turn.tool_calls)
            message["tool_calls"] = [_call(call, waiting[place][0], as_text) for place, call in enumerate(turn.tool_calls)]
        elif turn.role is Role.TOOL and waiting:
            message["tool_call_id"], message["name"] = waiting.pop(0)
        messages.append(message)
    return messages


def _call(call: ToolCall, number: str, as_text: bool) -> dict[str, Any]:
    arguments = call.arguments if as_text else json.loads(call.arguments)
    return {"id": number, "type": "function", "function": {"name": call.name, "arguments": arguments}}
