"""Stopping at every phase, keeping or throwing away; restarting and resuming afterwards. Real processes."""

from tests.fakes.behaviour import Behaviour, link_at
from tests.fakes.fake_output import read_weights
from tests.fakes.witness import beats_of
from tests.process.conftest import MakePlant
from tests.process.plant import Plant
from tests.process.submit import spec_of


def _models(plant: Plant) -> set[str]:
    return {path.name for path in (plant.folder / "models").glob("tuned-*")}


def test_a_waiting_run_stops_without_a_server(make_plant: MakePlant):
    plant = make_plant()
    run_id = plant.submit(Behaviour())
    plant.stop_run(run_id, "save")
    assert plant.row(run_id)["state"] == "STOPPED"


def test_stop_and_save_publishes_the_weights_of_now(make_plant: MakePlant):
    plant = make_plant()
    run_id = plant.submit(Behaviour(step_seconds=0.05), epochs=5)
    plant.start_server()
    plant.wait_for_step(run_id, 10)
    plant.stop_run(run_id, "save")
    row = plant.wait_for_state(run_id, "STOPPED", seconds=10)
    assert (row["attempt"], row["error_code"]) == (1, None)
    weights = read_weights(plant.folder / "models" / f"tuned-{run_id}" / "model.safetensors")
    assert weights == link_at(spec_of(plant.folder / "bases" / "0", epochs=5), row["step"])
    assert row["checkpoint_step"] == row["step"]


def test_stop_and_discard_ends_every_phase_at_once_and_keeps_nothing(make_plant: MakePlant):
    plant = make_plant(trainers_per_device=4)
    loading = plant.submit(Behaviour(load_seconds=30))
    training = plant.submit(Behaviour(step_seconds=0.1), epochs=5)
    deaf = plant.submit(Behaviour(ignore_sigterm=True, hang_at_step=8, leave_child=True))
    verifying = plant.submit(Behaviour(verify_seconds=30))
    plant.start_server()
    plant.wait_for_step(training, 8)
    plant.wait_for_step(deaf, 8)
    plant.wait("an output", lambda: plant.attempt_folder(verifying).output.is_dir())
    plant.wait_for_state(loading, "PREPARING")
    for run_id in (loading, training, deaf, verifying):
        plant.stop_run(run_id, "discard")
    plant.wait_for_all(15)
    assert {row["state"] for row in plant.rows()} == {"STOPPED"}
    assert plant.row(training)["checkpoint_step"] is None
    assert list(plant.runs.glob("*/*/checkpoints")) == list(plant.runs.glob("*/*/output")) == []
    assert (_models(plant), plant.processes()) == (set(), [])


def test_a_stop_that_was_asked_while_no_server_lived_is_kept(make_plant: MakePlant):
    plant = make_plant()
    run_id = plant.submit(Behaviour(step_seconds=0.1), epochs=5)
    plant.start_server()
    plant.wait_for_step(run_id, 2)
    plant.kill_server()
    plant.stop_run(run_id, "discard")
    plant.start_server()
    assert plant.wait_for_state(run_id, "STOPPED", seconds=10)["attempt"] == 1


def test_a_run_whose_trainer_was_killed_after_a_stop_is_stopped_and_not_started_again(make_plant: MakePlant):
    plant = make_plant()
    run_id = plant.submit(Behaviour(hang_at_step=5))
    plant.start_server()
    plant.wait_for_step(run_id, 5)
    plant.stop_run(run_id, "save")
    plant.wait("the wish has arrived", plant.attempt_folder(run_id).stop.exists)
    assert plant.kill_trainer(run_id)
    assert plant.wait_for_state(run_id, "STOPPED", seconds=10)["attempt"] == 1


def test_a_restart_begins_at_zero_and_a_resume_at_the_chosen_checkpoint(make_plant: MakePlant):
    plant = make_plant()
    run_id = plant.submit(Behaviour(crash_at_step=16, until_attempt=2))
    plant.start_server()
    plant.wait_for_state(run_id, "FAILED")
    plant.requeue(run_id, resume=False)
    plant.wait("the second failure", lambda: plant.row(run_id)["state"] == "FAILED" and plant.row(run_id)["attempt"] == 2)
    plant.requeue(run_id, resume=True, step=7)
    row = plant.wait_for_state(run_id, "COMPLETED")
    first_steps = {
        attempt: min(beat.step for beat in beats_of(plant.runs / str(run_id)) if beat.attempt == attempt and beat.step > 0)
        for attempt in (1, 2, 3)
    }
    assert first_steps == {1: 1, 2: 1, 3: 8}
    assert (row["attempt"], row["error_code"], row["step"]) == (3, None, 20)
