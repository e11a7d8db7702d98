"""A server on a disk that is full answers in words, keeps what it had whole, and goes on by itself when there is room again."""

import json
import sqlite3
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from easytune.contract.events import CheckpointSaved, Step
from easytune.contract.journal import JournalWriter, read_from
from easytune.core.config import Settings
from easytune.core.db import Database
from tests.conftest import SignIn
from tests.small_disk import SmallDisk, small_disk

DISK_BYTES = 320 << 20
ROWS = "".join(f"text number {number},{'good' if number % 2 else 'bad'}\n" for number in range(2000))
CSV = f"text,label\n{ROWS}".encode()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "disk", DISK_BYTES) as disk:
        yield disk


@pytest.fixture
def settings(disk: SmallDisk) -> Settings:
    """The data folder of all fixtures lies on the small disk."""
    chosen = Settings(data_dir=disk.folder / "data")
    for folder in (chosen.runs, chosen.datasets, chosen.models, chosen.uploads, chosen.cache):
        folder.mkdir(parents=True)
    return chosen


@pytest.fixture
async def full(client: AsyncClient, disk: SmallDisk) -> AsyncIterator[AsyncClient]:
    """A signed-in client of a server whose disk is full."""
    disk.fill(leave_bytes=0 if disk.is_real else 4096)
    yield client
    disk.free()


async def upload(client: AsyncClient, name: str) -> Response:
    return await client.post("/api/v1/datasets", files={"file": (f"{name}.csv", CSV, "text/csv")})


def is_whole(database: Database, settings: Settings) -> bool:
    """PostgreSQL's files are on another disk."""
    if not database.is_sqlite:
        return True
    connection = sqlite3.connect(settings.folder / "easytune.db")
    try:
        return bool(connection.execute("PRAGMA integrity_check").fetchone() == ("ok",))
    finally:
        connection.close()


async def test_an_upload_is_refused_in_words_and_leaves_nothing(full: AsyncClient, disk: SmallDisk, settings: Settings, database: Database):
    refused = await upload(full, "reviews")
    assert refused.status_code == 503, refused.text
    assert refused.json()["code"] in ("disk_full", "disk_full_now")
    assert (await full.get("/api/v1/datasets")).json()["items"] == []
    assert [path for path in settings.uploads.rglob("*") if path.is_file()] == []
    disk.free()
    assert (await upload(full, "reviews")).status_code == 201
    assert is_whole(database, settings)


async def test_what_must_be_written_down_is_refused_in_words_and_the_rest_answers(
    full: AsyncClient, disk: SmallDisk, settings: Settings, database: Database, app: FastAPI
):
    refused = await full.post("/api/v1/tokens", json={"name": "x" * 100})
    if database.is_sqlite:
        assert refused.status_code == 503, refused.text
        assert refused.json()["code"] in ("disk_full_now", "database_away")
    for path in ("datasets", "models", "jobs", "system", "overview", "session"):
        assert (await full.get(f"/api/v1/{path}")).status_code == 200
    async with AsyncClient(transport=ASGITransport(app=app), base_url="http://localhost") as stranger:
        assert (await stranger.get("/api/v1/datasets")).status_code == 401
    disk.free()
    assert (await full.post("/api/v1/tokens", json={"name": "later"})).status_code == 201
    assert len((await full.get("/api/v1/tokens")).json()) == (1 if database.is_sqlite else 2)
    assert is_whole(database, settings)


async def test_a_disk_that_fills_up_while_a_file_arrives_keeps_none_of_it(
    sign_in: SignIn, client: AsyncClient, disk: SmallDisk, settings: Settings
):
    async def body() -> AsyncIterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\ntext,label\n'
        for number in range(40):
            if number == 10:
                disk.fill(leave_bytes=1_500_000)
            yield b"a text of some length,good\n" * 4000
        yield b"\r\n--x--\r\n"

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    refused = await client.post("/api/v1/datasets", content=body(), headers=headers)
    disk.free()
    assert refused.status_code == 503, refused.text
    assert refused.json()["code"] == "disk_full_now"
    assert [path for path in settings.uploads.rglob("*") if path.is_file()] == []
    assert (await client.get("/api/v1/datasets")).json()["items"] == []


def test_a_journal_on_a_full_disk_loses_only_what_did_not_fit(disk: SmallDisk):
    journal = JournalWriter(disk.folder / "events.jsonl")
    disk.fill(leave_bytes=20_000)
    written = write_until_full(journal)
    disk.free()
    journal.write(CheckpointSaved(step=1, folder="good/step-1", bytes=1, seconds=0.0))
    journal.close()
    lines = read_from(disk.folder / "events.jsonl", 0, max_bytes=1 << 24).lines
    whole = [line for line in lines if _is_json(line)]
    assert len(lines) - len(whole) <= 1, "the torn line, and no other"
    assert [json.loads(line)["seq"] for line in whole] == list(range(1, written + 2))
    assert json.loads(lines[-1])["type"] == "checkpoint"


def write_until_full(journal: JournalWriter) -> int:
    for number in range(10_000):
        try:
            journal.write(_step(number))
        except OSError:
            return number
    raise AssertionError("the disk was not full")


def _step(number: int) -> Step:
    return Step(step=number, epoch=0.0, loss=1.0, learning_rate=0.1, rows_per_second=1.0, tokens_per_second=1.0, elapsed_seconds=1.0)


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except ValueError:
        return False
    return True
