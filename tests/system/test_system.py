"""What the platform says of the machine."""

import asyncio
import fcntl
import os
import sys
from pathlib import Path

from httpx import AsyncClient
from sqlalchemy import event

from easytune.core.config import Settings
from easytune.core.db import Database
from easytune.scheduler import role as scheduler_role
from easytune.system import role, service


async def test_health_is_open_to_all(anonymous: AsyncClient) -> None:
    for headers in ({}, {"Cookie": "easytune_session=" + "a" * 43}, {"Authorization": "Bearer et_x"}):
        answer = await anonymous.get("/api/v1/health", headers=headers)
        assert (answer.status_code, answer.json()["status"], answer.json()["database"]) == (200, "ok", "ok")


async def test_health_asks_the_database_once_however_many_ask_for_it(anonymous: AsyncClient, database: Database) -> None:
    asked: list[str] = []
    event.listen(database.engine.sync_engine, "before_cursor_execute", lambda *arguments: asked.append(arguments[2]))
    await asyncio.gather(*(anonymous.get("/api/v1/health") for _ in range(20)))
    assert len([statement for statement in asked if not statement.startswith("BEGIN")]) == 1


async def test_the_scheduler_is_seen_on_both_databases(client: AsyncClient, database: Database, settings: Settings) -> None:
    async with scheduler_role.hold(database, settings) as ours:
        assert ours is not None
        assert (await client.get("/api/v1/system")).json()["scheduler"] is True


async def test_the_machine_is_described_in_plausible_figures(client: AsyncClient) -> None:
    seen = (await client.get("/api/v1/system")).json()
    assert seen["cpu_count"] >= 1
    assert 0 <= seen["cpu_percent"] <= 100
    assert 0 < seen["memory_used_bytes"] < seen["memory_bytes"]
    assert 0 < seen["disk_free_bytes"] <= seen["disk_bytes"]
    assert seen["cpu_name"]
    assert seen["versions"]["torch"].startswith("2.")
    assert seen["scheduler"] is False


async def test_many_viewers_cost_one_look(settings: Settings, database: Database) -> None:
    watch = service.SystemWatch(settings, database)
    seen = await asyncio.gather(*(watch.read() for _ in range(20)))
    assert all(one is seen[0] for one in seen)


def test_versions_are_read_without_importing_anything() -> None:
    before = set(sys.modules)
    assert service.package_versions()["transformers"]
    assert not {"torch", "transformers"} & (set(sys.modules) - before)


def test_a_held_role_is_seen_and_not_taken(tmp_path: Path) -> None:
    path = tmp_path / "scheduler.lock"
    assert not role.is_held(path)
    holder = os.open(path, os.O_RDWR | os.O_CREAT)
    assert not role.is_held(path)
    fcntl.flock(holder, fcntl.LOCK_EX)
    assert role.is_held(path)
    os.close(holder)
    assert not role.is_held(path)
