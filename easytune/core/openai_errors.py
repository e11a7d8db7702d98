"""The shape of error answers that OpenAI's clients understand, for the paths below /v1. Knows no route."""

from pydantic import BaseModel

from easytune.core.errors import UserError

PREFIX = "/v1/"
_BAD_REQUEST, _NOT_VALID, _SERVER = 400, 422, 500
_TYPES = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}


class OpenAIError(BaseModel):
    """code is one of ours; param is the field that it is about."""

    message: str
    type: str
    code: str | None
    param: str | None


class OpenAIErrorAnswer(BaseModel):
    """What every 4xx and 5xx answer below /v1 holds."""

    error: OpenAIError


def is_openai_path(path: str) -> bool:
    return path.startswith(PREFIX)


def openai_status(error: UserError) -> int:
    """There, what is not valid is a bad request."""
    return _BAD_REQUEST if error.status == _NOT_VALID else error.status


def openai_answer(error: UserError, message: str) -> OpenAIErrorAnswer:
    kind = "server_error" if error.status >= _SERVER else _TYPES.get(error.status, "invalid_request_error")
    field = error.params.get("field")
    return OpenAIErrorAnswer(error=OpenAIError(message=message, type=kind, code=error.code.value, param=str(field) if field else None))
