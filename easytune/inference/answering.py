"""An answer that a predictor is writing, read piece by piece from its socket. Knows the contract; knows no run, no model and no page."""

from collections.abc import AsyncIterator

import httpx

from easytune.contract.error_codes import ErrorCode
from easytune.contract.generate import Answered, AnyPiece, BrokenOff, GenerateRequest, piece_adapter
from easytune.core.errors import InvalidInput, Unavailable
from easytune.inference.proxy import ANSWER_SECONDS, GONE, PredictorGone, client_of, reason_of

_REFUSED = {
    code.value: code
    for code in (
        ErrorCode.PROMPT_EMPTY,
        ErrorCode.PROMPT_TOO_LONG,
        ErrorCode.CHAT_TEMPLATE_MISSING,
        ErrorCode.CHAT_TEMPLATE_FAILED,
    )
}


class OpenAnswer:
    """Must be closed: as long as it is open, the model writes on."""

    def __init__(self, client: httpx.AsyncClient, response: httpx.Response) -> None:
        self._client, self._response = client, response

    async def pieces(self) -> AsyncIterator[AnyPiece]:
        """The last one is Answered or BrokenOff, whatever happens."""
        piece: AnyPiece | None = None
        try:
            async for line in self._lines():
                piece = piece_adapter.validate_json(line)
                yield piece
        except httpx.TimeoutException:
            yield BrokenOff(code=ErrorCode.PREDICTOR_TIMEOUT, params={"seconds": int(ANSWER_SECONDS)})
            return
        except httpx.HTTPError:
            pass  # the process is gone, as when it closes the connection: said below
        if not isinstance(piece, Answered | BrokenOff):
            yield BrokenOff(code=ErrorCode.PREDICTOR_FAILED, params={"reason": "it ended while it was writing"})

    async def close(self) -> None:
        await self._response.aclose()
        await self._client.aclose()

    async def _lines(self) -> AsyncIterator[bytes]:
        """Ended by a line feed alone: an answer may hold other characters that end lines elsewhere."""
        rest = b""
        async for chunk in self._response.aiter_bytes():
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                yield line


async def open_answer(address: str, request: GenerateRequest) -> OpenAnswer:
    """Once the predictor has taken the prompt.

    Raises: PredictorGone; InvalidInput(PROMPT_TOO_LONG, PROMPT_EMPTY, CHAT_TEMPLATE_MISSING, CHAT_TEMPLATE_FAILED);
    Unavailable(PREDICTOR_TIMEOUT, PREDICTOR_FAILED).
    """
    client = client_of(address, ANSWER_SECONDS)
    try:
        question = client.build_request(
            "POST", "/generate", content=request.model_dump_json(), headers={"Content-Type": "application/json"}
        )
        response = await client.send(question, stream=True)
        if response.status_code == httpx.codes.OK:
            return OpenAnswer(client, response)
        await response.aread()
        raise _refusal(response)
    except BaseException as problem:
        await client.aclose()
        match problem:
            case httpx.TimeoutException() if not isinstance(problem, httpx.ConnectTimeout):
                raise Unavailable(ErrorCode.PREDICTOR_TIMEOUT, seconds=int(ANSWER_SECONDS)) from None
            case _ if isinstance(problem, GONE):
                raise PredictorGone from problem
            case _:
                raise


def _refusal(response: httpx.Response) -> InvalidInput | Unavailable:
    said = response.json() if response.headers.get("content-type") == "application/json" else {}
    code = _REFUSED.get(str(said.get("code")))
    return InvalidInput(code, **said["params"]) if code is not None else Unavailable(ErrorCode.PREDICTOR_FAILED, reason=reason_of(response))
