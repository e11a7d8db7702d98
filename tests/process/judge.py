"""Reads what many killed processes left and names every broken promise. Knows folders, rows and beats; disturbs nothing."""

import itertools
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from easytune.contract.events import Finished, event_adapter
from easytune.contract.journal import read_from
from easytune.contract.run_spec import run_spec_adapter
from easytune.contract.train_spec import TrainSpec
from easytune.runs import folders
from easytune.supervisor import liveness
from tests.fakes.behaviour import link_at
from tests.fakes.fake_output import read_weights
from tests.fakes.witness import Beat, beats_of
from tests.process.plant import Plant, Row

FaultsOfResult = Callable[[Plant, Row, TrainSpec], Iterator[str]]


def faults_of_fake_result(plant: Plant, row: Row, spec: TrainSpec) -> Iterator[str]:
    """The published weights are those of a training that was never disturbed."""
    weights = read_weights(published_weights(plant, row["id"]))
    if weights != link_at(spec, row["total_steps"]):
        yield "has wrong weights"


def published_weights(plant: Plant, run_id: int) -> Path:
    return plant.folder / "models" / f"tuned-{run_id}" / "model.safetensors"


def faults_of(
    plant: Plant, submitted: Mapping[str, int], disturbed: Mapping[int, int], faults_of_result: FaultsOfResult = faults_of_fake_result
) -> list[str]:
    """Broken promises, one sentence each. submitted: run id by key; disturbed: kills of a trainer or supervisor by run id."""
    rows = {row["id"]: row for row in plant.rows()}
    faults = [f"#{run_id} ({key}) is lost" for key, run_id in submitted.items() if run_id not in rows]
    faults += [f"#{run_id} was doubled at submit" for run_id in rows if run_id not in submitted.values()]
    for row in rows.values():
        faults += [f"#{row['id']} {fault}" for fault in _faults_of_run(plant, row, disturbed.get(row["id"], 0), faults_of_result)]
    faults += faults_of_processes(plant)
    faults += list(_faults_of_database(plant, len(rows)))
    return faults


def _faults_of_run(plant: Plant, row: Row, kills: int, faults_of_result: FaultsOfResult) -> Iterator[str]:
    if row["state"] != "COMPLETED":
        yield f"ended as {row['state']} {row['error_code']} {row['error_params']}"
        return
    beats = beats_of(plant.runs / str(row["id"]))
    yield from faults_of_beats(beats)
    starts = len({(beat.attempt, beat.pid) for beat in beats})
    if starts > 1 + kills:
        yield f"was started {starts} times but disturbed only {kills} times"
    finished = sum(_finishes(plant, row["id"]))
    if finished != 1:
        yield f"was finished {finished} times"
    if any(liveness.is_held(attempt.folder.lock) for attempt in folders.attempts(plant.runs, row["id"])):
        yield "is over but a lock of it is held"
    spec = run_spec_adapter.validate_json(row["spec"])
    assert isinstance(spec, TrainSpec)
    yield from faults_of_result(plant, row, spec)
    if row["step"] != row["total_steps"] or row["checkpoint_step"] != row["total_steps"]:
        yield f"shows step {row['step']} and checkpoint {row['checkpoint_step']} of {row['total_steps']}"


def faults_of_beats(beats: list[Beat]) -> Iterator[str]:
    """No two processes at a time, and no two processes of one attempt."""
    if not all(beat.alone for beat in beats):
        yield "had two trainers at once"
    lives: dict[tuple[int, int], list[float]] = {}
    for beat in beats:
        lives.setdefault((beat.attempt, beat.pid), []).append(beat.at)
    spans = sorted((min(times), max(times)) for times in lives.values())
    if any(later[0] < earlier[1] for earlier, later in itertools.pairwise(spans)):
        yield "had attempts that overlap in time"
    doubled = [attempt for attempt, count in Counter(attempt for attempt, _ in lives).items() if count > 1]
    if doubled:
        yield f"had several trainers in attempts {doubled}"


def _finishes(plant: Plant, run_id: int) -> Iterator[int]:
    for attempt in folders.attempts(plant.runs, run_id):
        events = [event_adapter.validate_json(line) for line in read_from(attempt.folder.events, 0).lines]
        said = sum(isinstance(event, Finished) for event in events)
        # killed between the rename of output/ and its last word: the verified output speaks for it
        yield said or int(attempt.folder.verified.exists())


def faults_of_processes(plant: Plant) -> list[str]:
    """Processes may take a moment to be gone after their last word."""
    deadline = time.monotonic() + 10
    while (left := plant.processes()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return [f"process {process.pid} is an orphan" for process in left]


def _faults_of_database(plant: Plant, runs: int) -> Iterator[str]:
    if plant.url.startswith("sqlite"):
        ((integrity,),) = (row.values() for row in plant.query("PRAGMA integrity_check"))
        if integrity != "ok":
            yield f"the database is damaged: {integrity}"
    (count,) = plant.query("SELECT count(*) AS models, count(DISTINCT job_id) AS of_runs FROM models WHERE job_id IS NOT NULL")
    if count["models"] != runs or count["of_runs"] != runs:
        yield f"{runs} runs made {count['models']} models of {count['of_runs']} runs"
