"""Brings one file over HTTP into a partial file and goes on where it stopped, however often the connection breaks. Knows no registry."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.worker.meter import Meter

CHUNK_BYTES = 128 * 1024
MAX_BYTES = 8 * 1024**3
TIMEOUT_SECONDS = (10.0, 30.0)  # to connect, between two bytes
FIRST_WAIT_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 60.0
MOST_FAILURES_AT_FIRST = 3  # offline is told soon
MOST_FAILURES = 6  # in a row, once something came
_TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


@dataclass(frozen=True)
class Address:
    """Where a file lies, and the session that may ask for it."""

    url: str
    session: requests.Session

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or "?"


class Refused(Exception):
    """The server does not give the file to us; status 0: no connection could be trusted."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status


class _Broken(Exception):
    """Worth another try; wait_seconds: what the server asked for."""

    def __init__(self, reason: str, wait_seconds: float = 0.0) -> None:
        super().__init__(reason)
        self.wait_seconds = wait_seconds


@dataclass
class Fetch:
    """One file on its way. wait: sleeps, and raises StopAsked when that is asked meanwhile."""

    name: str
    address: Address
    partial: Path
    expected_bytes: int | None
    meter: Meter
    wait: Callable[[float], None]
    _failures: int = field(default=0, init=False)
    _has_arrived: bool = field(default=False, init=False)

    def to_end(self) -> None:
        """Raises: RunFailed(REGISTRY_UNREACHABLE, DOWNLOAD_FAILED), Refused, StopAsked. The partial file stays, but when it is too long."""
        self.meter.known(self._have())
        while True:
            before = self._have()
            try:
                self._once(before)
                return
            except (_Broken, requests.RequestException, HTTPError) as trouble:
                self._pause(trouble, progressed=self._have() > before)

    def _once(self, have: int) -> None:
        """From here to the end of the file, on one connection."""
        if have and have == self.expected_bytes:
            return
        headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
        with self.address.session.get(self.address.url, headers=headers, stream=True, timeout=TIMEOUT_SECONDS) as response:
            start, total = self._accept(response, have)
            with open(self.partial, "r+b" if self.partial.exists() else "wb") as file:
                self._forget_from(file, start, have)
                self._save(response, file, total)
        if total is not None and self._have() < total:
            raise _Broken("the connection was cut")

    def _accept(self, response: requests.Response, have: int) -> tuple[int, int | None]:
        """Where the answer's bytes belong, and how long the whole file is."""
        if response.status_code == 416:  # what we have is not the start of this file
            self._start_anew()
            raise _Broken("the server has a shorter file")
        if response.status_code in _TRY_AGAIN:
            raise _Broken(f"HTTP {response.status_code}", _retry_after(response))
        if response.status_code not in (200, 206):
            raise Refused(response.status_code)
        start, total = _place(response)
        if start != have and start != 0:
            self._start_anew()
            raise _Broken("the server sent another part than it was asked for")
        if self.expected_bytes is not None and total is not None and total != self.expected_bytes:
            raise self._failed(f"the file has {total} bytes instead of {self.expected_bytes}")
        if total is not None:
            self.meter.expect(total - have)
        return start, total if self.expected_bytes is None else self.expected_bytes

    def _save(self, response: requests.Response, file: BinaryIO, total: int | None) -> None:
        limit = MAX_BYTES if total is None else total
        while chunk := response.raw.read1(CHUNK_BYTES):  # what is there: iter_content loses the last bytes before a cut
            if file.tell() + len(chunk) > limit:
                file.truncate(0)
                raise self._failed(f"the file is larger than {limit} bytes")
            file.write(chunk)
            file.flush()
            self._has_arrived = True
            self.meter.arrived(len(chunk))

    def _forget_from(self, file: BinaryIO, start: int, have: int) -> None:
        """A server that knows no ranges sends all of it again."""
        file.seek(start)
        file.truncate()
        if start != have:
            self.meter.known(start - have)

    def _start_anew(self) -> None:
        self.meter.known(-self._have())
        self.partial.write_bytes(b"")

    def _pause(self, trouble: Exception, *, progressed: bool) -> None:
        """Wait longer each time. Raises: RunFailed when that was enough, Refused when the connection cannot be trusted."""
        if isinstance(trouble, requests.exceptions.SSLError):
            raise Refused(0) from None
        self._failures = 1 if progressed else self._failures + 1
        if self._failures >= (MOST_FAILURES if self._has_arrived else MOST_FAILURES_AT_FIRST):
            raise RunFailed(ErrorCode.REGISTRY_UNREACHABLE, name=self.name, host=self.address.host, reason=reason_of(trouble)) from None
        asked = trouble.wait_seconds if isinstance(trouble, _Broken) else 0.0
        self.wait(min(max(asked, FIRST_WAIT_SECONDS * 2 ** (self._failures - 1)), LONGEST_WAIT_SECONDS))

    def _failed(self, reason: str) -> RunFailed:
        return RunFailed(ErrorCode.DOWNLOAD_FAILED, name=self.name, reason=reason)

    def _have(self) -> int:
        return self.partial.stat().st_size if self.partial.exists() else 0


def _place(response: requests.Response) -> tuple[int, int | None]:
    """Start and length of the whole file, as far as the answer says them."""
    if response.status_code == 206:
        found = _CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", ""))
        if found is None:
            raise _Broken("the server did not say which part it sent")
        return int(found[1]), None if found[2] == "*" else int(found[2])
    length = response.headers.get("Content-Length", "")
    return 0, int(length) if length.isdecimal() else None


def _retry_after(response: requests.Response) -> float:
    """Seconds; a date is not worth a parser here."""
    asked = response.headers.get("Retry-After", "")
    return float(asked) if asked.isdecimal() else 0.0


def reason_of(error: Exception) -> str:
    """What happened, without an address: it may carry a password."""
    if isinstance(error, requests.HTTPError) and error.response is not None:
        return f"HTTP {error.response.status_code}"
    if isinstance(error, requests.Timeout | ReadTimeoutError):
        return "no answer in time"
    if isinstance(error, HTTPError):
        return "the connection was cut"
    if isinstance(error, requests.ConnectionError):
        return "no connection"
    return str(error) if isinstance(error, _Broken) else type(error).__name__
