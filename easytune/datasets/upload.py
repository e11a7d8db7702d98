"""Takes one file out of a multipart/form-data body while it arrives, straight to disk. Knows no format, no row and no database.

What goes wrong leaves no file. The client's name of the file is kept for show and never becomes a path.
"""

import asyncio
import hashlib
import os
import secrets
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import ClientDisconnect

from easytune.contract.error_codes import ErrorCode
from easytune.contract.space import RESERVE_BYTES, shortage
from easytune.core.errors import InvalidInput, RequestTimeout, TooLarge, Unavailable, UserError
from easytune.datasets.multipart import Multipart

_OVERHEAD_BYTES = 64 * 1024
_WRITE_BYTES = 1 << 20
_SILENCE_SECONDS = 60.0
_DRAIN_BYTES, _DRAIN_SECONDS = 32 << 20, 10.0
# the raw file, its rows and what is kept of them as JSON lie side by side for a while
_SPACE_PER_BYTE = 3


@dataclass(frozen=True)
class Upload:
    """A whole file in the uploads folder, synced; filename is the client's, without folders and control characters."""

    path: Path
    filename: str
    bytes: int
    sha256: str
    fields: Mapping[str, str]


async def receive(headers: Mapping[str, str], stream: AsyncIterator[bytes], *, uploads: Path, limit_bytes: int) -> Upload:
    """Read the body of a request to its end.

    Raises: TooLarge(FILE_TOO_LARGE) before or while reading, Unavailable(DISK_FULL), RequestTimeout after 60 s of silence,
    InvalidInput(FILE_MISSING, FORMAT_UNKNOWN, UPLOAD_INCOMPLETE).
    """
    declared = _declared_bytes(headers)
    path = uploads / f"{secrets.token_hex(16)}.part"
    try:
        if declared is not None:
            await asyncio.to_thread(_refuse_early, declared, uploads, limit_bytes)
        multipart = Multipart(headers.get("content-type", ""))
        return await _receive(stream, multipart, path, limit_bytes)
    except BaseException as error:
        await asyncio.to_thread(path.unlink, missing_ok=True)
        if isinstance(error, UserError):
            await _drain(stream)
        raise


async def _receive(stream: AsyncIterator[bytes], multipart: Multipart, path: Path, limit_bytes: int) -> Upload:
    digest = hashlib.sha256()
    size = 0
    with open(path, "xb", buffering=0) as file:  # noqa: ASYNC230 - opening; writing happens in a thread

        def keep(piece: bytes) -> None:
            digest.update(piece)
            rest = memoryview(piece)
            while rest:  # a disk that fills up takes a part, and refuses only the rest
                rest = rest[file.write(rest) :]

        async for chunk in _whole(stream):
            multipart.feed(chunk)
            if size + multipart.waiting_bytes > limit_bytes:
                raise TooLarge(ErrorCode.FILE_TOO_LARGE, limit_bytes=limit_bytes)
            if multipart.waiting_bytes >= _WRITE_BYTES:
                piece = multipart.take()
                size += len(piece)
                await asyncio.to_thread(keep, piece)
        form = multipart.finish()
        piece = multipart.take()
        size += len(piece)
        await asyncio.to_thread(keep, piece)
        await asyncio.to_thread(os.fsync, file.fileno())
    if size == 0:
        raise InvalidInput(ErrorCode.FILE_EMPTY)
    return Upload(path, form.filename, size, digest.hexdigest(), form.fields)


async def _whole(stream: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The chunks of a body that arrives to its end without a long silence."""
    try:
        while True:
            async with asyncio.timeout(_SILENCE_SECONDS):
                chunk = await anext(stream, None)
            if chunk is None:
                return
            yield chunk
    except TimeoutError:
        raise RequestTimeout(ErrorCode.REQUEST_TIMEOUT, seconds=int(_SILENCE_SECONDS)) from None
    except ClientDisconnect:
        raise InvalidInput(ErrorCode.UPLOAD_INCOMPLETE) from None


def _declared_bytes(headers: Mapping[str, str]) -> int | None:
    declared = headers.get("content-length", "")
    return int(declared[:20]) if declared.isascii() and declared.isdigit() else None


def _refuse_early(declared: int, uploads: Path, limit_bytes: int) -> None:
    if declared > limit_bytes + _OVERHEAD_BYTES:
        raise TooLarge(ErrorCode.FILE_TOO_LARGE, limit_bytes=limit_bytes)
    short = shortage(uploads, declared * _SPACE_PER_BYTE + RESERVE_BYTES)
    if short is not None:
        raise Unavailable(ErrorCode.DISK_FULL, **short.params)


async def _drain(stream: AsyncIterator[bytes]) -> None:
    """Read on for a little: a client that is still sending would otherwise see a broken connection, not the reason."""
    left = _DRAIN_BYTES
    try:
        async with asyncio.timeout(_DRAIN_SECONDS):
            async for chunk in stream:
                left -= len(chunk)
                if left < 0:
                    return
    except (TimeoutError, ClientDisconnect):
        return
