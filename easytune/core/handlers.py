"""Turns what went wrong into the one shape of error answers, `{code, message, params, request_id}`; OpenAI's below /v1. Knows no route."""

import json
import logging
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Scope

from easytune.contract.error_codes import ErrorCode
from easytune.contract.error_texts import message
from easytune.contract.space import is_full
from easytune.core.database_errors import DatabaseAway, OutcomeUnknown
from easytune.core.errors import InvalidInput, MethodNotAllowed, NotAllowed, NotAuthenticated, NotFound, TooLarge, Unavailable, UserError
from easytune.core.language import preferred
from easytune.core.openai_errors import is_openai_path, openai_answer, openai_status
from easytune.core.request_body import MAX_BODY_BYTES
from easytune.core.security import Principal
from easytune.core.validation_texts import VALUE_REFUSED, reason

log = logging.getLogger(__name__)
DATABASE_RETRY_SECONDS = 2
MAX_PARAM_CHARACTERS = 1000
_DATA_EXCEPTION = "22"  # the class of SQLSTATE codes: a NUL in a text, a number out of range


class ErrorAnswer(BaseModel):
    """What every 4xx and 5xx answer holds; message is in the reader's language."""

    model_config = ConfigDict(ser_json_inf_nan="strings")

    code: ErrorCode
    message: str
    params: dict[str, Any]
    request_id: str


def install(app: FastAPI) -> None:
    """Answer every exception that means something to the user; the guard answers the rest."""
    for kind in (UserError, RequestValidationError, HTTPException, DBAPIError, DatabaseAway, OSError, ClientDisconnect):
        app.add_exception_handler(kind, _handle)


async def _handle(request: Request, error: Exception) -> Response:
    user_error = as_user_error(error, language_of(request.scope))
    if user_error is None:
        raise error
    return answer(request.scope, user_error)


def answer(scope: Scope, error: UserError) -> Response:
    """The response of one error, in the language of the signed-in user or of the browser."""
    params = {name: _presentable(value) for name, value in error.params.items()}
    text = message(error.code, params, language_of(scope))
    if is_openai_path(scope["path"]):
        return Response(openai_answer(error, text).model_dump_json(), openai_status(error), _headers(error), "application/json")
    body = ErrorAnswer(code=error.code, message=text, params=params, request_id=scope["state"]["request_id"])
    return Response(body.model_dump_json(), error.status, _headers(error), "application/json")


def as_user_error(error: Exception, language: str) -> UserError | None:
    """What the user may know of an exception; None when it is a fault of ours."""
    match error:
        case UserError():
            return error
        case RequestValidationError():
            return _invalid(error, language)
        case HTTPException():
            return _of_status(error)
        case ClientDisconnect():
            return InvalidInput(ErrorCode.UPLOAD_INCOMPLETE)
        case OutcomeUnknown():
            log.warning("the connection was lost at COMMIT: %s", error)
            return Unavailable(ErrorCode.OUTCOME_UNKNOWN, seconds=DATABASE_RETRY_SECONDS)
        case DatabaseAway():
            log.warning("the database is away: %s", error)
            return Unavailable(ErrorCode.DATABASE_AWAY, seconds=DATABASE_RETRY_SECONDS)
        case DBAPIError(orig=object(sqlstate=str() as state)) if state.startswith(_DATA_EXCEPTION):
            log.warning("the database refused a value: %s", error.orig)
            return InvalidInput(ErrorCode.INVALID_INPUT, field="body", reason=VALUE_REFUSED[language])
        case DBAPIError(orig=BaseException(__cause__=ValueError())):  # what asyncpg refuses to send
            log.warning("the database's driver refused a value: %s", error.orig)
            return InvalidInput(ErrorCode.INVALID_INPUT, field="body", reason=VALUE_REFUSED[language])
        case OSError() if is_full(error):
            return Unavailable(ErrorCode.DISK_FULL_NOW)
        case _:
            return None


def language_of(scope: Scope) -> str:
    """zh or en: the signed-in user's, else the browser's."""
    principal = scope["state"].get("principal")
    if isinstance(principal, Principal):
        return principal.language
    headers = dict(scope["headers"])
    return preferred(headers.get(b"accept-language", b"").decode("latin-1"))


def _headers(error: UserError) -> dict[str, str]:
    headers = {}
    if error.status in (429, 503) and "seconds" in error.params:
        headers["Retry-After"] = str(error.params["seconds"])
    match error:
        case NotAuthenticated():
            headers["WWW-Authenticate"] = "Bearer"
        case MethodNotAllowed():
            headers["Allow"] = ", ".join(error.params["allowed"])
        case _:
            pass
    return headers


def _invalid(error: RequestValidationError, language: str) -> UserError:
    """The first finding; its place as the client wrote it, without the `body` or `query` in front."""
    first = error.errors()[0]
    place = [str(part) for part in first["loc"]]
    in_body_text = first["type"] == "json_invalid"  # its place is a character offset
    field = place[0] if in_body_text else ".".join(place[1:]) or place[0]
    return InvalidInput(ErrorCode.INVALID_INPUT, field=field, reason=reason(first, language))


def _of_status(error: HTTPException) -> UserError:
    """What the framework itself refuses; our routes raise no HTTPException."""
    match error.status_code:
        case 401:
            return NotAuthenticated(ErrorCode.NOT_AUTHENTICATED)
        case 403:
            return NotAllowed(ErrorCode.NOT_ALLOWED)
        case 404:
            return NotFound(ErrorCode.NOT_FOUND, what="page")
        case 405:
            return MethodNotAllowed(ErrorCode.METHOD_NOT_ALLOWED, allowed=[(error.headers or {}).get("Allow", "")])
        case 413:
            return TooLarge(ErrorCode.BODY_TOO_LARGE, limit_bytes=MAX_BODY_BYTES)
        case _:
            return InvalidInput(ErrorCode.INVALID_INPUT, field="body", reason=str(error.detail))


def _presentable(value: Any) -> Any:
    """A param cut to a sane length and free of lone surrogates, which no encoder takes."""
    if not isinstance(value, str):
        return json.loads(json.dumps(value, default=str)) if isinstance(value, (list, tuple, dict)) else value
    return value[:MAX_PARAM_CHARACTERS].encode("utf-8", "replace").decode()
