"""What becomes of trainings that meet one misfortune each. The server is a real process, and so is everything below it."""

import json
import os
import signal

from easytune.contract.events import ExitState
from easytune.contract.run_folder import RunFolder
from easytune.runs import states
from easytune.runs.schemas import RunState
from easytune.supervisor import liveness
from tests.fakes.behaviour import Behaviour, link_at
from tests.fakes.fake_output import read_weights
from tests.fakes.witness import beats_of
from tests.process.conftest import MakePlant
from tests.process.plant import Plant
from tests.process.submit import spec_of


def _ended(plant: Plant, run_id: int) -> tuple[str, int, str | None]:
    row = plant.row(run_id)
    return row["state"], row["attempt"], row["error_code"]


def _is_undisturbed(plant: Plant, run_id: int, step: int) -> bool:
    """The published weights are those of a training that was never disturbed."""
    model = plant.folder / "bases" / str(run_id - 1)
    weights = read_weights(plant.folder / "models" / f"tuned-{run_id}" / "model.safetensors")
    return weights == link_at(spec_of(model), step)


def _said(folder: RunFolder, words: str) -> int:
    """How often the supervisors said it."""
    return folder.supervisor_events.read_text().count(words)


def test_every_misfortune_has_its_own_end(make_plant: MakePlant):
    plant = make_plant(trainers_per_device=6, stall_seconds=1.5)
    once = {"until_attempt": 1}
    expected = {
        plant.submit(Behaviour(exit_at_step=10, **once)): ("COMPLETED", 2, None),
        plant.submit(Behaviour(die_at_step=10)): ("FAILED", 4, "died_too_often"),
        plant.submit(Behaviour(crash_at_step=10)): ("FAILED", 1, "crashed"),
        plant.submit(Behaviour(nan_from_step=10)): ("FAILED", 1, "diverged"),
        plant.submit(Behaviour(hang_at_step=10, **once)): ("COMPLETED", 2, None),
        plant.submit(Behaviour(hang_at_step=3)): ("FAILED", 2, "stalled"),
        plant.submit(Behaviour(die_after_output=True)): ("COMPLETED", 1, None),
        plant.submit(Behaviour(output_unchanged=True)): ("FAILED", 1, "output_invalid"),
        plant.submit(Behaviour(tear_last_line=True)): ("COMPLETED", 1, None),
        plant.submit(Behaviour(leave_child=True)): ("COMPLETED", 1, None),
    }
    plant.start_server()
    plant.wait_for_all(90)
    assert {run_id: _ended(plant, run_id) for run_id in expected} == expected
    assert all(_is_undisturbed(plant, run_id, 20) for run_id, (state, _, _) in expected.items() if state == "COMPLETED")
    assert "a fault that nobody foresaw" in plant.row(3)["error_params"]
    assert json.loads(plant.row(4)["error_params"]) == {"step": 10}
    assert plant.row(4)["last_loss"] == "NaN"
    assert plant.processes() == []


def test_a_claim_without_a_launch_is_queued_again_and_counts_as_no_death(make_plant: MakePlant):
    plant = make_plant()
    run_id = plant.submit(Behaviour())

    async def claim_and_die(database) -> None:
        async with database.session() as session:
            assert await states.move(session, states.Position(run_id, 1, RunState.PENDING), RunState.PREPARING)

    plant.on_database(claim_and_die)
    plant.start_server()
    plant.wait_for_all()
    assert (_ended(plant, run_id), plant.row(run_id)["deaths"]) == (("COMPLETED", 2, None), 0)


def test_a_folder_without_a_claim_is_used_by_the_next_launch(make_plant: MakePlant):
    plant = make_plant()
    run_id = plant.submit(Behaviour())
    folder = plant.attempt_folder(run_id)
    folder.path.mkdir(parents=True)
    folder.spec.write_text("half a spe")
    folder.lock.touch()
    plant.start_server()
    plant.wait_for_all()
    assert _ended(plant, run_id) == ("COMPLETED", 1, None)


def test_after_a_reboot_trainings_go_on_from_their_checkpoints_and_no_death_is_counted(make_plant: MakePlant):
    plant = make_plant()
    run_id = plant.submit(Behaviour(step_seconds=0.03), epochs=2)
    plant.start_server()
    plant.wait_for_step(run_id, 10)
    plant.kill_server()
    for process in plant.processes():
        process.kill()
    said = plant.attempt_folder(run_id).supervisor_events
    said.write_text(said.read_text().replace(liveness.machine_start(), "the boot before this one"))
    plant.wait("all gone", lambda: not plant.processes())
    plant.start_server()
    plant.wait_for_all()
    assert (_ended(plant, run_id), plant.row(run_id)["deaths"]) == (("COMPLETED", 2, None), 0)
    steps = [beat.step for beat in beats_of(plant.runs / str(run_id)) if beat.attempt == 2 and beat.step > 0]
    assert min(steps) in (8, 15)


