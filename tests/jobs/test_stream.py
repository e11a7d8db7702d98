"""Whoever comes again with the last id gets every event exactly once."""

import asyncio
import json
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from httpx import AsyncClient

from easytune.contract.events import Phase, PhaseChanged, Sample, Started
from easytune.core.config import Settings
from easytune.core.db import Database
from easytune.core.errors import NotFound
from easytune.jobs.position import Position, Topic, decoded, topics_of
from easytune.jobs.stream import LiveStream, Reader
from easytune.runs.schemas import RunState
from tests.jobs.journals import evaluation, step, write_events, write_log_lines
from tests.jobs.stock import add_dataset, add_model, set_run

pytestmark = pytest.mark.anyio


@dataclass(frozen=True)
class Got:
    """One event as a client parses it."""

    id: str
    name: str
    data: dict[str, Any]

    @property
    def key(self) -> tuple[object, ...]:
        """What makes it the same event."""
        return (self.data["topic"], self.name, self.data.get("step"), self.data.get("number"), self.data.get("loss"))


@pytest.fixture
async def job_ids(client: AsyncClient, database: Database, owner_id: int) -> list[int]:
    body = {"name": "first", "dataset_id": await add_dataset(database, owner_id), "model_id": await add_model(database, owner_id)}
    return [(await client.post("/api/v1/jobs", json=body)).json()["id"] for _ in range(2)]


@dataclass
class Watcher:
    """A client that can leave and come again."""

    database: Database
    settings: Settings
    topics: str
    cursor: str | None = None
    signed_out: bool = False

    async def watch(self, stopping: asyncio.Event | None = None) -> AsyncIterator[Got]:
        begun: dict[Topic, Position] = decoded(self.cursor) if self.cursor else {}
        reader = Reader(topics_of(self.topics), begun, "en")

        async def still_allowed() -> bool:
            return not self.signed_out

        stream = LiveStream(self.database, self.settings.runs, reader, stopping or asyncio.Event(), still_allowed)
        await stream.open()
        async for text in stream.texts():
            fields = dict(line.split(": ", 1) for line in text.strip().split("\n"))
            if "id" in fields:
                self.cursor = fields["id"]
                yield Got(fields["id"], fields["event"], json.loads(fields["data"]))

    async def take(self, count: int) -> list[Got]:
        """The next events, then leave."""
        got: list[Got] = []
        async with asyncio.timeout(20):
            watching = self.watch()
            async for event in watching:
                got.append(event)
                if len(got) == count:
                    break
            await watching.aclose()  # type: ignore[attr-defined]
        return got


async def test_a_reader_without_a_place_gets_the_present_state_and_what_follows(
    database: Database, settings: Settings, job_ids: list[int]
) -> None:
    first, _ = job_ids
    write_events(settings.runs, first, 1, Started(pid=1), step(1))
    write_log_lines(settings.runs, first, 1, "old")
    watcher = Watcher(database, settings, f"job:{first},run:{first}")
    assert [(got.name, got.data["id"], got.data["state"]) for got in await watcher.take(2)] == [
        ("job", first, "PENDING"),
        ("run", first, "PENDING"),
    ]
    write_events(settings.runs, first, 1, step(2), evaluation(2))
    write_log_lines(settings.runs, first, 1, "new")
    news = await watcher.take(3)
    assert [(got.name, got.data["topic"], got.data["job_id"]) for got in news] == [
        (name, f"job:{first}", first) for name in ("step", "evaluation", "log")
    ]
    assert (news[2].data["number"], news[2].data["text"]) == (2, "new")


async def test_a_sample_arrives_in_the_order_of_the_journal(database: Database, settings: Settings, job_ids: list[int]) -> None:
    watcher = Watcher(database, settings, f"job:{job_ids[0]}")
    await watcher.take(1)
    said = Sample(step=3, place=1, prompt="你好", text="您好！")
    write_events(settings.runs, job_ids[0], 1, step(3), evaluation(3), said)
    news = await watcher.take(3)
    assert [got.name for got in news] == ["step", "evaluation", "sample"]
    shown = {name: news[2].data[name] for name in ("job_id", "step", "place", "prompt", "text")}
    assert shown == {"job_id": job_ids[0], "step": 3, "place": 1, "prompt": "你好", "text": "您好！"}


@pytest.mark.parametrize("seed", range(6))
async def test_every_event_arrives_exactly_once_over_random_disconnects_and_attempts(
    database: Database, settings: Settings, job_ids: list[int], seed: int
) -> None:
    choose = random.Random(seed)
    watcher = Watcher(database, settings, f"job:{job_ids[0]},job:{job_ids[1]}")
    states = await watcher.take(2)
    assert [got.name for got in states] == ["job", "job"]
    expected: list[tuple[object, ...]] = []
    got: list[Got] = []
    numbers = dict.fromkeys(job_ids, 0)
    for attempt in (1, 2, 3):
        for job_id in job_ids:
            await set_run(database, job_id, RunState.RUNNING, attempt=attempt)
            started = Started(pid=1, resumed_from_step=(attempt - 1) * 50)
            write_events(settings.runs, job_id, attempt, started, PhaseChanged(phase=Phase.TRAIN))
        for number in range(attempt * 50 - 49, attempt * 50 + 1):
            job_id = choose.choice(job_ids)
            if choose.random() < 0.5:
                write_events(settings.runs, job_id, attempt, step(number, float(number)))
                expected.append((f"job:{job_id}", "step", number, None, float(number)))
            else:
                numbers[job_id] += 1
                write_log_lines(settings.runs, job_id, attempt, f"line {number}")
                expected.append((f"job:{job_id}", "log", None, numbers[job_id], None))
            if choose.random() < 0.1 and len(got) < len(expected):
                got += await _some(watcher, choose.randint(1, len(expected) - len(got)))
    while len(got) < len(expected):
        got += await _some(watcher, choose.randint(1, len(expected) - len(got)))
    assert sorted(map(str, (event.key for event in got))) == sorted(map(str, expected))
    assert len({event.id for event in got}) == len(got)


