"""uvicorn's HTTP/1.1 with an end to every wait and a bound on every head, so that slow or swollen requests hold nothing for long.

Knows no application: what a body may hold and how long it may take is the guard's business once the head has arrived.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS = 10.0  # from the connection, or the first byte of a further request, to the end of the headers
REST_SECONDS = 10.0  # for the rest of a body that nobody reads any more, since the answer is out
READER_SECONDS = 60.0  # for a client to take what waits for it
MAX_HEAD_BYTES = 64 * 1024
MAX_HEADERS = 200
_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class HeadTooLarge(Exception):
    """Raised to the parser, which then stops."""


class PatientHttp(HttpToolsProtocol):
    """One connection. A clock runs while a head arrives or an unread body trails in, another while nobody takes the answer."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._clock: asyncio.TimerHandle | None = None
        self._reader_clock: asyncio.TimerHandle | None = None
        self._in_head = True
        self._unparsed_bytes = 0  # of this head, as received: the parser keeps a header to itself until it is whole
        self._head_bytes = 0
        self._headers_seen = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wind(HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        self._unwind()
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        in_head = self._in_head
        if in_head:
            self._wind(HEAD_SECONDS)
        super().data_received(data)
        if in_head and self._in_head and not self.transport.is_closing():
            self._unparsed_bytes += len(data)
            if self._unparsed_bytes > MAX_HEAD_BYTES:
                self._refuse_head()

    def on_url(self, url: bytes) -> None:
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers_seen += 1
        self._count(len(name) + len(value))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._unwind()
        self._in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._unwind()
        self._in_head = True
        self._unparsed_bytes = self._head_bytes = self._headers_seen = 0
        super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if not self._in_head:
            self._wind(REST_SECONDS)

    def send_400_response(self, msg: str) -> None:
        if self._is_too_large():
            self._refuse_head()
        else:
            super().send_400_response(msg)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._reader_clock = self._reader_clock or self.loop.call_later(READER_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        if self._reader_clock is not None:
            self._reader_clock.cancel()
            self._reader_clock = None
        super().resume_writing()

    def _count(self, size: int) -> None:
        self._head_bytes += size
        if self._is_too_large():
            raise HeadTooLarge

    def _is_too_large(self) -> bool:
        return self._head_bytes > MAX_HEAD_BYTES or self._headers_seen > MAX_HEADERS

    def _refuse_head(self) -> None:
        self.transport.write(_TOO_LARGE)
        self.transport.close()

    def _wind(self, seconds: float) -> None:
        """Start the clock unless it runs; when it runs out, the connection ends without a word."""
        self._clock = self._clock or self.loop.call_later(seconds, self.transport.abort)

    def _unwind(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None
