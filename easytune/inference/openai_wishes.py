"""Turns OpenAI's requests into ours, and refuses what would be answered wrongly. Knows no model and no predictor."""

import json
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from easytune.contract.error_codes import ErrorCode
from easytune.contract.generate import GenerateRequest, Sampling
from easytune.contract.rows import Role, ToolCall, Turn
from easytune.core.errors import InvalidInput
from easytune.inference.openai_schemas import ChatIn, CompletionIn, MessageIn, Options

MOST_TOKENS = 32768
_SEEDS = 2**32
_LEAST_TOP_P = 1e-6  # 0 means: the likeliest alone
_SHOWN_CHARACTERS = 60
_ROLES = {"developer": Role.SYSTEM}


def of_chat(wish: ChatIn) -> GenerateRequest:
    """Raises: InvalidInput(OPTION_UNSUPPORTED, INVALID_INPUT)."""
    for_text = wish.response_format is None or wish.response_format == {"type": "text"}
    _refuse_unless(for_text, "response_format", wish.response_format, "text")
    _refuse_unless(wish.tool_choice in (None, "auto", "none"), "tool_choice", wish.tool_choice, "auto, none")
    _refuse_unless(not wish.logprobs, "logprobs", wish.logprobs, "false")
    turns = tuple(_turn(message) for message in wish.messages)
    tools = json.dumps(wish.tools, ensure_ascii=False) if wish.tools and wish.tool_choice != "none" else None
    return GenerateRequest(turns=turns, tools=tools, sampling=_sampling(wish, wish.max_completion_tokens or wish.max_tokens))


def of_completion(wish: CompletionIn) -> GenerateRequest:
    """Raises: as of_chat."""
    _refuse_unless(wish.best_of in (None, 1), "best_of", wish.best_of, "1")
    _refuse_unless(not wish.echo, "echo", wish.echo, "false")
    _refuse_unless(not wish.suffix, "suffix", wish.suffix, '""')
    _refuse_unless(wish.logprobs is None, "logprobs", wish.logprobs, "null")
    prompts = [wish.prompt] if isinstance(wish.prompt, str) else wish.prompt
    _refuse_unless(len(prompts) == 1, "prompt", prompts, "1 × string")
    return GenerateRequest(prompt=prompts[0], sampling=_sampling(wish, wish.max_tokens))


def _turn(message: MessageIn) -> Turn:
    content = message.content or ""
    text = content if isinstance(content, str) else "".join(part.text for part in content)
    calls = tuple(ToolCall(name=call.function.name, arguments=call.function.arguments) for call in message.tool_calls or ())
    for call in calls:
        if not _is_object(call.arguments):
            raise InvalidInput(ErrorCode.INVALID_INPUT, field="messages.tool_calls.function.arguments", reason="JSON {…}")
    return Turn(role=_ROLES.get(message.role) or Role(message.role), content=text, tool_calls=calls)


def _sampling(wish: Options, max_tokens: int | None) -> Sampling:
    """What is not wished is as everywhere here."""
    _refuse_unless(wish.n in (None, 1), "n", wish.n, "1")
    _refuse_unless(not wish.presence_penalty, "presence_penalty", wish.presence_penalty, "0")
    _refuse_unless(not wish.frequency_penalty, "frequency_penalty", wish.frequency_penalty, "0")
    _refuse_unless(not wish.logit_bias, "logit_bias", wish.logit_bias, "{}")
    try:
        return Sampling.model_validate(dict(_wished(wish, max_tokens)))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise InvalidInput(ErrorCode.INVALID_INPUT, field=".".join(map(str, first["loc"])), reason=first["msg"]) from None


def _wished(wish: Options, max_tokens: int | None) -> Iterator[tuple[str, object]]:
    if max_tokens is not None:
        yield "max_tokens", min(max_tokens, MOST_TOKENS)
    if wish.temperature is not None:
        yield "temperature", wish.temperature
    if wish.top_p is not None:
        yield "top_p", max(wish.top_p, _LEAST_TOP_P)
    if wish.repetition_penalty is not None:
        yield "repetition_penalty", wish.repetition_penalty
    if wish.seed is not None:
        yield "seed", wish.seed % _SEEDS
    if wish.stop is not None:
        yield "stop", tuple(text for text in ([wish.stop] if isinstance(wish.stop, str) else wish.stop) if text)


def _refuse_unless(fine: bool, field: str, value: Any, supported: str) -> None:
    if not fine:
        shown = json.dumps(value, ensure_ascii=False, default=str)[:_SHOWN_CHARACTERS]
        raise InvalidInput(ErrorCode.OPTION_UNSUPPORTED, field=field, value=shown, supported=supported)


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False
