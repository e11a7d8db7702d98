"""What a predictor of a language model is asked and answers, over its socket: one request, a stream of pieces. Knows no model."""

from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from easytune.contract.base import Strict
from easytune.contract.error_codes import ErrorCode
from easytune.contract.rows import Turn


class Sampling(Strict):
    """How the next token is chosen; temperature 0 takes the likeliest, always."""

    max_tokens: int = Field(default=512, ge=1, le=32768, description="Of the answer; it also ends where the model's context does.")
    temperature: float = Field(default=0.7, ge=0, le=2, allow_inf_nan=False)
    top_p: float = Field(default=0.9, gt=0, le=1, allow_inf_nan=False, description="Only the likeliest tokens that together reach it.")
    repetition_penalty: float = Field(default=1.0, ge=1, le=2, allow_inf_nan=False)
    stop: tuple[Annotated[str, Field(min_length=1, max_length=100)], ...] = Field(default=(), max_length=4)
    seed: int | None = Field(default=None, ge=0, le=2**32 - 1, description="Same seed, same answer, on the same device.")


class GenerateRequest(Strict):
    """Either turns, which go through the model's chat template, or a bare prompt that is continued as it is."""

    turns: tuple[Turn, ...] = ()
    tools: str | None = None
    prompt: str | None = None
    sampling: Sampling = Sampling()


class Piece(Strict):
    """More of the answer."""

    type: Literal["piece"] = "piece"
    text: str


class Answered(Strict):
    """The end of a stream. stop: the model ended, or one of the stop texts came; length: max_tokens or the context was reached."""

    type: Literal["answered"] = "answered"
    finish_reason: Literal["stop", "length"]
    prompt_tokens: int
    answer_tokens: int
    first_token_seconds: float
    seconds: float


class BrokenOff(Strict):
    """The other end of a stream: there will be no more of the answer, for this reason."""

    type: Literal["broken_off"] = "broken_off"
    code: ErrorCode
    params: dict[str, Any] = {}


AnyPiece = Piece | Answered | BrokenOff
piece_adapter: TypeAdapter[AnyPiece] = TypeAdapter(Annotated[AnyPiece, Field(discriminator="type")])
