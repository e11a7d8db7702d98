"""HTTP for OpenAI's clients, below /v1: list models, chat, complete. Knows no socket and no table."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from easytune.contract.generate import GenerateRequest
from easytune.core.http import Reading
from easytune.core.security import Policy, policy
from easytune.inference import generation, openai_models
from easytune.inference.answering import OpenAnswer
from easytune.inference.http import AnswerStream, Platform
from easytune.inference.openai_answers import Chat, Text, collected, streamed
from easytune.inference.openai_schemas import ChatCompletion, ChatIn, Completion, CompletionIn, ListedModel, ModelList, Options
from easytune.inference.openai_wishes import of_chat, of_completion

router = APIRouter(tags=["OpenAI"])
_NOBODY_LISTENS = 499  # as nginx writes it down
_STREAM: dict[int | str, dict[str, Any]] = {200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}}


@router.get("/models", **policy(Policy.VIEWER))
async def list_models(session: Reading) -> ModelList:
    """Every language model, by the name to ask for it."""
    return ModelList(data=await openai_models.listed_models(session))


@router.get("/models/{name}", **policy(Policy.VIEWER))
async def read_model(name: Annotated[str, Path(max_length=200)], session: Reading) -> ListedModel:
    """A language model by name or number."""
    return openai_models.listed(await openai_models.model_called(session, name), name)


@router.post("/chat/completions", response_model=ChatCompletion, responses=_STREAM, **policy(Policy.VIEWER))
async def chat(body: ChatIn, platform: Platform, request: Request) -> Response | ChatCompletion:
    """The answer to a conversation, at once or, with `stream`, as it is written."""
    shape, answer = Chat(body.model), await _opened(platform, body.model, of_chat(body))
    if body.stream:
        return AnswerStream(answer, streamed(answer, shape, with_usage=_wants_usage(body)))
    said = await collected(answer, request.is_disconnected)
    return shape.whole(said) if said is not None else Response(status_code=_NOBODY_LISTENS)


@router.post("/completions", response_model=Completion, responses=_STREAM, **policy(Policy.VIEWER))
async def complete(body: CompletionIn, platform: Platform, request: Request) -> Response | Completion:
    """A text continued as it is, without a chat template."""
    shape, answer = Text(body.model), await _opened(platform, body.model, of_completion(body))
    if body.stream:
        return AnswerStream(answer, streamed(answer, shape, with_usage=_wants_usage(body)))
    said = await collected(answer, request.is_disconnected)
    return shape.whole(said) if said is not None else Response(status_code=_NOBODY_LISTENS)


async def _opened(platform: Platform, name: str, question: GenerateRequest) -> OpenAnswer:
    async with platform.database.reading() as session:
        model = await openai_models.model_called(session, name)
    return await generation.open_answer_of(platform, model, question)


def _wants_usage(wish: Options) -> bool:
    return bool(wish.stream_options and wish.stream_options.include_usage)
