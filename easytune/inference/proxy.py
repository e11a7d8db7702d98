"""Talks HTTP to a predictor, on its Unix socket or its port. Knows the contract; knows no run and no model."""

import ssl

import httpx
from pydantic import ValidationError

from easytune.contract.error_codes import ErrorCode
from easytune.contract.platform.addresses import LOOPBACK, TOKEN_HEADER, LoopbackPort, SocketFile, parse
from easytune.contract.predict import PredictorHealth, PredictRequest, PredictResponse
from easytune.core.errors import Unavailable

ANSWER_SECONDS = 150.0
HEALTH_SECONDS = 2.0
CONNECT_SECONDS = 2.0
GONE = (httpx.ConnectError, httpx.ConnectTimeout, httpx.RemoteProtocolError, httpx.ReadError)


class PredictorGone(Exception):
    """Nobody listens at the address (any more)."""


async def predict(address: str, request: PredictRequest) -> PredictResponse:
    """Raises: PredictorGone; Unavailable(PREDICTOR_TIMEOUT, PREDICTOR_FAILED)."""
    try:
        async with client_of(address, ANSWER_SECONDS) as client:
            answer = await client.post("/predict", content=request.model_dump_json(), headers={"Content-Type": "application/json"})
    except GONE as error:
        raise PredictorGone from error
    except httpx.TimeoutException:
        raise Unavailable(ErrorCode.PREDICTOR_TIMEOUT, seconds=int(ANSWER_SECONDS)) from None
    if answer.status_code == 200:
        return PredictResponse.model_validate_json(answer.content)
    raise Unavailable(ErrorCode.PREDICTOR_FAILED, reason=reason_of(answer))


async def health(address: str) -> PredictorHealth | None:
    """None when it does not answer at once."""
    try:
        async with client_of(address, HEALTH_SECONDS) as client:
            answer = await client.get("/health")
        return PredictorHealth.model_validate_json(answer.content)
    except (httpx.HTTPError, ValidationError):
        return None


def client_of(address: str, seconds: float) -> httpx.AsyncClient:
    """seconds: of silence, not of the whole answer."""
    # an empty TLS context: nothing is encrypted inside one machine, and the default one reads all certificates from disk
    plain = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    timeout = httpx.Timeout(seconds, connect=CONNECT_SECONDS)
    match parse(address):
        case SocketFile(path=path):
            transport = httpx.AsyncHTTPTransport(uds=path, verify=plain)
            return httpx.AsyncClient(transport=transport, base_url="http://predictor", timeout=timeout)
        case LoopbackPort(port=port, token=token):
            headers = {TOKEN_HEADER: token}
            transport = httpx.AsyncHTTPTransport(verify=plain)  # its own, so that no proxy of the environment gets the token
            return httpx.AsyncClient(transport=transport, base_url=f"http://{LOOPBACK}:{port}", headers=headers, timeout=timeout)


def reason_of(answer: httpx.Response) -> str:
    try:
        said = answer.json()
        return str(said["params"].get("reason", said["code"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        return f"HTTP {answer.status_code}"
