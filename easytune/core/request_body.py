"""Reads a request's body before anything parses it, up to a size and a nesting depth. Knows no route and no schema."""

import asyncio
import re

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive

from easytune.contract.error_codes import ErrorCode
from easytune.core.errors import InvalidInput, RequestTimeout, TooLarge

MAX_BODY_BYTES = 1 << 20
MAX_JSON_DEPTH = 64
MAX_SECONDS = 30.0

# a string (also one that never ends, so that none is looked at twice) or a bracket
_TOKENS = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)


async def buffered(headers: Headers, receive: Receive) -> Receive:
    """The same request with its body already read and checked.

    Raises: TooLarge over 1 MiB, RequestTimeout when it takes longer than 30 s, InvalidInput for JSON nested deeper than 64.
    """
    declared = headers.get("content-length", "0")
    if not declared.isascii() or not declared.isdigit() or int(declared[:20]) > MAX_BODY_BYTES:
        raise TooLarge(ErrorCode.BODY_TOO_LARGE, limit_bytes=MAX_BODY_BYTES)
    try:
        async with asyncio.timeout(MAX_SECONDS):
            body = await _read(receive)
    except TimeoutError:
        raise RequestTimeout(ErrorCode.REQUEST_TIMEOUT, seconds=int(MAX_SECONDS)) from None
    if body.count(b"[") + body.count(b"{") > MAX_JSON_DEPTH and await asyncio.to_thread(nests_deeper_than, body, MAX_JSON_DEPTH):
        raise InvalidInput(ErrorCode.JSON_TOO_DEEP, limit=MAX_JSON_DEPTH)
    return _replay(body, receive)


def nests_deeper_than(body: bytes, limit: int) -> bool:
    """Whether brackets outside of strings nest deeper than the limit, found without parsing."""
    depth = 0
    for token in _TOKENS.finditer(body):
        match token.group()[:1]:
            case b"[" | b"{":
                depth += 1
                if depth > limit:
                    return True
            case b"]" | b"}":
                depth -= 1
            case _:
                pass  # a string
    return False


async def _read(receive: Receive) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        chunk: bytes = message.get("body", b"")
        size += len(chunk)
        if size > MAX_BODY_BYTES:
            raise TooLarge(ErrorCode.BODY_TOO_LARGE, limit_bytes=MAX_BODY_BYTES)
        chunks.append(chunk)
        if not message.get("more_body", False):
            return b"".join(chunks)


def _replay(body: bytes, receive: Receive) -> Receive:
    pending = True

    async def replayed() -> Message:
        nonlocal pending
        if pending:
            pending = False
            return {"type": "http.request", "body": body, "more_body": False}
        return await receive()

    return replayed
