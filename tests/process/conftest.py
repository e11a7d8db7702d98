"""A plant that leaves no process behind, whatever happens in the test, on both kinds of database. Knows no scenario."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.process.plant import Plant
from tests.process.postgres import Postgres

MakePlant = Callable[..., Plant]
on_sqlite = pytest.mark.parametrize("plant_database", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("plant_database", ["postgresql"], indirect=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def plant_database(request: pytest.FixtureRequest) -> Callable[[], dict[str, Any]]:
    """Gives the settings of a new database; `on_sqlite` and `on_postgresql` keep a test to one kind."""
    if request.param == "sqlite":
        return dict
    server: Postgres = request.getfixturevalue("postgres")
    return lambda: {"database_url": asyncio.run(server.create_database())}


@pytest.fixture
def make_plant(tmp_path: Path, plant_database: Callable[[], dict[str, Any]]) -> Iterator[MakePlant]:
    """Plants of this test; options are Settings."""
    plants: list[Plant] = []

    def make(*server_arguments: str, **options: Any) -> Plant:
        database = {} if "database_url" in options else plant_database()
        plant = Plant(tmp_path / f"data{len(plants)}", database | options, server_arguments)
        plants.append(plant)
        return plant

    yield make
    for plant in plants:
        plant.close()
