"""A clock that is set an hour back or forward while runs are under way moves nothing, ends nothing and deletes nothing."""

import json
import subprocess
import sys
from pathlib import Path

from easytune.runs import folders
from tests.fakes.behaviour import Behaviour
from tests.process.conftest import MakePlant
from tests.process.judge import faults_of
from tests.process.plant import Plant

HOUR, DAY = 3600, 86_400
JUMPS_SECONDS = (-HOUR, HOUR, -DAY, DAY, 0)


def test_runs_do_not_notice_that_the_clock_jumps(make_plant: MakePlant, tmp_path: Path):
    clock = tmp_path / "clock"
    clock.write_text("0")
    plant = make_plant(trainers_per_device=1)
    ids = [
        plant.submit(Behaviour(steps_per_epoch=15, step_seconds=0.02), checkpoint_every_steps=5, key=f"key-{number}") for number in range(4)
    ]
    plant.servers.append(start_shifted_server(plant, clock))
    for jump in JUMPS_SECONDS:
        before = [row["state"] for row in plant.rows()].count("COMPLETED")
        set_clock(clock, jump)
        plant.wait("progress", lambda before=before: [row["state"] for row in plant.rows()].count("COMPLETED") > min(before, 3), 60)
        newest = {run_id: folders.checkpoints(plant.runs, run_id)[:1] for run_id in ids}
        assert all(point.path.is_dir() for found in newest.values() for point in found)
    plant.wait_for_all(60)
    assert [(row["state"], row["attempt"], row["deaths"]) for row in plant.rows()] == [("COMPLETED", 1, 0)] * len(ids)
    assert faults_of(plant, {f"key-{number}": run_id for number, run_id in enumerate(ids)}, {}) == []
    assert started_in_order(plant.runs, ids)


def start_shifted_server(plant: Plant, clock: Path) -> "subprocess.Popen[bytes]":
    """A server of the plant, whose wall clock is as wrong as the file says."""
    fakes = {"trainer_module": "tests.fakes.fake_trainer", "verify_module": "tests.fakes.fake_verify"}
    settings = json.dumps({"data_dir": str(plant.folder), **fakes, **plant.options})
    command = [sys.executable, "-m", "tests.process.shifted", str(clock), "tests.process.serve", settings]
    with open(plant.folder / "server.log", "ab") as log:
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)


def set_clock(clock: Path, offset_seconds: int) -> None:
    new = clock.with_suffix(".new")
    new.write_text(str(offset_seconds))
    new.replace(clock)


def started_in_order(runs: Path, ids: list[int]) -> bool:
    """By the files' times, which are of the right clock."""
    times = [(runs / str(run_id) / "1" / "spec.json").stat().st_mtime_ns for run_id in ids]
    return times == sorted(times)
