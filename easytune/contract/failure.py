"""How work in a supervised process ends early, as exceptions: a reason for the user, or a stop that was asked for. Knows no process."""

from typing import Any

from easytune.contract.error_codes import ErrorCode
from easytune.contract.error_texts import message


class RunFailed(Exception):
    """The run cannot succeed; becomes a `failed` event with this code and these params."""

    def __init__(self, code: ErrorCode, **params: Any) -> None:
        super().__init__(message(code, params))
        self.code = code
        self.params = params


class StopAsked(Exception):
    """The file `stop` appeared; becomes a `stopped` event."""
