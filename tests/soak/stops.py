"""Stops trainings of the fake at random phases, keeping or throwing away, and judges each end. Knows no server's inside."""

import math
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Literal

from easytune.contract.events import Exit, ExitState, Stopped, event_adapter
from easytune.contract.journal import read_from
from easytune.contract.run_folder import RunFolder
from easytune.contract.run_spec import run_spec_adapter
from easytune.contract.train_spec import TrainSpec
from easytune.core.errors import Conflict
from easytune.runs import folders
from easytune.supervisor import liveness
from tests.fakes.behaviour import Behaviour, link_at
from tests.fakes.fake_output import read_weights
from tests.fakes.witness import beats_of
from tests.process.judge import faults_of_beats, faults_of_processes, published_weights
from tests.process.plant import ENDED, Plant, Row
from tests.soak.ground import Ground
from tests.soak.outcome import Found

AT_ONCE, TRAINERS = 12, 6
SLOWEST_P99_SECONDS = 10.0
LOOK_SECONDS = 0.03
Mode = Literal["save", "discard"]


class Stage(IntEnum):
    """How far a training is, by its folder: its row may be a second late."""

    WAITING = 0
    STARTING = 1
    LOADING = 2
    TRAINING = 3
    VERIFYING = 4
    ENDING = 5

    @staticmethod
    def of(folder: RunFolder) -> "Stage":
        if folder.exit.exists():
            return Stage.ENDING
        if folder.output.exists():
            return Stage.VERIFYING
        journal = folder.events.read_bytes() if folder.events.exists() else b""
        if b'"type":"step"' in journal:
            return Stage.TRAINING
        return Stage.LOADING if journal else Stage.STARTING if folder.spec.exists() else Stage.WAITING


@dataclass
class Wish:
    """One training that will be asked to stop, some seconds after it came to a stage."""

    run_id: int
    mode: Mode
    stage: Stage
    delay_seconds: float
    came_at: float | None = None
    asked_at: float | None = None
    seconds: float | None = None
    final: tuple[str, datetime | str | None] | None = None

    def is_due(self, stage: Stage, now: float) -> bool:
        if self.came_at is None and stage >= self.stage:
            self.came_at = now
        return self.asked_at is None and self.came_at is not None and now >= self.came_at + self.delay_seconds


@dataclass
class StopStorm:
    """Keeps some trainings alive and stops each once."""

    plant: Plant
    ground: Ground
    wishes: dict[int, Wish] = field(default_factory=dict)
    stages: Counter[Stage] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def rage(self, stops: int, seconds: float) -> list[str]:
        """Until so many stops were taken and all is over. Raises: AssertionError when it takes too long."""
        deadline = time.monotonic() + seconds
        while self._open() or len(self._taken()) < stops:
            while len(self._open()) < AT_ONCE and len(self._taken()) + len(self._open()) < stops:
                self._submit()
            self._look()
            time.sleep(LOOK_SECONDS)
            assert time.monotonic() < deadline, f"{len(self._taken())} of {stops} stops within {seconds} s"
        self.faults += faults_of_processes(self.plant)
        for row in self.plant.rows():
            self.faults += [f"#{row['id']} {fault}" for fault in self._faults_at_last(row)]
        return self.faults

    def slowest_seconds(self, share: float) -> float:
        """The time below which that share of all stops came to a final state."""
        ordered = sorted(wish.seconds for wish in self.wishes.values() if wish.seconds is not None)
        return ordered[math.ceil(share * len(ordered)) - 1]

    def _open(self) -> list[Wish]:
        return [wish for wish in self.wishes.values() if wish.final is None]

    def _taken(self) -> list[Wish]:
        return [wish for wish in self.wishes.values() if wish.seconds is not None]

    def _submit(self) -> None:
        chance = self.ground.chance
        behaviour = Behaviour(
            steps_per_epoch=chance.randint(10, 60),
            step_seconds=chance.choice((0.01, 0.03)),
            load_seconds=chance.choice((0.0, 0.3)),
            save_seconds=chance.choice((0.0, 0.05)),
            verify_seconds=chance.choice((0.0, 0.3)),
            leave_child=chance.random() < 0.2,
            ignore_sigterm=chance.random() < 0.03,
        )
        run_id = self.plant.submit(behaviour, checkpoint_every_steps=chance.choice((3, 7)))
        mode: Mode = "save" if chance.random() < 0.5 else "discard"
        stage = chance.choice((Stage.WAITING, Stage.STARTING, Stage.LOADING, Stage.TRAINING, Stage.TRAINING, Stage.VERIFYING))
        self.wishes[run_id] = Wish(run_id, mode, stage, chance.choice((0.0, chance.uniform(0, 1.0))))

    def _look(self) -> None:
        now = time.monotonic()
        first = min(wish.run_id for wish in self._open())
        rows = {row["id"]: row for row in self.plant.query("SELECT id, state, attempt, ended_at FROM runs WHERE id >= :first", first=first)}
        for wish in self._open():
            row = rows[wish.run_id]
            if row["state"] in ENDED:
                self._ended(wish, row, now)
                continue
            stage = Stage.of(RunFolder.of(self.plant.runs, wish.run_id, row["attempt"]))
            if wish.is_due(stage, now):
                self._ask(wish, stage)

    def _ask(self, wish: Wish, stage: Stage) -> None:
        wish.asked_at = time.monotonic()
        try:
            self.plant.stop_run(wish.run_id, wish.mode)
        except Conflict:
            wish.asked_at = None  # it has just ended by itself
            return
        self.stages[stage] += 1

    def _ended(self, wish: Wish, row: Row, now: float) -> None:
        wish.final = (row["state"], row["ended_at"])
        if wish.asked_at is None:
            return
        wish.seconds = now - wish.asked_at
        for attempt in folders.attempts(self.plant.runs, wish.run_id):
            if liveness.is_held(attempt.folder.lock):
                self.faults.append(f"#{wish.run_id} is {row['state']} while a process of it lives")

    def _faults_at_last(self, row: Row) -> Iterator[str]:
        wish = self.wishes[row["id"]]
        if (row["state"], row["ended_at"]) != wish.final:
            yield f"went from {wish.final} to {(row['state'], row['ended_at'])}"
        if row["state"] == "FAILED":
            yield f"ended as FAILED {row['error_code']} {row['error_params']}"
        if row["state"] == "STOPPED" and wish.asked_at is None:
            yield "is STOPPED and nobody asked for that"
        yield from faults_of_beats(beats_of(self.plant.runs / str(row["id"])))
        yield from _faults_of_what_is_kept(self.plant, row, wish.mode)


