"""What a hostile client sends: slow, swollen and endless requests over plain sockets. Knows a port and a token, no server."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

HOST = b"Host: localhost\r\n"
ANSWER_SECONDS = 30.0


@dataclass
class Slow:
    """Many connections that are kept busy with one byte now and then."""

    port: int
    head: bytes
    drip: bytes
    writers: list[asyncio.StreamWriter] = field(default_factory=list)
    readers: list[asyncio.StreamReader] = field(default_factory=list)

    async def open(self, count: int) -> None:
        for _ in range(count):
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            writer.write(self.head)
            self.readers.append(reader)
            self.writers.append(writer)

    async def drip_for(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for writer in self.writers:
                if not writer.is_closing():
                    writer.write(self.drip)
            await asyncio.sleep(0.5)

    async def still_open(self) -> int:
        return sum(await asyncio.gather(*map(_is_open, self.readers)))

    def close(self) -> None:
        for writer in self.writers:
            writer.transport.abort()


async def _is_open(reader: asyncio.StreamReader) -> bool:
    try:
        async with asyncio.timeout(0.5):
            await reader.read()  # to the end, which a server that keeps the connection open never sends
    except TimeoutError:
        return True
    except ConnectionError:
        pass
    return False


@contextlib.asynccontextmanager
async def dripping(port: int, head: bytes, drip: bytes, count: int) -> AsyncIterator[Slow]:
    slow = Slow(port, head, drip)
    try:
        await slow.open(count)
        yield slow
    finally:
        slow.close()


async def send(port: int, request: bytes) -> int | None:
    """The status of the answer; None when the connection was closed without one."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            with contextlib.suppress(ConnectionError):
                for start in range(0, len(request), 1 << 18):
                    writer.write(request[start : start + (1 << 18)])
                    await writer.drain()
            try:
                line = await reader.readline()
            except ConnectionError:
                return None
        return int(line.split()[1]) if line else None
    finally:
        writer.transport.abort()


def swollen_heads() -> list[bytes]:
    """Heads that are too large in each of the ways there are."""
    get = b"GET /api/v1/health HTTP/1.1\r\n" + HOST
    return [
        get + b"X: y\r\n" * 10_000 + b"\r\n",
        get + b"X: " + b"y" * 1_000_000 + b"\r\n\r\n",
        get + b"X" * 1_000_000 + b": y\r\n\r\n",
        get + b"X: " + b"y" * 70_000 + b"\r\n\r\n",
        b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
        b"GET /?" + b"%2e" * 100_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
        b"G" * 1_000_000,
    ]


def post(path: str, token: str, content_type: bytes, body: bytes) -> bytes:
    head = f"POST {path} HTTP/1.1\r\nAuthorization: Bearer {token}\r\nContent-Length: {len(body)}\r\n".encode()
    return head + HOST + b"Content-Type: " + content_type + b"\r\n\r\n" + body


def swollen_uploads(token: str) -> list[bytes]:
    """Multipart bodies without end, and content types that a careless expression would chew on for ever."""
    form = b"multipart/form-data; boundary=x"
    part = b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\nb\r\n"
    nameless = b"--x\r\nContent-Disposition: form-data\r\n\r\n" + b"a" * 100_000_000
    types = [
        b"multipart/form-data; " + b"a" * 30_000,
        b'multipart/form-data; boundary="' + b"\\" * 30_000,
        b"multipart/form-data" + b"; a=b" * 10_000,
        b"multipart/form-data; !=" + b'"' * 30_000,
        b"application/x-www-form-urlencoded; !=" + b'"' * 30_000,
        b" " * 50_000 + b"x",
    ]
    bodies = [part * 100_000 + b"--x--\r\n", nameless, b"--x\r\n" + b"X: y\r\n" * 200_000, b"--x\r\nX: " + b"y" * 2_000_000]
    return [post("/api/v1/datasets", token, form, body) for body in bodies] + [
        post(path, token, kind, part) for kind in types for path in ("/api/v1/datasets", "/api/v1/session")
    ]


def range_storm(path: str, token: str) -> bytes:
    """As many ranges as fit into a head."""
    ranges = ",".join(f"{start}-{start}" for start in range(0, 10_000, 2))
    return f"GET {path} HTTP/1.1\r\nAuthorization: Bearer {token}\r\nRange: bytes={ranges}\r\n".encode() + HOST + b"\r\n"
