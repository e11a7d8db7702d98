"""Answers in OpenAI's shapes, whole or as they are written. Knows no HTTP, no model and no predictor."""

import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

from pydantic import BaseModel

from easytune.contract.generate import Answered, BrokenOff, Piece
from easytune.core.errors import Unavailable
from easytune.core.openai_errors import openai_answer
from easytune.inference.answering import OpenAnswer
from easytune.inference.openai_schemas import (
    AnswerMessage,
    ChatChoice,
    ChatChunk,
    ChatCompletion,
    ChunkChoice,
    Completion,
    Delta,
    FinishReason,
    TextChoice,
    Usage,
)

_DONE = "data: [DONE]\n\n"


@dataclass(frozen=True)
class Whole:
    """What a predictor said in all."""

    text: str
    end: Answered


@dataclass(frozen=True)
class Chat:
    """Shapes of the chat interface. model: as the request named it."""

    model: str
    id: str = field(default_factory=lambda: f"chatcmpl-{uuid.uuid4().hex}")
    created: int = field(default_factory=lambda: int(time.time()))

    def whole(self, said: Whole) -> ChatCompletion:
        choice = ChatChoice(message=AnswerMessage(content=said.text), finish_reason=said.end.finish_reason)
        return ChatCompletion(id=self.id, created=self.created, model=self.model, choices=[choice], usage=usage_of(said.end))

    def begin(self) -> ChatChunk:
        return self._chunk(Delta(role="assistant", content=""))

    def part(self, text: str) -> ChatChunk:
        return self._chunk(Delta(content=text))

    def end(self, reason: FinishReason) -> ChatChunk:
        return self._chunk(Delta(), reason)

    def usage(self, end: Answered) -> ChatChunk:
        return ChatChunk(id=self.id, created=self.created, model=self.model, choices=[], usage=usage_of(end))

    def _chunk(self, delta: Delta, reason: FinishReason | None = None) -> ChatChunk:
        return ChatChunk(id=self.id, created=self.created, model=self.model, choices=[ChunkChoice(delta=delta, finish_reason=reason)])


@dataclass(frozen=True)
class Text:
    """Shapes of the completion interface. model: as the request named it."""

    model: str
    id: str = field(default_factory=lambda: f"cmpl-{uuid.uuid4().hex}")
    created: int = field(default_factory=lambda: int(time.time()))

    def whole(self, said: Whole) -> Completion:
        return self._completion(said.text, said.end.finish_reason).model_copy(update={"usage": usage_of(said.end)})

    def begin(self) -> None:
        return None

    def part(self, text: str) -> Completion:
        return self._completion(text, None)

    def end(self, reason: FinishReason) -> Completion:
        return self._completion("", reason)

    def usage(self, end: Answered) -> Completion:
        return Completion(id=self.id, created=self.created, model=self.model, choices=[], usage=usage_of(end))

    def _completion(self, text: str, reason: FinishReason | None) -> Completion:
        return Completion(id=self.id, created=self.created, model=self.model, choices=[TextChoice(text=text, finish_reason=reason)])


def usage_of(end: Answered) -> Usage:
    return Usage(prompt_tokens=end.prompt_tokens, completion_tokens=end.answer_tokens, total_tokens=end.prompt_tokens + end.answer_tokens)


async def collected(answer: OpenAnswer, is_gone: Callable[[], Awaitable[bool]]) -> Whole | None:
    """The whole answer, closed; None when whoever asked has left meanwhile. Raises: Unavailable when it broke off."""
    texts: list[str] = []
    try:
        async for piece in answer.pieces():
            match piece:
                case Piece():
                    texts.append(piece.text)
                case Answered():
                    return Whole("".join(texts), piece)
                case BrokenOff():
                    raise Unavailable(piece.code, **piece.params)
            if await is_gone():
                return None
        return None
    finally:
        await answer.close()


async def streamed(answer: OpenAnswer, shape: Chat | Text, *, with_usage: bool) -> AsyncIterator[str]:
    """Server-sent events without names; the last is [DONE], or an error."""
    if (first := shape.begin()) is not None:
        yield _data(first)
    async for piece in answer.pieces():
        match piece:
            case Piece():
                yield _data(shape.part(piece.text))
            case Answered():
                yield _data(shape.end(piece.finish_reason))
                if with_usage:
                    yield _data(shape.usage(piece))
                yield _DONE
            case BrokenOff():
                problem = Unavailable(piece.code, **piece.params)
                yield _data(openai_answer(problem, str(problem)))


def _data(shape: BaseModel) -> str:
    return f"data: {shape.model_dump_json()}\n\n"
