"""What PostgreSQL decides differently from SQLite: the scheduler's role, and who wins a race. A real server, no process of ours."""

import asyncio

import pytest
from sqlalchemy import text

from easytune.core.config import Settings
from easytune.core.db import Database
from easytune.core.errors import Conflict
from easytune.runs import service, states
from easytune.runs.schemas import RunState
from easytune.runs.tables import Run
from easytune.scheduler import role
from tests.process.submit import spec_of

SPEC_FOLDER = "m"


pytestmark = pytest.mark.parametrize("database_template", ["postgresql"], indirect=True)


@pytest.fixture
def postgres(database: Database, owner_id: int) -> Database:
    """With a user whose id is 1."""
    assert owner_id == 1
    return database


async def _submit(database: Database, settings: Settings, body: str = "a") -> Run:
    async with database.session() as session:
        spec = spec_of(settings.models / SPEC_FOLDER)
        return await service.submit(session, owner_id=1, kind="train", spec=spec, idempotency_key="k", request_sha256=body)


async def test_concurrent_submits_with_one_key_make_one_run(postgres: Database, settings: Settings) -> None:
    runs = await asyncio.gather(*(_submit(postgres, settings) for _ in range(8)))
    assert len({run.id for run in runs}) == 1
    with pytest.raises(Conflict):
        await _submit(postgres, settings, "b")


async def test_a_submit_that_meets_an_uncommitted_one_waits_and_gives_its_run(postgres: Database, settings: Settings) -> None:
    async with postgres.session() as first:
        spec = spec_of(settings.models / SPEC_FOLDER)
        run = await service.submit(first, owner_id=1, kind="train", spec=spec, idempotency_key="k", request_sha256="a")
        second = asyncio.create_task(_submit(postgres, settings))
        await asyncio.sleep(0.3)
        assert not second.done()
    assert (await second).id == run.id


async def test_of_many_claims_at_once_one_wins(postgres: Database, settings: Settings) -> None:
    position = states.position_of(await _submit(postgres, settings))

    async def claim() -> bool:
        async with postgres.session() as session:
            return await states.move(session, position, RunState.PREPARING) is not None

    assert sum(await asyncio.gather(*(claim() for _ in range(8)))) == 1


async def test_one_has_the_role_and_the_next_gets_it_when_the_connection_ends(postgres: Database, settings: Settings) -> None:
    async with role.hold(postgres, settings) as first:
        assert first is not None
        assert await first.is_still_ours()
        async with role.hold(postgres, settings) as second:
            assert second is None
    async with role.hold(postgres, settings) as third:
        assert third is not None


async def test_a_holder_whose_connection_was_cut_knows_that_the_role_is_lost(postgres: Database, settings: Settings) -> None:
    async with role.hold(postgres, settings) as ours:
        assert ours is not None
        async with postgres.session() as session:
            await session.execute(text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"))
        assert not await ours.is_still_ours()
