"""Has a language model answer: finds it, checks the question, has its predictor started. Knows no socket protocol and no page."""

import json

from easytune.contract.error_codes import ErrorCode
from easytune.contract.generate import GenerateRequest
from easytune.contract.rows import Role
from easytune.core.db import Database
from easytune.core.errors import InvalidInput
from easytune.inference import service
from easytune.inference.answering import OpenAnswer, open_answer
from easytune.models import service as models
from easytune.models.tables import Model

_ASKING = frozenset({Role.USER, Role.TOOL})


async def language_model(database: Database, model_id: int) -> Model:
    """Raises: NotFound, InvalidInput(MODEL_NOT_GENERATIVE)."""
    async with database.reading() as session:
        return checked(await models.get_model(session, model_id))


def checked(model: Model) -> Model:
    """Raises: InvalidInput(MODEL_NOT_GENERATIVE)."""
    if model.task != "language_model":
        raise InvalidInput(ErrorCode.MODEL_NOT_GENERATIVE, name=model.name)
    return model


async def open_answer_of(platform: service.Platform, model: Model, request: GenerateRequest) -> OpenAnswer:
    """The answer, once the model begins with it; the caller closes it.

    Raises: InvalidInput(PROMPT_EMPTY, PROMPT_TOO_LONG, CHAT_TEMPLATE_MISSING, CHAT_TEMPLATE_FAILED, INVALID_INPUT),
    NotFound(MODEL_FOLDER_GONE, ADAPTER_BASE_GONE), Unavailable(PREDICTOR_FAILED, PREDICTOR_TIMEOUT).
    """
    _check(model, request)
    await service.check_folder(model)
    return await service.asked(platform, model, lambda address: open_answer(address, request))


def _check(model: Model, request: GenerateRequest) -> None:
    """What can be refused without loading anything."""
    if request.prompt is not None and request.turns:
        raise InvalidInput(ErrorCode.INVALID_INPUT, field="prompt", reason="turns")
    asked = any(turn.role in _ASKING and turn.content.strip() for turn in request.turns)
    if not (request.prompt or asked):
        raise InvalidInput(ErrorCode.PROMPT_EMPTY)
    if request.turns and not model.has_chat_template:
        raise InvalidInput(ErrorCode.CHAT_TEMPLATE_MISSING, name=model.name)
    if request.tools is not None and not _is_list(request.tools):
        raise InvalidInput(ErrorCode.INVALID_INPUT, field="tools", reason="[…]")


def _is_list(text: str) -> bool:
    try:
        return isinstance(json.loads(text), list)
    except ValueError:
        return False
