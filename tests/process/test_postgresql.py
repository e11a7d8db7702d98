"""The job engine on PostgreSQL: killed, away, and cut off exactly at its own COMMITs. Real processes, a real server."""

import asyncio
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import make_url

from tests.fakes.behaviour import Behaviour
from tests.fakes.witness import beats_of
from tests.process.conftest import MakePlant, on_postgresql
from tests.process.cutting_proxy import Cut, CuttingProxy
from tests.process.harness import Orders, Storm
from tests.process.judge import faults_of
from tests.process.plant import Plant
from tests.process.postgres import Postgres, url_through

pytestmark = on_postgresql
BACK_SECONDS = 5.0
SLOW_MACHINE_SECONDS = 5.0
CLAIM, FIRST_NEWS, COMPLETION = ("UPDATE runs SET", "PREPARING"), ("UPDATE runs SET", "event_offset"), ("UPDATE runs SET", "COMPLETED")


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    """A PostgreSQL that keeps what it committed when it is killed."""
    server = Postgres()
    try:
        server.start()
        yield server
    finally:
        server.close()


@pytest.fixture
def url(server: Postgres) -> str:
    """Of an empty database."""
    return asyncio.run(server.create_database())


@pytest.fixture
def proxy(server: Postgres) -> Iterator[CuttingProxy]:
    with CuttingProxy(server.socket) as proxy:
        yield proxy


def _through(proxy: CuttingProxy, url: str) -> str:
    return url_through(proxy.port, str(make_url(url).database))


def _times_scheduler(plant: Plant) -> int:
    log = plant.folder / "server.log"
    return log.read_text().count("is the scheduler now") if log.exists() else 0


def _wait_for_steps(plant: Plant, run_ids: list[int], steps: int) -> None:
    """Every training makes that many more; the database is not asked."""
    deadline = time.monotonic() + 20
    for run_id in run_ids:
        enough = len(beats_of(plant.runs / str(run_id))) + steps
        while len(beats_of(plant.runs / str(run_id))) < enough:
            assert time.monotonic() < deadline, f"#{run_id} stands still"
            time.sleep(0.05)


def test_kills_on_postgresql_lose_double_overlap_orphan_and_restart_nothing(make_plant: MakePlant, url: str) -> None:
    plant = make_plant(database_url=url, trainers_per_device=3)
    storm = Storm(plant, Orders(servers=4, trainers=2, supervisors=1, seed=7, two_servers=True))
    assert storm.rage(seconds=150) == []
    assert storm.done == {"server": 4, "trainer": 2, "supervisor": 1}


def test_trainings_go_on_while_postgresql_is_dead_and_the_scheduler_is_back_soon_after_it(
    make_plant: MakePlant, server: Postgres, url: str
) -> None:
    plant = make_plant(database_url=url, trainers_per_device=3)
    runs = {f"key-{number}": plant.submit(Behaviour(step_seconds=0.05), epochs=8, key=f"key-{number}") for number in range(3)}
    scheduler = plant.start_server()
    for run_id in runs.values():
        plant.wait_for_step(run_id, 3)
    server.kill()
    try:
        _wait_for_steps(plant, list(runs.values()), 5)
    finally:
        server.start()
    plant.wait("the scheduler is back", lambda: _times_scheduler(plant) == 2, BACK_SECONDS + SLOW_MACHINE_SECONDS)
    plant.wait_for_all(90)
    assert faults_of(plant, runs, {}) == []
    assert scheduler.poll() is None


@pytest.mark.parametrize("cut", list(Cut))
def test_a_scheduler_cut_at_commit_looks_again_and_starts_and_finishes_nothing_twice(
    make_plant: MakePlant, url: str, proxy: CuttingProxy, cut: Cut
) -> None:
    plant = make_plant(database_url=_through(proxy, url), trainers_per_device=3)
    for needles in (CLAIM, FIRST_NEWS, COMPLETION):
        proxy.cut_at_commit(cut, *needles, times=2)
    runs = {f"key-{number}": plant.submit(Behaviour(step_seconds=0.02), key=f"key-{number}") for number in range(3)}
    plant.start_server()
    plant.wait_for_all(90)
    assert faults_of(plant, runs, {}) == []
    assert proxy.cuts == 6


def test_a_stop_whose_end_was_cut_at_commit_is_carried_out_once(make_plant: MakePlant, url: str, proxy: CuttingProxy) -> None:
    plant = make_plant(database_url=_through(proxy, url), trainers_per_device=2)
    kept, thrown_away = (plant.submit(Behaviour(step_seconds=0.05), epochs=20) for _ in range(2))
    plant.start_server()
    for run_id in (kept, thrown_away):
        plant.wait_for_step(run_id, 8)
    for cut in Cut:
        proxy.cut_at_commit(cut, "UPDATE runs SET", "STOPPED")
    plant.stop_run(kept, "save")
    plant.stop_run(thrown_away, "discard")
    plant.wait_for_all(60)
    assert [(row["state"], row["attempt"]) for row in plant.rows()] == [("STOPPED", 1), ("STOPPED", 1)]
    assert [path.name for path in (plant.folder / "models").glob("tuned-*")] == [f"tuned-{kept}"]
    assert [row["job_id"] for row in plant.query("SELECT job_id FROM models")] == [kept]
    assert proxy.cuts == 2


def test_a_scheduler_that_lost_its_connection_lost_the_role_and_the_other_one_goes_on(
    make_plant: MakePlant, url: str, proxy: CuttingProxy
) -> None:
    plant = make_plant(database_url=url, trainers_per_device=2)
    plant.options["database_url"] = _through(proxy, url)
    first = plant.start_server()
    plant.wait("the first has the role", lambda: _times_scheduler(plant) == 1)
    plant.options["database_url"] = url
    runs = {f"key-{number}": plant.submit(Behaviour(step_seconds=0.05), epochs=3, key=f"key-{number}") for number in range(2)}
    second = plant.start_server()
    for run_id in runs.values():
        plant.wait_for_step(run_id, 3)
    proxy.refuse()
    plant.wait("the second has the role", lambda: _times_scheduler(plant) == 2)
    proxy.refuse(False)
    plant.wait_for_all(60)
    assert faults_of(plant, runs, {}) == []
    assert (first.poll(), second.poll(), _times_scheduler(plant)) == (None, None, 2)