async def _some(watcher: Watcher, count: int) -> list[Got]:
    """count events that are not states."""
    got: list[Got] = []
    while len(got) < count:
        got += [event for event in await watcher.take(1) if event.name != "job"]
    return got


async def test_the_last_step_arrives_before_the_final_state(database: Database, settings: Settings, job_ids: list[int]) -> None:
    job_id = job_ids[0]
    watcher = Watcher(database, settings, f"job:{job_id}")
    await watcher.take(1)
    write_events(settings.runs, job_id, 1, *(step(number) for number in range(1, 3001)))
    await set_run(database, job_id, RunState.COMPLETED)
    got = await watcher.take(3001)
    assert [event.name for event in got] == ["step"] * 3000 + ["job"]
    assert got[-1].data["state"] == "COMPLETED"


async def test_the_stream_ends_soon_after_the_reader_was_signed_out(database: Database, settings: Settings, job_ids: list[int]) -> None:
    watcher = Watcher(database, settings, f"job:{job_ids[0]}")
    async with asyncio.timeout(10):
        async for _ in watcher.watch():
            watcher.signed_out = True


async def test_a_state_that_was_seen_is_not_sent_again(database: Database, settings: Settings, job_ids: list[int]) -> None:
    watcher = Watcher(database, settings, f"job:{job_ids[0]}")
    await watcher.take(1)
    write_log_lines(settings.runs, job_ids[0], 1, "a")
    assert [event.name for event in await watcher.take(1)] == ["log"]
    await set_run(database, job_ids[0], RunState.PREPARING)
    assert [event.data["state"] for event in await watcher.take(1)] == ["PREPARING"]


async def test_a_torn_line_waits_for_its_end(database: Database, settings: Settings, job_ids: list[int]) -> None:
    job_id = job_ids[0]
    watcher = Watcher(database, settings, f"job:{job_id}")
    await watcher.take(1)
    path = write_log_lines(settings.runs, job_id, 1, "whole")
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:20])
    assert [event.data["text"] for event in await watcher.take(1)] == ["whole"]
    path.write_bytes(whole + whole)
    assert [event.data["number"] for event in await watcher.take(1)] == [2]


async def test_the_cursor_of_the_curve_continues_it_without_gap_or_repeat(
    client: AsyncClient, database: Database, settings: Settings, job_ids: list[int]
) -> None:
    job_id = job_ids[0]
    write_events(settings.runs, job_id, 1, Started(pid=1), step(1), step(2))
    write_log_lines(settings.runs, job_id, 1, "one")
    series = (await client.get(f"/api/v1/jobs/{job_id}/series")).json()
    write_events(settings.runs, job_id, 1, step(3))
    write_log_lines(settings.runs, job_id, 1, "two")
    got = await Watcher(database, settings, f"job:{job_id}", series["cursor"]).take(3)
    assert [(event.name, event.data.get("step"), event.data.get("number")) for event in got[:2]] == [("step", 3, None), ("log", None, 2)]
    assert got[2].name == "job"


async def test_a_stream_ends_at_once_when_the_server_stops(database: Database, settings: Settings, job_ids: list[int]) -> None:
    stopping = asyncio.Event()
    asyncio.get_running_loop().call_later(0.2, stopping.set)
    async with asyncio.timeout(2):
        got = [event async for event in Watcher(database, settings, f"job:{job_ids[0]}").watch(stopping)]
    assert [event.name for event in got] == ["job"]


async def test_a_stream_without_topics_left_ends(database: Database, settings: Settings, job_ids: list[int], client: AsyncClient) -> None:
    await set_run(database, job_ids[0], RunState.STOPPED)
    deleting = asyncio.create_task(_later(client.delete(f"/api/v1/jobs/{job_ids[0]}")))
    async with asyncio.timeout(10):
        got = [event async for event in Watcher(database, settings, f"job:{job_ids[0]}").watch()]
    await deleting
    assert [event.data["state"] for event in got] == ["STOPPED"]


async def _later(request: Any) -> None:
    await asyncio.sleep(0.5)
    await request


async def test_a_topic_that_is_not_there_is_refused_before_the_stream(
    client: AsyncClient, anonymous: AsyncClient, database: Database, settings: Settings
) -> None:
    with pytest.raises(NotFound):
        await Watcher(database, settings, "job:99").take(1)
    assert (await client.get("/api/v1/events", params={"topics": "job:99"})).status_code == 404
    assert (await client.get("/api/v1/events", params={"topics": "run:99"})).status_code == 404
    assert (await client.get("/api/v1/events", params={"topics": "x"})).status_code == 422
    assert (await anonymous.get("/api/v1/events", params={"topics": "job:99"})).status_code == 401


async def test_a_place_in_an_attempt_that_never_was_begins_now(database: Database, settings: Settings, job_ids: list[int]) -> None:
    write_log_lines(settings.runs, job_ids[0], 1, "old")
    watcher = Watcher(database, settings, f"job:{job_ids[0]}", f"j{job_ids[0]}.9.0.0.0.0")
    await watcher.take(1)
    write_log_lines(settings.runs, job_ids[0], 1, "new")
    assert [event.data["text"] for event in await watcher.take(1)] == ["new"]
