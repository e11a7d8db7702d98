"""A plant that leaves no process behind, whatever happens in the test. Knows no scenario."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.process.plant import Plant

MakePlant = Callable[..., Plant]


@pytest.fixture
def make_plant(tmp_path: Path) -> Iterator[MakePlant]:
    """Plants of this test; options are Settings."""
    plants: list[Plant] = []

    def make(*server_arguments: str, **options: Any) -> Plant:
        plant = Plant(tmp_path / f"data{len(plants)}", options, server_arguments)
        plants.append(plant)
        return plant

    yield make
    for plant in plants:
        plant.close()
