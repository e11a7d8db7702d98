"""The live stream of several jobs and runs: state from the database, steps and log from their files. Knows no HTTP.

One query a second for all topics, one look at the files every 0.4 s, nothing remembered between requests.
"""

import asyncio
import json
import logging
import time
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select

from easytune.contract.error_codes import ErrorCode
from easytune.core.database_errors import DatabaseAway
from easytune.core.db import Database
from easytune.core.errors import NotFound
from easytune.jobs.follow import Happening, end_of, read_on, with_topic
from easytune.jobs.position import Position, Topic, TopicKind, encoded, joined
from easytune.jobs.rows import JobRow, rows_of, select_jobs
from easytune.jobs.show import job_out
from easytune.runs.show import run_out
from easytune.runs.tables import Run

log = logging.getLogger(__name__)
LOOK_SECONDS = 0.4
QUERY_SECONDS = 1.0
LONGEST_QUERY_SECONDS = 3.0
PING_SECONDS = 15.0
LONGEST_SECONDS = 900.0  # then the client comes again, and is checked again
RETRY_MILLISECONDS = 2000
_SHOWN_OF_RUN = (
    "state", "attempt", "phase", "step", "total_steps", "epoch", "last_loss", "progress", "metrics", "checkpoint_step",
    "stop_asked_at", "stop_mode", "error_code", "error_params", "queued_at", "started_at", "ended_at",
)  # fmt: skip


@dataclass(frozen=True)
class Seen:
    """A topic's row; job is None for a run topic."""

    run: Run
    job: JobRow | None

    @property
    def version(self) -> str:
        """Changes with everything that is shown of it."""
        values: list[object] = [self.run.__dict__[name] for name in _SHOWN_OF_RUN]
        if self.job is not None:
            values += [self.job.job.name, self.job.job.description, self.job.output_model_id, self.job.waiting_before]
        return f"{zlib.crc32(json.dumps(values, default=str).encode()) or 1:x}"


@dataclass(frozen=True)
class Reader:
    """Who reads what; begun positions are those of the last event that the client saw."""

    topics: tuple[Topic, ...]
    begun: dict[Topic, Position]
    language: str


class LiveStream:
    """One client's stream. stopping: set when the server goes down; still_allowed: asked with every look at the rows."""

    def __init__(
        self, database: Database, runs: Path, reader: Reader, stopping: asyncio.Event, still_allowed: Callable[[], Awaitable[bool]]
    ) -> None:
        self._database, self._runs, self._reader, self._stopping = database, runs, reader, stopping
        self._still_allowed = still_allowed
        self._seen: dict[Topic, Seen] = {}
        self._positions: dict[Topic, Position] = {}
        self._parts: dict[Topic, str] = {}
        self._queried_at = self._sent_at = self._began_at = time.monotonic()

    async def open(self) -> None:
        """Find all topics, so that a missing one is an answer and not a silent stream. Raises: NotFound."""
        self._seen = await self._query()
        for topic in self._reader.topics:
            if topic not in self._seen:
                raise NotFound(ErrorCode.NOT_FOUND, what=str(topic))
            self._move(topic, await self._first_position(topic, self._seen[topic].run))

    async def texts(self) -> AsyncIterator[str]:
        """The stream as it goes over the wire; ends when the server stops, the reader signs out, no topic is left, or after 15 minutes."""
        yield f"retry: {RETRY_MILLISECONDS}\n\n"
        while self._seen and not self._stopping.is_set() and time.monotonic() - self._began_at < LONGEST_SECONDS:
            async for happening in self._news():
                self._sent_at = time.monotonic()
                yield self._text(happening)
            if time.monotonic() - self._sent_at >= PING_SECONDS:
                self._sent_at = time.monotonic()
                yield "event: ping\ndata: {}\n\n"
            await self._pause()
            await self._look_again()

    async def _news(self) -> AsyncIterator[Happening]:
        """First what the files say, then the state: whoever leaves at COMPLETED has had the last step."""
        for topic, seen in self._seen.items():
            more = topic.kind is TopicKind.JOB
            while more and not self._stopping.is_set():
                batch = await asyncio.to_thread(read_on, self._runs, topic, self._positions[topic], seen.run.attempt)
                for happening in batch.happenings:
                    yield happening
                self._move(topic, batch.position)
                more = batch.more
            position = replace(self._positions[topic], version=seen.version)
            if position != self._positions[topic]:
                yield await asyncio.to_thread(self._state, topic, seen, position)

    def _state(self, topic: Topic, seen: Seen, position: Position) -> Happening:
        if seen.job is None:
            data = with_topic(topic, run_out(seen.run, self._reader.language), of_job=False)
            return Happening("run", topic, data, position)
        data = with_topic(topic, job_out(seen.job, self._runs, self._reader.language), of_job=False)
        return Happening("job", topic, data, position)

    def _text(self, happening: Happening) -> str:
        self._move(happening.topic, happening.position)
        return f"id: {joined(list(self._parts.values()))}\nevent: {happening.name}\ndata: {happening.data}\n\n"

    def _move(self, topic: Topic, position: Position) -> None:
        self._positions[topic] = position
        self._parts[topic] = encoded(topic, position)

    async def _first_position(self, topic: Topic, run: Run) -> Position:
        begun = self._reader.begun.get(topic)
        if begun is not None and begun.attempt <= run.attempt:
            return begun
        if topic.kind is TopicKind.RUN:
            return Position(run.attempt)
        return await asyncio.to_thread(end_of, self._runs, topic.id, run.attempt)

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                await self._stopping.wait()
        except TimeoutError:
            pass

    async def _look_again(self) -> None:
        if time.monotonic() - self._queried_at < QUERY_SECONDS:
            return
        try:
            async with asyncio.timeout(LONGEST_QUERY_SECONDS):
                self._seen = await self._query() if await self._still_allowed() else {}
        except (DatabaseAway, TimeoutError) as error:  # the files go on without it
            log.warning("the event stream cannot reach the database: %s", error)
        self._parts = {topic: part for topic, part in self._parts.items() if topic in self._seen}

    async def _query(self) -> dict[Topic, Seen]:
        """Rows of all topics that are there, in the order of the topics."""
        self._queried_at = time.monotonic()
        jobs = [topic.id for topic in self._reader.topics if topic.kind is TopicKind.JOB]
        runs = [topic.id for topic in self._reader.topics if topic.kind is TopicKind.RUN]
        found: dict[Topic, Seen] = {}
        async with self._database.reading() as session:
            for row in await rows_of(session, select_jobs().where(Run.id.in_(jobs))) if jobs else ():
                found[Topic(TopicKind.JOB, row.run.id)] = Seen(row.run, row)
            for run in await session.scalars(select(Run).where(Run.id.in_(runs))) if runs else ():
                found[Topic(TopicKind.RUN, run.id)] = Seen(run, None)
        return {topic: found[topic] for topic in self._reader.topics if topic in found}
