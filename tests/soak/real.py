"""Trainings of the real trainer on a tiny model, watched by their journals and killed at chosen steps. Knows no fake trainer."""

import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from easytune.contract.events import AnyEvent, Plan, Started, Step, event_adapter
from easytune.contract.journal import read_from
from easytune.contract.run_folder import RunFolder
from easytune.contract.supervision import ChildStarted
from easytune.contract.train_spec import TrainSpec
from easytune.runs import folders
from tests.process.judge import faults_of, published_weights
from tests.process.plant import Plant, Row
from tests.soak.ground import Ground
from tests.soak.outcome import Found
from tests.trainer.tiny import spec_of, write_model_folder, write_rows

REAL = {"trainer_module": "tests.soak.real_trainer", "verify_module": "easytune.trainer.verify"}
FORGETFUL = REAL | {"trainer_module": "tests.soak.forgetful_trainer"}
EVERY_STEPS = 4
LOOK_SECONDS = 0.004
LOOK_AT_ROWS_SECONDS = 0.5


def tiny_spec(folder: Path, *, epochs: int) -> TrainSpec:
    """27 steps an epoch, a checkpoint every 4, dropout on: random state counts."""
    model, rows = write_model_folder(folder / "tiny-bert"), write_rows(folder / "rows.parquet", 240)
    return spec_of(model, rows, epochs=epochs, checkpoint_every_steps=EVERY_STEPS).model_copy(update={"threads": 1})


@dataclass
class Watched:
    """The present attempt of one training: how far its journal goes, and where it is to die. at_step None: nowhere."""

    run_id: int
    kills_left: int
    attempt: int = 0
    offset: int = 0
    step: int = 0
    steps_per_epoch: int = 0
    total_steps: int = 0
    at_step: int | None = None
    while_saving: bool = False