def test_a_shutdown_of_the_machine_keeps_a_checkpoint_and_is_no_death(make_plant: MakePlant):
    plant = make_plant()
    run_id = plant.submit(Behaviour(step_seconds=0.05), checkpoint_every_steps=1000)
    plant.start_server()
    plant.wait_for_step(run_id, 5)
    supervisor = min(process.pid for process in plant.processes())
    folder = plant.attempt_folder(run_id)
    os.kill(supervisor, signal.SIGTERM)
    plant.wait_for_all()
    assert f'"state": "{ExitState.INTERRUPTED.value}"' in folder.exit.read_text()
    assert (_ended(plant, run_id), plant.row(run_id)["deaths"]) == (("COMPLETED", 2, None), 0)
    beats = beats_of(plant.runs / str(run_id))
    last = max(beat.step for beat in beats if beat.attempt == 1)
    assert min(beat.step for beat in beats if beat.attempt == 2 and beat.step > 0) == last + 1


def test_an_output_whose_supervisor_died_is_verified_and_not_trained_again(make_plant: MakePlant):
    plant = make_plant()
    run_id = plant.submit(Behaviour(verify_seconds=1.0))
    plant.start_server()
    folder = plant.wait("a folder", lambda: plant.row(run_id)["state"] != "PENDING" and plant.attempt_folder(run_id))
    plant.wait("an output", folder.output.is_dir)
    plant.kill_supervisor(run_id)
    plant.wait_for_all()
    assert _ended(plant, run_id) == ("COMPLETED", 1, None)
    assert len({beat.pid for beat in beats_of(plant.runs / str(run_id))}) == 1


def test_kills_of_the_check_are_not_held_against_the_output(make_plant: MakePlant):
    plant = make_plant()
    run_id = plant.submit(Behaviour(verify_seconds=0.5))
    plant.start_server()
    folder = plant.wait("a folder", lambda: plant.row(run_id)["state"] != "PENDING" and plant.attempt_folder(run_id))
    plant.wait("an output", folder.output.is_dir)
    for kills in range(1, 5):
        plant.wait("another check", lambda kills=kills: _said(folder, '"module":"tests.fakes.fake_verify","pid"') == kills)
        assert plant.kill_trainer(run_id)
    plant.wait_for_all()
    assert _ended(plant, run_id) == ("COMPLETED", 1, None)
    assert _said(folder, "supervisor_started") == 2


def test_a_damaged_checkpoint_is_set_aside_and_the_one_before_it_used(make_plant: MakePlant):
    plant = make_plant()
    run_id = plant.submit(Behaviour(die_at_step=16, until_attempt=1))
    plant.start_server()
    folder = RunFolder.of(plant.runs, run_id, 1)
    plant.wait("two checkpoints", lambda: (folder.good / "step-14").is_dir())
    plant.kill_server()
    plant.wait("the attempt is over", folder.exit.exists)
    weights = folder.good / "step-14" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"!")
    plant.start_server()
    plant.wait_for_all()
    assert (folder.good / "bad-step-14").is_dir()
    assert min(beat.step for beat in beats_of(plant.runs / str(run_id)) if beat.attempt == 2 and beat.step > 0) == 8
    assert _is_undisturbed(plant, run_id, 20)


def test_a_run_that_cannot_be_launched_fails_with_a_reason_and_holds_up_nobody(make_plant: MakePlant):
    plant = make_plant()
    blocked, free = plant.submit(Behaviour()), plant.submit(Behaviour())
    plant.runs.mkdir()
    (plant.runs / str(blocked)).write_text("a file where the folder should be")
    plant.start_server()
    plant.wait_for_all()
    assert _ended(plant, blocked) == ("FAILED", 1, "launch_failed")
    assert _ended(plant, free) == ("COMPLETED", 1, None)


def test_folders_of_deleted_runs_are_swept(make_plant: MakePlant):
    plant = make_plant()
    (plant.runs / "77" / "1").mkdir(parents=True)
    (plant.runs / ".del-1-5").mkdir()
    plant.start_server()
    plant.wait("swept", lambda: list(plant.runs.iterdir()) == [])
