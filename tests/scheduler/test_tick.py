"""The loop's cost and its transactions on a real database, with locks held by the test instead of by processes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import event, insert

from easytune.contract.events import Phase, PhaseChanged, Plan, Step
from easytune.contract.journal import JournalWriter
from easytune.contract.run_folder import RunFolder
from easytune.core.config import Settings
from easytune.core.db import Database
from easytune.runs import service
from easytune.runs.tables import Run
from easytune.scheduler.tick import Scheduler
from easytune.supervisor import liveness
from tests.process.submit import spec_of


@dataclass
class _Living:
    """A RUNNING row whose locks this test holds."""

    run_id: int
    folder: RunFolder
    journal: JournalWriter


@asynccontextmanager
async def _living(database: Database, settings: Settings, owner_id: int) -> AsyncIterator[_Living]:
    async with database.session() as session:
        run = Run(owner_id=owner_id, kind="train", spec=spec_of(settings.models).model_dump(mode="json"), state="PREPARING")
        session.add(run)
        await session.flush()
    folder = RunFolder.of(settings.runs, run.id, 1)
    folder.path.mkdir(parents=True)
    locks = [liveness.take(folder.lock), liveness.take(folder.supervisor_lock)]
    journal = JournalWriter(folder.events)
    try:
        yield _Living(run.id, folder, journal)
    finally:
        journal.close()
        for lock in locks:
            assert lock is not None
            lock.close()


def _step(number: int, loss: float = 0.5) -> Step:
    return Step(step=number, epoch=0.5, loss=loss, learning_rate=1e-4, rows_per_second=9.0, tokens_per_second=90.0, elapsed_seconds=1.0)


def _append(path: Path, content: bytes) -> None:
    with open(path, "ab") as file:
        file.write(content)


async def _row(database: Database, run_id: int) -> Run:
    async with database.reading() as session:
        return await service.get(session, run_id)


async def test_a_tick_over_256_waiting_runs_asks_the_database_twice(database: Database, settings: Settings, owner_id: int) -> None:
    async with _living(database, settings, owner_id):
        spec = spec_of(settings.models).model_dump(mode="json")
        async with database.session() as session:
            await session.execute(insert(Run), [{"owner_id": owner_id, "kind": "train", "spec": spec} for _ in range(256)])
        scheduler = Scheduler(database, settings)
        await scheduler.begin()
        await scheduler.tick()
        await scheduler.end()
        asked: list[str] = []
        event.listen(database.engine.sync_engine, "before_cursor_execute", lambda *arguments: asked.append(arguments[2]))
        await scheduler.tick()
        assert len([statement for statement in asked if not statement.startswith("BEGIN")]) == 2


async def test_events_become_the_row_together_with_their_offset(database: Database, settings: Settings, owner_id: int) -> None:
    async with _living(database, settings, owner_id) as living:
        plan = Plan(
            total_steps=40, steps_per_epoch=20, epochs=2, train_rows=640, validation_rows=64, truncated_rows=0,
            trainable_parameters=1, total_parameters=1,
        )  # fmt: skip
        for said in (plan, PhaseChanged(phase=Phase.TRAIN), _step(1), _step(2, float("nan"))):
            living.journal.write(said)
        written = living.folder.events.stat().st_size
        _append(living.folder.events, b'{"type":"step","step":3')
        scheduler = Scheduler(database, settings)
        await scheduler.begin()
        await scheduler.tick()
        await scheduler.end()
        run = await _row(database, living.run_id)
    assert (run.state, run.phase, run.step, run.total_steps, run.last_loss) == ("RUNNING", "train", 2, 40, "NaN")
    assert (run.event_offset, run.metrics["train_rows"], run.metrics["rows_per_second"]) == (written, 640, 9.0)


async def test_an_unreadable_line_is_skipped_and_the_next_one_read(database: Database, settings: Settings, owner_id: int) -> None:
    async with _living(database, settings, owner_id) as living:
        _append(living.folder.events, b'{"type":"nonsense"}\nnot json\n')
        living.journal.write(_step(5))
        scheduler = Scheduler(database, settings)
        await scheduler.begin()
        await scheduler.tick()
        await scheduler.end()
        assert (await _row(database, living.run_id)).step == 5


@pytest.mark.parametrize("mode", ["save", "discard"])
async def test_a_stop_reaches_the_folder_of_a_live_run(
    database: Database, settings: Settings, owner_id: int, mode: service.StopMode
) -> None:
    async with _living(database, settings, owner_id) as living:
        async with database.session() as session:
            await service.request_stop(session, await service.get(session, living.run_id), mode)
        scheduler = Scheduler(database, settings)
        await scheduler.begin()
        await scheduler.tick()
        await scheduler.end()
        assert living.folder.stop.read_text() == mode