@dataclass
class RealStorm:
    """Kills trainers of a plant; every attempt lives past a new checkpoint, so that deaths in a row stay at one."""

    plant: Plant
    spec: TrainSpec
    ground: Ground
    submitted: dict[str, int] = field(default_factory=dict)
    disturbed: Counter[int] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)

    def rage(self, kills: int, *, per_training: int, seconds: float, at_once: int = 2) -> list[str]:
        """One training undisturbed, others killed until all kills are done. Raises: TooSlow."""
        deadline = time.monotonic() + seconds
        undisturbed = self._submit()
        watched: list[Watched] = []
        while (left := kills - self.counts["trainer_kills"]) > 0 or watched:
            planned = sum(one.kills_left for one in watched)
            while len(watched) < at_once and left - planned > 0:
                watched.append(Watched(self._submit(), min(per_training, left - planned)))
                planned += watched[-1].kills_left
            watched = self._watch(watched, LOOK_AT_ROWS_SECONDS)
            assert time.monotonic() < deadline, f"{self.counts} within {seconds} s"
        self.plant.wait_for_all(max(30.0, deadline - time.monotonic()))
        return faults_of(self.plant, self.submitted, self.disturbed, same_as(undisturbed))

    def _submit(self) -> int:
        key = f"key-{len(self.submitted)}"
        self.submitted[key] = self.plant.submit_spec(self.spec, key)
        return self.submitted[key]

    def _watch(self, watched: list[Watched], seconds: float) -> list[Watched]:
        """Look at journals for a while; those that have not ended."""
        ends_at = time.monotonic() + seconds
        while time.monotonic() < ends_at:
            for one in watched:
                self._look(one)
            time.sleep(LOOK_SECONDS)
        unfinished = {row["id"] for row in self.plant.unfinished()}
        return [one for one in watched if one.run_id in unfinished]

    def _look(self, one: Watched) -> None:
        attempts = folders.attempts(self.plant.runs, one.run_id)
        if not attempts:
            return
        if attempts[-1].number != one.attempt:
            one.attempt, one.offset, one.step, one.at_step = attempts[-1].number, 0, 0, None
        folder = attempts[-1].folder
        chunk = read_from(folder.events, one.offset)
        one.offset = chunk.offset
        for line in chunk.lines:
            self._hear(one, event_adapter.validate_json(line))
        if one.at_step is not None and self._is_time(one, folder):
            self._kill(one, folder)

    def _hear(self, one: Watched, event: AnyEvent) -> None:
        match event:
            case Started():
                one.step = event.resumed_from_step or 0
            case Plan():
                one.total_steps, one.steps_per_epoch = event.total_steps, event.steps_per_epoch
                self._choose(one)
            case Step():
                one.step = event.step
            case _:
                pass

    def _choose(self, one: Watched) -> None:
        """A step behind the next checkpoint, so that the kills spread over the whole training."""
        if one.kills_left == 0:
            return
        first = one.step + 2 * EVERY_STEPS + 1
        last = min(one.step + 2 * (one.total_steps - one.step) // (one.kills_left + 1), one.total_steps - EVERY_STEPS)
        if first < last:
            one.at_step = self.ground.chance.randint(first, last)
            one.while_saving = self.ground.chance.random() < 0.4

    def _is_time(self, one: Watched, folder: RunFolder) -> bool:
        if one.at_step is None or one.step < one.at_step - EVERY_STEPS:
            return False
        return any(folder.work.glob("checkpoint-*")) if one.while_saving else one.step >= one.at_step

    def _kill(self, one: Watched, folder: RunFolder) -> None:
        pid = self.plant.pid_of(folder, ChildStarted)
        one.at_step = None
        if pid is None or folder.output.exists() or folder.exit.exists():
            return
        os.kill(pid, signal.SIGKILL)
        one.kills_left -= 1
        self.disturbed[one.run_id] += 1
        self.counts["trainer_kills"] += 1
        self.counts["in_later_epochs"] += one.step > one.steps_per_epoch
        self.counts["while_saving"] += any(folder.work.glob("checkpoint-*"))


def same_as(undisturbed: int):
    """A judge of results: the same bits as the published weights of the training that nobody touched."""

    def faults(plant: Plant, row: Row, spec: TrainSpec) -> Iterator[str]:
        if published_weights(plant, row["id"]).read_bytes() != published_weights(plant, undisturbed).read_bytes():
            yield f"has other weights than #{undisturbed}, which was never disturbed"

    return faults


def trainer_kills(ground: Ground) -> Found:
    """100 kills at random steps, many while saving and most in later epochs; then the bits are compared."""
    kills = ground.times(100)
    plant = ground.plant(trainers_per_device=2, **REAL)
    plant.start_server()
    storm = RealStorm(plant, tiny_spec(ground.new_folder("tiny"), epochs=min(16, 3 + kills)), ground)
    faults = storm.rage(kills, per_training=13, seconds=900)
    return Found(counts=dict(storm.counts) | {"trainings": len(storm.submitted)}, faults=tuple(faults))


def trainer_kills_over_a_build_that_forgets_its_random_state(ground: Ground) -> list[str]:
    plant = ground.plant(trainers_per_device=2, **FORGETFUL)
    plant.start_server()
    return RealStorm(plant, tiny_spec(ground.new_folder("tiny"), epochs=3), ground).rage(1, per_training=1, seconds=120)


def servers_killed_over_real_trainers(ground: Ground, *, kills: int) -> Found:
    """Two trainings, two servers; neither training may notice anything."""
    plant = ground.plant(trainers_per_device=2, **REAL)
    spec = tiny_spec(ground.new_folder("tiny"), epochs=min(40, 4 * kills))
    submitted = {key: plant.submit_spec(spec, key) for key in ("real-1", "real-2")}
    plant.start_server()
    done = 0
    plant.start_server()
    for run_id in submitted.values():
        plant.wait_for_state(run_id, "PREPARING", "RUNNING", seconds=60)
    while done < kills and plant.unfinished():
        plant.kill_one_server(ground.chance)
        plant.start_server()
        done += 1
        time.sleep(ground.chance.uniform(0, 2))
    plant.wait_for_all(180)
    faults = faults_of(plant, submitted, {}, same_as(submitted["real-1"]))
    return Found(counts={"server_kills_over_real_trainers": done}, faults=tuple(faults))
