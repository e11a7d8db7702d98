"""The scheduler's role beside SQLite. Knows no run."""

from easytune.core.config import Settings
from easytune.core.db import Database
from easytune.scheduler import role


async def test_one_has_the_role_until_it_lets_go(database: Database, settings: Settings) -> None:
    async with role.hold(database, settings) as first:
        assert first is not None
        assert await first.is_still_ours()
        async with role.hold(database, settings) as second:
            assert second is None
    async with role.hold(database, settings) as third:
        assert third is not None
