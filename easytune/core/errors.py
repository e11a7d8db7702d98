"""The one tree of errors that HTTP answers are made of; the class carries the status. Knows no route.

UserError
├── BadRequest 400 · InvalidInput 422 · NotAuthenticated 401 · NotAllowed 403 · NotFound 404
├── MethodNotAllowed 405 · RequestTimeout 408 · Conflict 409 · TooLarge 413 · TooManyRequests 429
└── Unexpected 500 · Unavailable 503
"""

from typing import Any

from easytune.contract.error_codes import ErrorCode
from easytune.contract.error_texts import message


class UserError(Exception):
    """Something a user can understand and act on."""

    status = 400

    def __init__(self, code: ErrorCode, **params: Any) -> None:
        super().__init__(message(code, params))
        self.code = code
        self.params = params


class BadRequest(UserError):
    status = 400


class InvalidInput(UserError):
    status = 422


class NotAuthenticated(UserError):
    status = 401


class NotAllowed(UserError):
    status = 403


class NotFound(UserError):
    status = 404


class MethodNotAllowed(UserError):
    status = 405


class RequestTimeout(UserError):
    status = 408


class Conflict(UserError):
    status = 409


class TooLarge(UserError):
    status = 413


class TooManyRequests(UserError):
    status = 429


class Unexpected(UserError):
    status = 500


class Unavailable(UserError):
    status = 503
