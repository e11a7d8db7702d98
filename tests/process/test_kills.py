"""The promise of the job engine, tried by killing everything at random; and a broken engine, to see that the judge sees."""

import random

from tests.fakes.behaviour import Behaviour
from tests.process.conftest import MakePlant, on_sqlite
from tests.process.harness import Orders, Storm, submit_by_many


@on_sqlite  # on PostgreSQL: test_postgresql.py
def test_kills_of_servers_trainers_and_supervisors_lose_double_overlap_orphan_and_restart_nothing(make_plant: MakePlant):
    storm = Storm(make_plant(trainers_per_device=3), Orders(servers=10, trainers=5, supervisors=3, seed=20261123))
    assert storm.rage(seconds=150) == []
    assert storm.done == {"server": 10, "trainer": 5, "supervisor": 3}


@on_sqlite
def test_the_judge_catches_an_engine_that_believes_pid_files(make_plant: MakePlant):
    """Chance decides when the broken engine errs, so it gets up to three storms; the sound one passes every storm."""
    faults: list[str] = []
    for seed in (3, 4, 5):
        orders = Orders(servers=1, trainers=0, supervisors=2, seed=seed, live=2, steps=(120, 180))
        faults += Storm(make_plant("--pid-files", trainers_per_device=2), orders).rage(seconds=80)
        if faults:
            break
    assert any("two trainers at once" in fault for fault in faults)


def test_concurrent_submits_with_one_key_make_one_run_also_when_clients_are_killed(make_plant: MakePlant):
    plant = make_plant()
    answers = submit_by_many(plant, "once", random.Random(5), processes=3, kills=2)
    assert answers == {row["id"] for row in plant.rows()}
    assert len(answers) == 1


def test_of_two_servers_one_schedules_and_the_other_takes_over_when_it_dies(make_plant: MakePlant):
    plant = make_plant()
    first = plant.start_server()
    run_id = plant.submit(Behaviour(step_seconds=0.05))
    plant.wait_for_step(run_id, 2)
    second = plant.start_server()
    first.kill()
    row = plant.wait_for_state(run_id, "COMPLETED")
    assert (row["attempt"], second.poll()) == (1, None)
    assert (plant.folder / "server.log").read_text().count("is the scheduler now") == 2
