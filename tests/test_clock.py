"""The wall clock is for showing; what orders and what measures does not ask it. Every place that reads it is listed here."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from httpx import AsyncClient
from sqlalchemy import select, update

from easytune.accounts.tables import LoginSession
from easytune.core.db import Database, utc_now
from easytune.runs import service
from easytune.runs.tables import Run
from tests.process.submit import spec_of

ROOT = Path(__file__).resolve().parent.parent / "easytune"
HOUR = timedelta(hours=1)
# why a jump of the clock does no harm there
READS_THE_CLOCK = {
    "core/db.py": "utc_now itself",
    "contract/journal.py": "the date of an event, for show; seq orders",
    "trainer/report.py": "the date of a line of the log, for show",
    "worker/report.py": "the date of a line of the log, for show",
    "predictor/report.py": "the date of a line of the log, for show",
    "supervisor/supervise.py": "when an attempt ended, for show",
    "demo/waiting.py": "the name of a job",
    "inference/openai_answers.py": "created of an answer, for show",
    "datasets/folders.py": "orphans stay for two days, which no jump of an hour or a day makes up",
}
ASKS_FOR_NOW = {
    "accounts/service.py": "sessions and the set-up token end earlier or later by the jump, no more",
    "accounts/sign_in.py": "when a token was last used, for show",
    "accounts/tables.py": "created_at, for show",
    "datasets/service.py": "updated_at, for show",
    "datasets/tables.py": "created_at, for show",
    "models/tables.py": "created_at, for show",
    "overview/service.py": "what was completed this week, for show",
    "jobs/show.py": "elapsed seconds, for show",
    "runs/service.py": "the queue, which never puts a newcomer before one who waits",
    "runs/tables.py": "created_at, for show",
    "scheduler/forget.py": "renderings, which can be made again at any time, are kept a day more or less",
    "scheduler/launch.py": "started_at, for show",
    "scheduler/reap.py": "ended_at, for show",
    "scheduler/tick.py": "ended_at, for show",
}


def calls(path: Path) -> set[str]:
    """Functions that a file calls or hands on, as it names them."""
    tree = ast.parse(path.read_text("utf-8"))
    dotted = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return dotted | {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def files_with(*names: str) -> set[str]:
    return {path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.py") if calls(path) & set(names)}


def test_the_wall_clock_is_read_where_it_is_known_to_do_no_harm():
    assert files_with("time.time", "time.time_ns", "datetime.now", "datetime.utcnow", "datetime.today", "date.today") <= set(
        READS_THE_CLOCK
    )


def test_whoever_asks_for_now_is_known_to_bear_a_jump():
    assert files_with("utc_now") - {"core/db.py"} <= set(ASKS_FOR_NOW)


def test_no_time_of_a_file_decides_anything_but_the_age_of_orphans():
    assert files_with("os.utime") == set()
    found = {path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.py") if ".st_mtime" in path.read_text("utf-8")}
    shown, copies = {"jobs/detail.py"}, {"migrations/schema.py"}  # copies of the database before a migration: the newest by file time stay
    assert found - shown - copies <= {"datasets/folders.py"}


@pytest.mark.parametrize("seconds_ahead", [3600, 86_400, 0])
async def test_nobody_jumps_the_queue_when_the_clock_was_set_back(database: Database, owner_id: int, tmp_path: Path, seconds_ahead: int):
    async with database.session() as session:
        first = await service.submit(session, owner_id=owner_id, kind="train", spec=spec_of(tmp_path))
        await session.execute(update(Run).where(Run.id == first.id).values(queued_at=utc_now() + timedelta(seconds=seconds_ahead)))
    async with database.session() as session:
        second = await service.submit(session, owner_id=owner_id, kind="train", spec=spec_of(tmp_path))
    async with database.session() as session:
        waiting = [await service.get(session, run.id) for run in (first, second)]
        assert waiting[0].queued_at < waiting[1].queued_at


async def test_a_session_outlives_an_hour_of_difference(client: AsyncClient, database: Database):
    async with database.session() as session:
        for login in await session.scalars(select(LoginSession)):
            login.expires_at -= HOUR  # as it looks when the clock was set forward since
    assert (await client.get("/api/v1/session")).status_code == 200
