"""The HTTP application of a classifier: POST /predict, GET /health; and the server of any. Knows no torch and no run folder."""

import asyncio
import functools
import hmac
import json
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import psutil
import uvicorn
from pydantic import ValidationError

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.contract.platform.addresses import TOKEN_HEADER, Address, SocketFile
from easytune.contract.predict import Prediction, PredictorHealth, PredictRequest, PredictResponse
from easytune.predictor.activity import Activity

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Result = TypeVar("Result")
EncodedText = TypeVar("EncodedText")

MAX_BODY_BYTES = 64 * 1024**2
STOP_SECONDS = 5


class Predicts(Protocol[EncodedText]):
    """What the server needs of an engine; calls come from several threads at once."""

    multi_label: bool
    temperature: float | None

    def threshold_or_default(self, threshold: float | None) -> float: ...

    def encode(self, texts: Sequence[str]) -> list[EncodedText]: ...

    def batches(self, encoded: Sequence[EncodedText]) -> list[list[int]]: ...

    def predict(self, batch: Sequence[EncodedText], threshold: float | None) -> list[Prediction]: ...


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes


class App(Protocol):
    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None: ...


def with_token(app: App, address: Address) -> App:
    """Only who may open the socket file asks; at a port, which everybody on the machine reaches, only who brings its token."""
    if isinstance(address, SocketFile):
        return app
    wanted = (TOKEN_HEADER.lower().encode(), address.token.encode())

    async def guarded(scope: Message, receive: Receive, send: Send) -> None:
        if any(name == wanted[0] and hmac.compare_digest(value, wanted[1]) for name, value in scope["headers"]):
            await app(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": 401, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    return guarded


class PredictApp:
    """The ASGI application. Work goes to threads, batch by batch: requests take turns, and /health never waits."""

    def __init__(self, engine: Predicts[Any], workers: Executor, *, parallel: int, model_id: int) -> None:
        self._engine, self._workers, self._parallel, self._model_id = engine, workers, parallel, model_id
        self._closing = False
        self._activity = Activity()

    @property
    def idle_seconds(self) -> float:
        """Since the last prediction ended; 0 while one runs."""
        return self._activity.idle_seconds

    def close(self) -> None:
        """Give up running requests at their next batch: the process is about to end."""
        self._closing = True

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        assert scope["type"] == "http"
        await send_answer(send, await self._answer(scope["method"], scope["path"], receive))

    async def _answer(self, method: str, path: str, receive: Receive) -> Answer:
        match method, path:
            case "GET", "/health":
                return health_answer(self._model_id, self.idle_seconds)
            case "POST", "/predict":
                return await self._predict(await read_body(receive))
            case _:
                return error_answer(404, ErrorCode.NOT_FOUND, what=path)

    async def _predict(self, body: bytes | None) -> Answer:
        if body is None:
            return error_answer(413, ErrorCode.FILE_TOO_LARGE, limit_bytes=MAX_BODY_BYTES)
        try:
            request = PredictRequest.model_validate_json(body)
        except ValidationError as error:
            return invalid_answer(error)
        try:
            with self._activity:
                response = await self._run(request)
        except RunFailed as failure:
            return error_answer(503, failure.code, **failure.params)
        except RuntimeError as error:  # of torch, for example memory: this request fails, the others go on
            return error_answer(500, ErrorCode.PREDICTOR_FAILED, reason=f"{type(error).__name__}: {error!s:.300}")
        return Answer(200, response.model_dump_json().encode())

    async def _run(self, request: PredictRequest) -> PredictResponse:
        started = time.perf_counter()
        threshold = self._engine.threshold_or_default(request.threshold)
        encoded = await self._in_worker(lambda: self._engine.encode(request.texts))
        predictions: dict[int, Prediction] = {}
        waiting = iter(self._engine.batches(encoded))
        await asyncio.gather(*(self._work_off(waiting, encoded, threshold, predictions) for _ in range(self._parallel)))
        return PredictResponse(
            predictions=tuple(predictions[index] for index in range(len(request.texts))),
            multi_label=self._engine.multi_label,
            threshold=threshold,
            temperature=self._engine.temperature,
            seconds=time.perf_counter() - started,
        )

    async def _work_off(
        self, waiting: Iterator[list[int]], encoded: Sequence[Any], threshold: float, predictions: dict[int, Prediction]
    ) -> None:
        """Several of these share the batches of one request; each has at most one batch in work, so other requests get in between."""
        for indices in waiting:
            if self._closing:
                raise RunFailed(ErrorCode.PREDICTOR_FAILED, reason="the model is being unloaded")
            batch = [encoded[index] for index in indices]
            answers = await self._in_worker(functools.partial(self._engine.predict, batch, threshold))
            predictions.update(zip(indices, answers, strict=True))

    async def _in_worker(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._workers, work)


def make_server(app: App) -> uvicorn.Server:
    """SIGTERM and SIGINT let running requests end, for at most STOP_SECONDS; then serve() returns."""
    config = uvicorn.Config(
        app,
        lifespan="off",
        log_config=None,
        access_log=False,
        ws="none",
        timeout_graceful_shutdown=STOP_SECONDS,
        proxy_headers=False,
        server_header=False,
        date_header=False,
    )
    return uvicorn.Server(config)


async def send_answer(send: Send, answer: Answer) -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(answer.body)).encode())]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})


async def read_body(receive: Receive) -> bytes | None:
    """None when the body is too long."""
    parts: list[bytes] = []
    length = 0
    while True:
        message = await receive()
        part: bytes = message.get("body", b"")
        length += len(part)
        if length > MAX_BODY_BYTES:
            return None
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)


def health_answer(model_id: int, idle_seconds: float) -> Answer:
    health = PredictorHealth(model_id=model_id, memory_bytes=psutil.Process().memory_info().rss, idle_seconds=idle_seconds)
    return Answer(200, health.model_dump_json().encode())


def invalid_answer(error: ValidationError) -> Answer:
    first = error.errors(include_url=False)[0]
    return error_answer(422, ErrorCode.INVALID_INPUT, field=".".join(map(str, first["loc"])) or "body", reason=first["msg"])


def error_answer(status: int, code: ErrorCode, **params: object) -> Answer:
    return Answer(status, json.dumps({"code": code.value, "params": params}).encode())
