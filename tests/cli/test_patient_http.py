"""A real server under attack answers everybody else, holds nothing for long and stays small."""

import asyncio
import contextlib
import statistics
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil
import pytest

from easytune.cli.patient_http import HEAD_SECONDS, REST_SECONDS
from tests.cli.attacks import HOST, dripping, range_storm, send, swollen_heads, swollen_uploads
from tests.cli.server import Server, running_server

ANSWER_SECONDS = 0.2  # the 99th percentile that others are promised
GROWTH_BYTES = 64 << 20
SLOW_CONNECTIONS = 500


@dataclass
class Probe:
    """Asks for the health of the server all the time."""

    seconds: list[float] = field(default_factory=list)

    async def ask(self, address: str) -> None:
        async with httpx.AsyncClient(base_url=address, timeout=30) as client:
            while True:
                began = time.perf_counter()
                assert (await client.get("/api/v1/health")).status_code == 200
                self.seconds.append(time.perf_counter() - began)
                await asyncio.sleep(0.02)

    def percentile_99(self) -> float:
        return statistics.quantiles(self.seconds, n=100)[98]


@contextlib.asynccontextmanager
async def probing(address: str) -> AsyncIterator[Probe]:
    probe = Probe()
    asking = asyncio.create_task(probe.ask(address))
    try:
        yield probe
    finally:
        asking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asking


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running_server(tmp_path_factory.mktemp("attacked") / "data") as running:
        yield running


@pytest.fixture(scope="module")
def token(server: Server) -> str:
    with httpx.Client(base_url=server.address) as client:
        owner = {"token": server.setup_token, "username": "ada", "password": "correct horse", "language": "en"}
        csrf = client.post("/api/v1/setup", json=owner).json()["csrf_token"]
        made = client.post("/api/v1/tokens", json={"name": "test"}, headers={"X-CSRF-Token": csrf})
        return str(made.json()["token"])


@pytest.fixture(scope="module")
def dataset(server: Server, token: str) -> int:
    content = "text,label\n" + "good film,1\nbad film,0\n" * 2_000
    answer = httpx.post(
        f"{server.address}/api/v1/datasets", files={"file": ("a.csv", content.encode())}, headers={"Authorization": f"Bearer {token}"}
    )
    return int(answer.json()["id"])


async def test_slow_and_swollen_requests_hold_up_nobody_else(server: Server, token: str, dataset: int) -> None:
    process = psutil.Process(server.process.pid)
    before = process.memory_info().rss
    async with probing(server.address) as calm:
        await asyncio.sleep(1.5)
    slow_head = b"GET / HTTP/1.1\r\n" + HOST + b"X: "
    slow_body = b"POST /api/v1/session HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n" + HOST + b"\r\n{"
    refused = b"POST /nowhere HTTP/1.1\r\nContent-Length: 100000\r\n" + HOST + b"\r\n"  # a body that nobody waits for any more
    largest = 0
    async with (
        dripping(server.port, slow_head, b"y", SLOW_CONNECTIONS // 2) as heads,
        dripping(server.port, slow_body, b" ", SLOW_CONNECTIONS // 2),
        dripping(server.port, refused, b"x", 20) as rests,
        probing(server.address) as attacked,
    ):
        dripped = asyncio.gather(heads.drip_for(HEAD_SECONDS + 1), rests.drip_for(REST_SECONDS + 1))
        for request in swollen_heads():
            assert await send(server.port, request) in (431, 400, None)
            largest = max(largest, process.memory_info().rss)
        for request in swollen_uploads(token):
            assert await send(server.port, request) in (400, 413, 422, 431, None)
            largest = max(largest, process.memory_info().rss)
        for _ in range(20):
            assert await send(server.port, range_storm(f"/api/v1/datasets/{dataset}/download", token)) in (200, 206, 400, 416)
        largest = max(largest, process.memory_info().rss)
        await dripped
        assert (await heads.still_open(), await rests.still_open()) == (0, 0)
    assert len(attacked.seconds) > 100
    assert attacked.percentile_99() <= max(ANSWER_SECONDS, 3 * calm.percentile_99()), (calm.percentile_99(), attacked.percentile_99())
    assert largest - before <= GROWTH_BYTES
    folder = Path(process.cmdline()[process.cmdline().index("--data-dir") + 1])
    assert list((folder / "uploads").iterdir()) == []
    assert (folder.parent / "data.err").stat().st_size < 100_000


async def test_requests_behind_each_other_on_one_connection_are_all_answered(server: Server) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    for _ in range(3):
        writer.write((b"GET /api/v1/health HTTP/1.1\r\n" + HOST + b"\r\n") * 2)
        await asyncio.sleep(0.1)
    writer.write(b"GET /api/v1/health HTTP/1.1\r\nConnection: close\r\n" + HOST + b"\r\n")
    async with asyncio.timeout(10):
        answers = await reader.read()
    writer.close()
    assert answers.count(b"HTTP/1.1 200 OK") == 7
