"""What routes of inference ask for, and how they answer with a stream. Knows no route and no table."""

from collections.abc import AsyncIterator
from typing import Annotated

import anyio
from fastapi import Depends
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from easytune.core.http import Config, CurrentUser, Db
from easytune.inference import service
from easytune.inference.answering import OpenAnswer

_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def _platform(database: Db, settings: Config, user: CurrentUser) -> service.Platform:
    return service.Platform(database, settings, user)


Platform = Annotated[service.Platform, Depends(_platform)]


class AnswerStream(StreamingResponse):
    """Server-sent events made of an answer; however it ends, also before it began, the model is told that nobody reads any more."""

    def __init__(self, answer: OpenAnswer, texts: AsyncIterator[str]) -> None:
        super().__init__(texts, media_type="text/event-stream", headers=_HEADERS)
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            with anyio.CancelScope(shield=True):  # a reader who left has cancelled what runs here
                await self._answer.close()
