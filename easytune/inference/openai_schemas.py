"""The shapes of OpenAI's HTTP interface, as far as they mean something here. Knows no model and no predictor.

What a request brings beyond them is ignored; openai_wishes.py refuses what would change the answer.
"""

from typing import Any, Literal

from pydantic import BaseModel, Field

FinishReason = Literal["stop", "length"]


class TextPart(BaseModel):
    """Of a message whose content is a list; pictures and sound are refused."""

    type: Literal["text"]
    text: str


class FunctionCall(BaseModel):
    name: str
    arguments: str


class ToolCallIn(BaseModel):
    function: FunctionCall


class MessageIn(BaseModel):
    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str | list[TextPart] | None = None
    tool_calls: list[ToolCallIn] | None = None


class StreamOptions(BaseModel):
    include_usage: bool | None = None


class Options(BaseModel):
    """What both kinds of requests may wish; None is the default of this server."""

    model: str = Field(description="Name or number of a language model.")
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    max_tokens: int | None = Field(default=None, ge=1)
    temperature: float | None = Field(default=None, ge=0, le=2, allow_inf_nan=False)
    top_p: float | None = Field(default=None, ge=0, le=1, allow_inf_nan=False)
    repetition_penalty: float | None = Field(default=None, ge=1, le=2, allow_inf_nan=False, description="Not of OpenAI.")
    stop: str | list[str] | None = None
    seed: int | None = None
    n: int | None = Field(default=None, description="Only 1.")
    presence_penalty: float | None = Field(default=None, description="Only 0.")
    frequency_penalty: float | None = Field(default=None, description="Only 0.")
    logit_bias: dict[str, Any] | None = Field(default=None, description="Only empty.")


class ChatIn(Options):
    messages: list[MessageIn] = Field(min_length=1)
    max_completion_tokens: int | None = Field(default=None, ge=1)
    tools: list[dict[str, Any]] | None = None
    tool_choice: Any = Field(default=None, description="Only `auto` and `none`.")
    response_format: Any = Field(default=None, description='Only `{"type": "text"}`.')
    logprobs: bool | None = Field(default=None, description="Only false.")


class CompletionIn(Options):
    prompt: str | list[str] = Field(description="One text.")
    best_of: int | None = Field(default=None, description="Only 1.")
    echo: bool | None = Field(default=None, description="Only false.")
    suffix: str | None = Field(default=None, description="Only empty.")
    logprobs: int | None = Field(default=None, description="Only null.")


class Usage(BaseModel):
    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class AnswerMessage(BaseModel):
    role: Literal["assistant"] = "assistant"
    content: str


class ChatChoice(BaseModel):
    index: int = 0
    message: AnswerMessage
    finish_reason: FinishReason
    logprobs: None = None


class ChatCompletion(BaseModel):
    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    choices: list[ChatChoice]
    usage: Usage


class TextChoice(BaseModel):
    """Of a whole answer, or of a part of it: then finish_reason is null until the last."""

    index: int = 0
    text: str
    finish_reason: FinishReason | None
    logprobs: None = None


class Completion(BaseModel):
    id: str
    object: Literal["text_completion"] = "text_completion"
    created: int
    model: str
    choices: list[TextChoice]
    usage: Usage | None = None


class Delta(BaseModel):
    role: Literal["assistant"] | None = None
    content: str | None = None


class ChunkChoice(BaseModel):
    index: int = 0
    delta: Delta
    finish_reason: FinishReason | None = None


class ChatChunk(BaseModel):
    """A part of a streamed answer."""

    id: str
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    created: int
    model: str
    choices: list[ChunkChoice]
    usage: Usage | None = None


class ListedModel(BaseModel):
    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: str


class ModelList(BaseModel):
    object: Literal["list"] = "list"
    data: list[ListedModel]
