"""The HTTP application of a language model: POST /generate, GET /health. Knows the contract; knows no torch and no run folder."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import Executor
from typing import Protocol

from pydantic import ValidationError

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.contract.generate import AnyPiece, GenerateRequest, Piece
from easytune.predictor.activity import Activity
from easytune.predictor.decoder import Asked, Decoder
from easytune.predictor.server import (
    MAX_BODY_BYTES,
    Answer,
    Message,
    Receive,
    Send,
    error_answer,
    health_answer,
    invalid_answer,
    read_body,
    send_answer,
)


class ReadsPrompts(Protocol):
    """What the server needs of an engine; called from one thread."""

    def ids_of(self, request: GenerateRequest) -> Sequence[int]: ...


class GenerateApp:
    """The ASGI application. An answer is a stream of lines of JSON, a piece each; who hangs up is written for no longer.

    prompts: one thread, which turns requests into tokens.
    """

    def __init__(self, engine: ReadsPrompts, decoder: Decoder, prompts: Executor, *, model_id: int) -> None:
        self._engine, self._decoder, self._prompts, self._model_id = engine, decoder, prompts, model_id
        self._activity = Activity()

    @property
    def idle_seconds(self) -> float:
        """Since the last answer ended; 0 while one is written."""
        return self._activity.idle_seconds

    def close(self) -> None:
        """Break off what is being written: the process is about to end."""
        self._decoder.close()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        assert scope["type"] == "http"
        match scope["method"], scope["path"]:
            case "GET", "/health":
                await send_answer(send, health_answer(self._model_id, self.idle_seconds))
            case "POST", "/generate":
                with self._activity:
                    await self._generate(receive, send)
            case _:
                await send_answer(send, error_answer(404, ErrorCode.NOT_FOUND, what=scope["path"]))

    async def _generate(self, receive: Receive, send: Send) -> None:
        found = await self._prompt(await read_body(receive))
        if isinstance(found, Answer):
            await send_answer(send, found)
            return
        request, ids = found
        loop, pieces = asyncio.get_running_loop(), asyncio.Queue[AnyPiece]()
        asked = Asked(ids, request.sampling, lambda piece: _hand_over(loop, pieces, piece))
        self._decoder.ask(asked)
        try:
            await _until_gone(receive, asyncio.create_task(_stream(send, pieces)))
        finally:
            asked.gone = True

    async def _prompt(self, body: bytes | None) -> tuple[GenerateRequest, Sequence[int]] | Answer:
        """The request and its tokens, or why there are none."""
        if body is None:
            return error_answer(413, ErrorCode.FILE_TOO_LARGE, limit_bytes=MAX_BODY_BYTES)
        try:
            request = GenerateRequest.model_validate_json(body)
        except ValidationError as error:
            return invalid_answer(error)
        try:
            ids = await asyncio.get_running_loop().run_in_executor(self._prompts, self._engine.ids_of, request)
        except RunFailed as failure:
            return error_answer(422, failure.code, **failure.params)
        return request, ids


def _hand_over(loop: asyncio.AbstractEventLoop, pieces: "asyncio.Queue[AnyPiece]", piece: AnyPiece) -> None:
    """From the decoding thread; when the process ends, there may be nobody left to take it."""
    if not loop.is_closed():
        loop.call_soon_threadsafe(pieces.put_nowait, piece)


async def _until_gone(receive: Receive, streaming: "asyncio.Task[None]") -> None:
    """Until the stream has ended, or its reader has hung up."""
    gone = asyncio.create_task(_hung_up(receive))
    try:
        await asyncio.wait({streaming, gone}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (streaming, gone):
            task.cancel()
        await asyncio.gather(streaming, gone, return_exceptions=True)


async def _hung_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _stream(send: Send, pieces: "asyncio.Queue[AnyPiece]") -> None:
    headers = [(b"content-type", b"application/x-ndjson")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    async for piece in _until_end(pieces):
        await send({"type": "http.response.body", "body": piece.model_dump_json().encode() + b"\n", "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _until_end(pieces: "asyncio.Queue[AnyPiece]") -> AsyncIterator[AnyPiece]:
    """Pieces that have come together are one."""
    while True:
        piece = await pieces.get()
        following: AnyPiece | None = None
        while isinstance(piece, Piece) and following is None and not pieces.empty():
            following = pieces.get_nowait()
            if isinstance(following, Piece):
                piece, following = Piece(text=piece.text + following.text), None
        yield piece
        if following is not None:
            yield following
        if not isinstance(following or piece, Piece):
            return
