"""Stands between a server of ours and PostgreSQL and cuts the connection exactly at a COMMIT. Knows the wire protocol, no table.

Runs in a thread with an event loop of its own, so that tests with and without a loop use it alike.
"""

import asyncio
import contextlib
import threading
from collections.abc import Coroutine
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
_STARTUP_VERSION_3 = 196608
_PATIENCE_SECONDS = 30.0
_CHUNK_BYTES = 1 << 16


class Cut(StrEnum):
    """before: PostgreSQL never sees the COMMIT; after: it has committed, and nobody hears its answer."""

    BEFORE = "before"
    AFTER = "after"


@dataclass
class _Order:
    cut: Cut
    needles: tuple[bytes, ...]
    left: int


@dataclass(eq=False)
class _Line:
    """One connection. said: statements and values of its transaction; deaf: the next answer is the one to a COMMIT, and is lost."""

    client: asyncio.StreamWriter
    server: asyncio.StreamWriter
    statements: dict[bytes, bytes] = field(default_factory=dict)
    said: bytes = b""
    deaf: bool = False

    def abort(self) -> None:
        self.client.transport.abort()
        self.server.transport.abort()

    def hear(self, kind: bytes, payload: bytes) -> bool:
        """Note one message of the client; True for a COMMIT."""
        match kind:
            case b"P":
                name, statement, _ = payload.split(b"\0", 2)
                self.statements[name] = statement
            case b"B":
                _, name, values = payload.split(b"\0", 2)
                self.said += self.statements.get(name, b"") + values
            case b"Q" if payload.startswith(b"COMMIT"):
                return True
            case b"Q" if payload.startswith((b"BEGIN", b"ROLLBACK")):
                self.said = b""
            case _:
                pass
        return False


class CuttingProxy:
    """A context manager; `port` is open on 127.0.0.1 inside of it. cuts: how many orders were carried out."""

    def __init__(self, upstream: Path) -> None:
        self.port = 0
        self.cuts = 0
        self._upstream = upstream
        self._orders: list[_Order] = []
        self._lines: set[_Line] = set()
        self._refusing = False
        self._flowing = asyncio.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="cutting proxy", daemon=True)

    def __enter__(self) -> "CuttingProxy":
        self._thread.start()
        self._call(self._open())
        return self

    def __exit__(self, *_: object) -> None:
        self._call(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_PATIENCE_SECONDS)
        self._loop.close()

    def cut_at_commit(self, cut: Cut, *needles: str, times: int = 1) -> None:
        """The next COMMITs of transactions whose statements and values hold all needles are cut."""
        order = _Order(cut, tuple(needle.encode() for needle in needles), times)
        self._loop.call_soon_threadsafe(self._orders.append, order)

    def cut_all(self) -> None:
        """Every open connection breaks now."""
        self._call(self._cut_all())

    def refuse(self, refused: bool = True) -> None:
        """Every open connection breaks, and nobody gets another one until False is said: PostgreSQL is away."""
        self._refusing = refused
        if refused:
            self.cut_all()

    def freeze(self, frozen: bool = True) -> None:
        """Nothing goes through any more and nobody is told, as when a cable is pulled; False lets it flow again."""
        self._loop.call_soon_threadsafe(self._flowing.clear if frozen else self._flowing.set)

    def _call(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(_PATIENCE_SECONDS)

    async def _open(self) -> None:
        self._flowing.set()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        self._flowing.set()
        self._server.close()
        await self._cut_all()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        if others:
            await asyncio.wait(others, timeout=_PATIENCE_SECONDS)

    async def _cut_all(self) -> None:
        for line in self._lines:
            line.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._refusing:
            writer.transport.abort()
            return
        try:
            upstream, to_server = await asyncio.open_unix_connection(str(self._upstream))
        except OSError:
            writer.transport.abort()  # PostgreSQL is away, and so is its address
            return
        line = _Line(writer, to_server)
        self._lines.add(line)
        try:
            await asyncio.wait(
                {asyncio.create_task(self._quietly(way)) for way in (self._to_server(line, reader), self._to_client(line, upstream))},
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            line.abort()
            self._lines.discard(line)

    async def _quietly(self, way: Coroutine[Any, Any, None]) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            await way

    async def _to_server(self, line: _Line, reader: asyncio.StreamReader) -> None:
        version = 0
        while version != _STARTUP_VERSION_3:  # the first messages have no kind
            head = await reader.readexactly(8)
            version = int.from_bytes(head[4:])
            line.server.write(head + await reader.readexactly(int.from_bytes(head[:4]) - 8))
        while True:
            head = await reader.readexactly(5)
            payload = await reader.readexactly(int.from_bytes(head[1:]) - 4)
            await self._flowing.wait()
            is_commit = line.hear(head[:1], payload)
            cut = self._ordered(line.said) if is_commit else None
            if is_commit:
                line.said = b""
            if cut is Cut.BEFORE:
                self.cuts += 1
                return
            line.deaf = cut is Cut.AFTER
            line.server.write(head + payload)
            await line.server.drain()

    async def _to_client(self, line: _Line, reader: asyncio.StreamReader) -> None:
        while chunk := await reader.read(_CHUNK_BYTES):
            await self._flowing.wait()
            if line.deaf:
                self.cuts += 1
                return
            line.client.write(chunk)
            await line.client.drain()

    def _ordered(self, said: bytes) -> Cut | None:
        for order in self._orders:
            if order.left and all(needle in said for needle in order.needles):
                order.left -= 1
                return order.cut
        return None
