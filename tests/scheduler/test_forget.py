"""Renderings that are old or too many are forgotten, row and folder; nothing else is."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from easytune.contract.run_folder import RunFolder
from easytune.core.config import Settings
from easytune.core.db import Database, utc_now
from easytune.runs.tables import Run
from easytune.scheduler.forget import KEPT, KEPT_FOR, forget_renderings
from easytune.scheduler.sweep import sweep

pytestmark = pytest.mark.anyio


async def add_run(database: Database, owner_id: int, kind: str = "render", state: str = "COMPLETED", age: timedelta = timedelta()) -> int:
    over = state in ("COMPLETED", "FAILED", "STOPPED")
    async with database.session() as session:
        run = Run(owner_id=owner_id, kind=kind, spec={}, state=state, ended_at=utc_now() - age if over else None)
        session.add(run)
        await session.flush()
        return run.id


async def ids(database: Database) -> set[int]:
    async with database.reading() as session:
        return set(await session.scalars(select(Run.id)))


async def test_a_rendering_is_forgotten_after_a_day_with_its_folder(database: Database, settings: Settings, owner_id: int) -> None:
    old = await add_run(database, owner_id, age=KEPT_FOR + timedelta(minutes=1))
    young = await add_run(database, owner_id, age=KEPT_FOR - timedelta(minutes=1))
    for run_id in (old, young):
        RunFolder.of(settings.runs, run_id, 1).output.mkdir(parents=True)
    await forget_renderings(database)
    await sweep(database, settings.runs)
    assert await ids(database) == {young}
    assert [entry.name for entry in settings.runs.iterdir()] == [str(young)]


async def test_only_the_newest_renderings_are_kept(database: Database, owner_id: int) -> None:
    made = [await add_run(database, owner_id, state="FAILED" if number % 2 else "COMPLETED") for number in range(KEPT + 3)]
    await forget_renderings(database)
    assert await ids(database) == set(made[3:])


async def test_what_is_not_over_and_what_is_no_rendering_stays(database: Database, owner_id: int) -> None:
    long_ago = 2 * KEPT_FOR
    kept = {await add_run(database, owner_id, kind, age=long_ago) for kind in ("train", "pull", "predict")}
    kept |= {await add_run(database, owner_id, state=state) for state in ("PENDING", "PREPARING", "RUNNING")}
    await forget_renderings(database)
    assert await ids(database) == kept
