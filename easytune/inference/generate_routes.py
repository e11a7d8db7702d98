"""HTTP of writing: a language model's answer as server-sent events. Knows no socket and no table."""

import json
from collections.abc import AsyncIterator
from typing import assert_never

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from easytune.contract.error_texts import message
from easytune.contract.generate import Answered, AnyPiece, BrokenOff, GenerateRequest, Piece
from easytune.core.security import Policy, policy
from easytune.inference import generation
from easytune.inference.answering import OpenAnswer
from easytune.inference.http import AnswerStream, Platform
from easytune.inference.schemas import GenerateIn

router = APIRouter(tags=["inference"])


@router.post("/generate", response_class=StreamingResponse, **policy(Policy.VIEWER))
async def generate(body: GenerateIn, platform: Platform) -> StreamingResponse:
    """A language model's answer to `turns`, or its continuation of `prompt`, as it is written.

    Events: `piece` with `text`, then `answered` with the figures, or `error` with `code`, `params` and `message`.
    """
    model = await generation.language_model(platform.database, body.model_id)
    request = GenerateRequest(turns=tuple(body.turns), tools=body.tools, prompt=body.prompt, sampling=body.sampling)
    answer = await generation.open_answer_of(platform, model, request)
    return AnswerStream(answer, _events(answer, platform.user.language))


async def _events(answer: OpenAnswer, language: str) -> AsyncIterator[str]:
    async for piece in answer.pieces():
        yield _event(piece, language)


def _event(piece: AnyPiece, language: str) -> str:
    match piece:
        case Piece():
            return f"event: piece\ndata: {piece.model_dump_json(exclude={'type'})}\n\n"
        case Answered():
            return f"event: answered\ndata: {piece.model_dump_json(exclude={'type'})}\n\n"
        case BrokenOff():
            said = {"code": piece.code.value, "params": piece.params, "message": message(piece.code, piece.params, language)}
            return f"event: error\ndata: {json.dumps(said, ensure_ascii=False)}\n\n"
        case _:
            assert_never(piece)
