"""Submitting, stopping, requeueing and deleting runs on a real database. Knows no scheduler."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from easytune.contract.error_codes import ErrorCode
from easytune.contract.run_spec import PredictSpec
from easytune.core.db import Database
from easytune.core.errors import Conflict, NotFound
from easytune.runs import service, states
from easytune.runs.schemas import RunState
from easytune.runs.tables import Run
from tests.fakes.database import OWNER_ID, open_database

SPEC = PredictSpec(run_id=0, attempt=0, model_id=1, model_folder="m")


@pytest.fixture
def on_database(tmp_path):
    def run(story: Callable[[Database], Awaitable[None]]) -> None:
        async def with_database() -> None:
            async with open_database(tmp_path / "db") as database:
                await story(database)

        asyncio.run(with_database())

    return run


async def _submit(database: Database, **more) -> Run:
    async with database.session() as session:
        return await service.submit(session, owner_id=OWNER_ID, kind="predict", spec=SPEC, **more)


async def _bring(database: Database, run: Run, *way: RunState, **changes) -> Run:
    async with database.session() as session:
        position = states.position_of(run)
        for to in way:
            moved = await states.move(session, position, to, **changes)
            assert moved is not None
            position = moved
        return await service.get(session, run.id)


def test_concurrent_submits_with_one_key_make_one_run(on_database):
    async def story(database: Database) -> None:
        runs = await asyncio.gather(*(_submit(database, idempotency_key="k", request_sha256="a") for _ in range(12)))
        assert len({run.id for run in runs}) == 1

    on_database(story)


def test_a_key_gives_its_run_back_whatever_became_of_it(on_database):
    async def story(database: Database) -> None:
        run = await _submit(database, idempotency_key="k", request_sha256="a")
        await _bring(database, run, RunState.STOPPED)
        assert (await _submit(database, idempotency_key="k", request_sha256="a")).id == run.id

    on_database(story)


def test_a_key_with_another_body_is_refused(on_database):
    async def story(database: Database) -> None:
        await _submit(database, idempotency_key="k", request_sha256="a")
        with pytest.raises(Conflict) as caught:
            await _submit(database, idempotency_key="k", request_sha256="b")
        assert caught.value.code is ErrorCode.IDEMPOTENCY_MISMATCH

    on_database(story)


def test_a_subject_has_one_live_run_and_then_a_new_one(on_database):
    async def story(database: Database) -> None:
        runs = await asyncio.gather(*(_submit(database, subject="model:3") for _ in range(8)))
        assert len({run.id for run in runs}) == 1
        await _bring(database, runs[0], RunState.STOPPED)
        assert (await _submit(database, subject="model:3")).id != runs[0].id

    on_database(story)


def test_stopping_a_waiting_run_ends_it_at_once(on_database):
    async def story(database: Database) -> None:
        run = await _submit(database)
        async with database.session() as session:
            stopped = await service.request_stop(session, run, "save")
        assert stopped.state == RunState.STOPPED
        assert stopped.ended_at is not None

    on_database(story)


def test_a_stop_that_meets_a_fresh_claim_is_asked_of_the_live_run(on_database):
    async def story(database: Database) -> None:
        stale = await _submit(database)
        await _bring(database, stale, RunState.PREPARING)
        async with database.session() as session:
            run = await service.request_stop(session, stale, "save")
        assert (run.state, run.stop_mode) == (RunState.PREPARING, "save")

    on_database(story)


def test_discard_overrides_save_and_not_the_other_way(on_database):
    async def story(database: Database) -> None:
        run = await _bring(database, await _submit(database), RunState.PREPARING, RunState.RUNNING)
        story: list[tuple[service.StopMode, str]] = [("save", "save"), ("discard", "discard"), ("save", "discard")]
        for asked, kept in story:
            async with database.session() as session:
                assert (await service.request_stop(session, run, asked)).stop_mode == kept

    on_database(story)


@pytest.mark.parametrize("end", [RunState.COMPLETED, RunState.FAILED])
def test_stopping_what_has_ended_is_a_conflict(on_database, end):
    async def story(database: Database) -> None:
        run = await _bring(database, await _submit(database), RunState.PREPARING, RunState.RUNNING, end)
        async with database.session() as session:
            with pytest.raises(Conflict):
                await service.request_stop(session, run, "save")

    on_database(story)


def test_a_restart_is_the_next_attempt_and_forgets_progress(on_database):
    async def story(database: Database) -> None:
        run = await _submit(database)
        traces = {"step": 7, "checkpoint_step": 5, "deaths": 2, "event_offset": 9, "error_code": "crashed"}
        run = await _bring(database, run, RunState.PREPARING, RunState.FAILED, **traces)
        async with database.session() as session:
            again = await service.requeue_by_user(session, run, resume=False)
        assert (again.state, again.attempt, again.resume_mode) == (RunState.PENDING, 2, "zero")
        assert (again.step, again.checkpoint_step, again.deaths, again.event_offset, again.error_code) == (0, None, 0, 0, None)

    on_database(story)


def test_a_resume_keeps_progress_and_names_its_checkpoint(on_database):
    async def story(database: Database) -> None:
        run = await _bring(database, await _submit(database), RunState.PREPARING, RunState.FAILED, step=7, checkpoint_step=5)
        async with database.session() as session:
            again = await service.requeue_by_user(session, run, resume=True, step=4)
        assert (again.resume_mode, again.resume_step, again.step, again.checkpoint_step) == ("step", 4, 7, 4)

    on_database(story)


def test_a_resume_without_a_checkpoint_is_refused(on_database):
    async def story(database: Database) -> None:
        run = await _bring(database, await _submit(database), RunState.STOPPED)
        async with database.session() as session:
            with pytest.raises(Conflict) as caught:
                await service.requeue_by_user(session, run, resume=True)
        assert caught.value.code is ErrorCode.NOTHING_TO_RESUME

    on_database(story)


def test_of_two_restarts_at_once_one_is_refused(on_database):
    async def story(database: Database) -> None:
        run = await _bring(database, await _submit(database), RunState.STOPPED)

        async def restart() -> bool:
            try:
                async with database.session() as session:
                    await service.requeue_by_user(session, run, resume=False)
            except Conflict:
                return False
            return True

        assert sorted(await asyncio.gather(restart(), restart())) == [False, True]

    on_database(story)


def test_a_restart_beside_another_live_run_of_the_subject_is_refused(on_database):
    async def story(database: Database) -> None:
        old = await _bring(database, await _submit(database, subject="model:3"), RunState.STOPPED)
        await _submit(database, subject="model:3")
        async with database.session() as session:
            with pytest.raises(Conflict):
                await service.requeue_by_user(session, old, resume=False)

    on_database(story)


def test_a_requeue_loses_against_a_stop_asked_meanwhile(on_database):
    async def story(database: Database) -> None:
        run = await _bring(database, await _submit(database), RunState.PREPARING)
        async with database.session() as session:
            await service.request_stop(session, run, "save")
            assert await service.requeue(session, states.position_of(run), deaths=1) is None

    on_database(story)


def test_only_ended_runs_are_deleted(on_database):
    async def story(database: Database) -> None:
        run = await _submit(database)
        async with database.session() as session:
            with pytest.raises(Conflict):
                await service.delete(session, await service.get(session, run.id))
        await _bring(database, run, RunState.STOPPED)
        async with database.session() as session:
            await service.delete(session, await service.get(session, run.id))
        async with database.session() as session:
            with pytest.raises(NotFound):
                await service.get(session, run.id)

    on_database(story)


def test_the_queue_is_served_in_the_order_of_submits(on_database):
    async def story(database: Database) -> None:
        runs = [await _submit(database) for _ in range(3)]
        async with database.session() as session:
            assert [await service.queue_position(session, run) for run in runs] == [1, 2, 3]

    on_database(story)