def _faults_of_what_is_kept(plant: Plant, row: Row, mode: Mode) -> Iterator[str]:
    """A model where there must be one, with the weights of its step; nothing at all after discard."""
    attempts = folders.attempts(plant.runs, row["id"])
    models = plant.query("SELECT id FROM models WHERE job_id = :job_id", job_id=row["id"])
    succeeded = any(_exit_state(attempt) is ExitState.COMPLETED for attempt in attempts)
    saved = any(_said_saved(attempt) for attempt in attempts) and mode == "save"
    if succeeded and row["state"] != "COMPLETED":
        yield "had succeeded, and that was lost"
    if len(models) != (row["state"] == "COMPLETED" or saved):
        yield f"ended as {row['state']} ({mode}) with {len(models)} models"
    if models:
        spec = run_spec_adapter.validate_json(row["spec"])
        assert isinstance(spec, TrainSpec)
        if read_weights(published_weights(plant, row["id"])) != link_at(spec, row["step"]):
            yield f"has other weights than step {row['step']} leads to"
    if row["state"] == "STOPPED" and mode == "discard":
        kept = [path for attempt in attempts for path in (attempt.folder.good.parent, attempt.folder.output) if path.exists()]
        if kept or published_weights(plant, row["id"]).exists():
            yield f"was discarded but kept {kept}"


def _exit_state(attempt: folders.Attempt) -> ExitState | None:
    path = attempt.folder.exit
    return Exit.model_validate_json(path.read_bytes()).state if path.exists() else None


def _said_saved(attempt: folders.Attempt) -> bool:
    events = [event_adapter.validate_json(line) for line in read_from(attempt.folder.events, 0).lines]
    return any(isinstance(event, Stopped) and event.saved for event in events)


def stops(ground: Ground) -> Found:
    """500 stops at random phases, both modes."""
    plant = ground.plant(trainers_per_device=TRAINERS)
    plant.start_server()
    storm = StopStorm(plant, ground)
    faults = storm.rage(ground.times(500), 900)
    p99 = storm.slowest_seconds(0.99)
    if p99 > SLOWEST_P99_SECONDS:
        faults.append(f"1 % of the stops took longer than {p99:.1f} s")
    stages = {f"while_{stage.name.lower()}": storm.stages[stage] for stage in sorted(storm.stages)}
    figures = {"p50_seconds": round(storm.slowest_seconds(0.5), 2), "p99_seconds": round(p99, 2)}
    return Found(counts={"stops": len(storm._taken())} | stages, figures=figures, faults=tuple(faults))


def stops_over_a_build_that_stops_in_name_only(ground: Ground) -> list[str]:
    plant = ground.plant("--stops-in-name", trainers_per_device=TRAINERS)
    plant.start_server()
    return StopStorm(plant, ground).rage(10, 90)
