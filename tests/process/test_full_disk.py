"""A disk that fills up under a running platform: the run ends with the reason, nothing is torn, and with room it is resumed."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from easytune.contract.events import Exit
from tests.fakes.behaviour import Behaviour
from tests.process.judge import faults_of
from tests.process.plant import Plant
from tests.small_disk import SmallDisk, small_disk

DISK_BYTES = 16 << 20


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "disk", DISK_BYTES) as disk:
        yield disk


@pytest.fixture
def plant(disk: SmallDisk) -> Iterator[Plant]:
    """Database, run folders and the server's log are all on the small disk."""
    plant = Plant(disk.folder / "data")
    yield plant
    disk.free()
    plant.close()


def test_a_run_on_a_disk_that_fills_up_fails_with_the_reason_and_goes_on_when_there_is_room(plant: Plant, disk: SmallDisk):
    run_id = plant.submit(Behaviour(steps_per_epoch=80, step_seconds=0.02), checkpoint_every_steps=5, key="key")
    server = plant.start_server()
    plant.wait_for_step(run_id, 12)
    folder = plant.attempt_folder(run_id)
    trainer = next(process.pid for process in plant.processes() if process.cmdline()[-3:-1] == ["-m", "tests.fakes.fake_trainer"])
    disk.fill(pid=trainer)
    plant.wait("the last word, for which room was set aside", folder.exit.exists)
    assert Exit.model_validate_json(folder.exit.read_bytes()).code == "disk_full_now"
    assert server.poll() is None
    disk.free(trainer)
    row = plant.wait_for_state(run_id, "FAILED")
    assert (row["error_code"], row["attempt"]) == ("disk_full_now", 1)
    assert row["checkpoint_step"] >= 10
    plant.requeue(run_id, resume=True)
    plant.wait_for_all()
    assert faults_of(plant, {"key": run_id}, {run_id: 1}) == []
    assert server.poll() is None


def test_runs_that_wait_while_the_disk_is_full_start_when_there_is_room(plant: Plant, disk: SmallDisk):
    run_id = plant.submit(Behaviour(steps_per_epoch=10), key="key")
    disk.fill()
    server = plant.start_server()
    with pytest.raises(AssertionError):
        plant.wait("it ends", lambda: not plant.unfinished(), 3.0)
    assert server.poll() is None
    disk.free(server.pid)
    plant.wait_for_all()
    assert plant.row(run_id)["state"] == "COMPLETED"
    connection = sqlite3.connect(plant.folder / "easytune.db")
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
