"""Where one check happens: a folder, a kind of database, chance, and how much is asked. Knows no check."""

import asyncio
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from easytune.core.db import Database
from easytune.migrations.schema import migrate
from tests.process.plant import Plant
from tests.process.postgres import Postgres

SQLITE, POSTGRESQL = "sqlite", "postgresql"


@dataclass
class Ground:
    """scale: every count is multiplied by it. Everything that is made here ends with `close`."""

    folder: Path
    database: str
    seed: int
    scale: float
    chance: random.Random = field(init=False)
    _plants: list[Plant] = field(default_factory=list)
    _postgres: Postgres | None = None

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    def times(self, count: int, *, least: int = 1) -> int:
        """A count as the scale makes it."""
        return max(least, round(count * self.scale))

    @property
    def postgres(self) -> Postgres:
        """One server for all databases of this check, durable: it is killed."""
        if self._postgres is None:
            self._postgres = Postgres()
            self._postgres.start()
        return self._postgres

    def new_database(self) -> str | None:
        """The address of an empty database; None: SQLite in the data folder."""
        return asyncio.run(self.postgres.create_database()) if self.database == POSTGRESQL else None

    def new_migrated_database(self) -> str | None:
        """One that `easytune serve` accepts; on SQLite it migrates its own."""
        url = self.new_database()
        if url is not None:
            asyncio.run(_migrate(url))
        return url

    def new_folder(self, name: str) -> Path:
        path = self.folder / f"{name}{len(list(self.folder.glob(f'{name}*')))}"
        path.mkdir(parents=True)
        return path

    def plant(self, *server_arguments: str, **options: Any) -> Plant:
        """A fresh data folder and database; server_arguments name broken builds."""
        url = self.new_database()
        plant = Plant(self.new_folder("data"), options | ({} if url is None else {"database_url": url}), server_arguments)
        self._plants.append(plant)
        return plant

    def view_of(self, folder: Path, url: str | None) -> Plant:
        """A plant over the data of servers that are not its own, to look and to judge."""
        plant = Plant(folder, {} if url is None else {"database_url": url})
        self._plants.append(plant)
        return plant

    def close(self) -> None:
        """No process stays."""
        for plant in self._plants:
            plant.close()
        if self._postgres is not None:
            self._postgres.close()


async def _migrate(url: str) -> None:
    database = Database(url)
    try:
        await migrate(database)
    finally:
        await database.close()
