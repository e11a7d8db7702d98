"""The proxy that cuts at COMMIT does what the tests built on it believe, with a PostgreSQL that is killed and started again."""

import asyncio
from collections.abc import Iterator

import asyncpg
import pytest

from tests.process.cutting_proxy import Cut, CuttingProxy
from tests.process.postgres import USER, Postgres


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    server = Postgres()
    server.start()
    yield server
    server.close()


async def _insert(port: int, number: int) -> None:
    connection = await asyncpg.connect(user=USER, host="127.0.0.1", port=port, database="postgres", timeout=10)
    try:
        async with connection.transaction():
            await connection.execute("INSERT INTO numbers VALUES ($1)", str(number))
    finally:
        await connection.close(timeout=5)


async def _numbers(port: int) -> list[str]:
    connection = await asyncpg.connect(user=USER, host="127.0.0.1", port=port, database="postgres", timeout=10)
    try:
        return [row["number"] for row in await connection.fetch("SELECT number FROM numbers ORDER BY number")]
    finally:
        await connection.close(timeout=5)


async def test_cut_before_a_commit_it_never_happened_and_after_it_did(postgres: Postgres) -> None:
    await postgres.execute("CREATE TABLE numbers (number text)")
    with CuttingProxy(postgres.socket) as proxy:
        await _insert(proxy.port, 1)
        proxy.cut_at_commit(Cut.BEFORE, "INSERT INTO numbers", "2")
        with pytest.raises((OSError, asyncpg.PostgresError)):
            await _insert(proxy.port, 2)
        proxy.cut_at_commit(Cut.AFTER, "INSERT INTO numbers", "3")
        await _insert(proxy.port, 4)
        with pytest.raises((OSError, asyncpg.PostgresError)):
            await _insert(proxy.port, 3)
        assert await _numbers(proxy.port) == ["1", "3", "4"]
        assert proxy.cuts == 2


def test_a_killed_postgresql_starts_again_with_what_it_had_committed(postgres: Postgres) -> None:
    asyncio.run(postgres.execute("DROP TABLE IF EXISTS numbers; CREATE TABLE numbers (number text); INSERT INTO numbers VALUES ('1')"))
    with CuttingProxy(postgres.socket) as proxy:
        for _ in range(2):
            postgres.kill()
            with pytest.raises((OSError, asyncpg.PostgresError)):
                asyncio.run(_insert(proxy.port, 2))
            postgres.start()
            assert asyncio.run(_numbers(proxy.port)) == ["1"]
