"""A small package index on loopback that can cut, dawdle, refuse and lie. Knows the wire format; knows nothing of ours."""

import http.server
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

PROJECT, FILENAME = "tiny-model", "tiny_model-1.0-py3-none-any.whl"


@dataclass(frozen=True)
class Misdeed:
    """What one answer does wrong. cut_after: bytes sent before the connection is closed; more_length: added to Content-Length."""

    status: int | None = None
    retry_after: str | None = None
    cut_after: int | None = None
    more_length: int = 0
    no_ranges: bool = False
    wrong_range: bool = False
    stall_seconds: float = 0.0


GOOD = Misdeed()


@dataclass
class FakeIndex:
    """One project with one file. `misdeeds` are used up by requests for the file, the last one for all that follow."""

    url: str
    content: bytes
    sha256: str = ""
    bytes_per_second: float | None = None
    misdeeds: list[Misdeed] = field(default_factory=list)
    asked: list[str | None] = field(default_factory=list)
    pages: int = 0

    def next_misdeed(self) -> Misdeed:
        if not self.misdeeds:
            return GOOD
        return self.misdeeds.pop(0) if len(self.misdeeds) > 1 else self.misdeeds[0]


@contextmanager
def running_index(content: bytes, sha256: str = "") -> Iterator[FakeIndex]:
    fake = FakeIndex("", content, sha256)
    handler = type("Handler", (_Handler,), {"fake": fake})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        fake.url = f"http://127.0.0.1:{server.server_port}/simple"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield fake
        server.shutdown()
        thread.join()


class _Handler(http.server.BaseHTTPRequestHandler):
    fake: FakeIndex

    def do_GET(self) -> None:
        try:
            if self.path == f"/simple/{PROJECT}/":
                self._page()
            elif self.path == f"/files/{FILENAME}":
                self.fake.asked.append(self.headers.get("Range"))
                self._file(self.fake.next_misdeed())
            else:
                self.send_error(404)
        except OSError:  # the client hung up, as some tests want
            self.close_connection = True

    def _page(self) -> None:
        self.fake.pages += 1
        hashes = {"sha256": self.fake.sha256} if self.fake.sha256 else {}
        files = [{"filename": FILENAME, "url": f"/files/{FILENAME}", "hashes": hashes, "size": len(self.fake.content)}]
        body = json.dumps({"meta": {"api-version": "1.1"}, "name": PROJECT, "versions": ["1.0"], "files": files}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/vnd.pypi.simple.v1+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _file(self, misdeed: Misdeed) -> None:
        if misdeed.status is not None:
            self.send_response(misdeed.status)
            if misdeed.retry_after is not None:
                self.send_header("Retry-After", misdeed.retry_after)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        content, asked = self.fake.content, self.headers.get("Range")
        start = 0 if asked is None or misdeed.no_ranges else int(asked.removeprefix("bytes=").removesuffix("-"))
        if start and start >= len(content):
            self.send_error(416)
            return
        self.send_response(206 if asked is not None and not misdeed.no_ranges else 200)
        if asked is not None and not misdeed.no_ranges:
            said = start + 7 if misdeed.wrong_range else start
            self.send_header("Content-Range", f"bytes {said}-{len(content) - 1}/{len(content)}")
        body = content[start:]
        self.send_header("Content-Length", str(len(body) + misdeed.more_length))
        self.end_headers()
        self._send(body if misdeed.cut_after is None else body[: misdeed.cut_after], misdeed)

    def _send(self, body: bytes, misdeed: Misdeed) -> None:
        rate = self.fake.bytes_per_second
        piece = len(body) if rate is None else max(1, int(rate / 20))
        for at in range(0, len(body), piece or 1):
            self.wfile.write(body[at : at + piece])
            if rate is not None:
                time.sleep(0.05)
        self.wfile.flush()
        time.sleep(misdeed.stall_seconds)
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        return
