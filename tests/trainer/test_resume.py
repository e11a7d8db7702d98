"""Real trainer processes: killed, stopped and damaged, they end where an undisturbed one does."""

import shutil
import signal
from functools import partial
from pathlib import Path

import pytest
from safetensors.torch import load_file, save_file

from easytune.contract.error_codes import ErrorCode
from easytune.contract.events import CheckpointSaved, Evaluation, Failed, Finished, Started, Step, Stopped, Verified
from easytune.contract.train_spec import TrainSpec
from easytune.trainer import verify
from tests.trainer.tiny import Attempt, spec_of, write_rows

STEPS_PER_EPOCH = 27


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, tiny_model: Path, tiny_rows: Path) -> Attempt:
    """One attempt that nobody touches."""
    attempt = Attempt.prepare(tmp_path_factory.mktemp("undisturbed") / "1", spec_of(tiny_model, tiny_rows)).start()
    assert attempt.wait() == 0, attempt.folder.stdout.read_text()
    return attempt


def weights(attempt: Attempt) -> bytes:
    return (attempt.folder.output / "model.safetensors").read_bytes()


def last_weights(attempt: Attempt) -> bytes:
    return (attempt.folder.good / f"step-{attempt.committed_steps()[0]}" / "model.safetensors").read_bytes()


def has_reached(attempt: Attempt, step: int) -> bool:
    return max(attempt.committed_steps(), default=0) >= step


def evaluations(attempts: list[Attempt]) -> dict[int, tuple[float, float | None]]:
    found = [event for attempt in attempts for event in attempt.events() if isinstance(event, Evaluation)]
    return {event.step: (event.loss, event.macro_f1) for event in found}


def test_an_undisturbed_run_says_all_that_it_does(undisturbed: Attempt):
    events = undisturbed.events()
    assert isinstance(events[0], Started)
    assert isinstance(events[-1], Finished)
    assert [event.step for event in events if isinstance(event, Evaluation)] == [27, 54, 81]
    assert [event.step for event in events if isinstance(event, CheckpointSaved)][:3] == [0, 4, 8]
    assert events[-1].metrics["accuracy"] >= 0.75
    assert events[-1].train_rows_seen == 3 * 216
    assert max(event.step for event in events if isinstance(event, Step)) == 81


def test_the_output_passes_a_fresh_process_and_the_base_does_not(undisturbed: Attempt, tiny_model: Path):
    assert verify.main([str(undisturbed.folder.path)]) == 0
    verified = Verified.model_validate_json(undisturbed.folder.verified.read_text())
    assert (verified.loads, verified.differs_from_base) == (True, True)
    spec = TrainSpec.model_validate_json(undisturbed.folder.spec.read_text())
    trained_nothing = spec.model_copy(update={"model": spec.model.model_copy(update={"folder": str(undisturbed.folder.output)})})
    same = verify.verify_output(undisturbed.folder.output, trained_nothing)
    assert (same.loads, same.differs_from_base) == (True, False)


def test_a_run_killed_in_every_epoch_and_while_saving_ends_bit_equal(
    undisturbed: Attempt, tmp_path: Path, tiny_model: Path, tiny_rows: Path
):
    attempts = [Attempt.prepare(tmp_path / "1", spec_of(tiny_model, tiny_rows)).start()]
    saving = attempts[0].folder.work
    attempts[0].kill_when(lambda: any(path.name != "checkpoint-0" for path in saving.glob("checkpoint-*")))
    for step in (STEPS_PER_EPOCH + 5, STEPS_PER_EPOCH + 17, 2 * STEPS_PER_EPOCH + 9):
        attempts.append(attempts[-1].next_attempt().start())
        attempts[-1].kill_when(partial(has_reached, attempts[-1], step))
    attempts.append(attempts[-1].next_attempt().start())
    assert attempts[-1].wait() == 0
    assert last_weights(attempts[-1]) == last_weights(undisturbed)
    assert weights(attempts[-1]) == weights(undisturbed)
    assert evaluations(attempts) == evaluations([undisturbed])


def test_stop_keeps_the_work_and_resume_ends_where_an_undisturbed_run_does(
    undisturbed: Attempt, tmp_path: Path, tiny_model: Path, tiny_rows: Path
):
    first = Attempt.prepare(tmp_path / "1", spec_of(tiny_model, tiny_rows)).start()
    first.when(lambda: has_reached(first, 12))
    first.folder.stop.write_text("save")
    assert first.wait() == 0
    stopped = first.events()[-1]
    assert isinstance(stopped, Stopped)
    assert stopped.saved
    assert first.committed_steps()[0] == stopped.step
    assert weights(first) == last_weights(first)
    second = first.next_attempt().start()
    second.when(lambda: has_reached(second, STEPS_PER_EPOCH + 4)).send_signal(signal.SIGTERM)
    assert second.wait() == 75
    assert not isinstance(second.events()[-1], Finished | Failed | Stopped)
    damaged = second.folder.good / f"step-{second.committed_steps()[0]}" / "optimizer.pt"
    flip_a_bit(damaged)
    third = second.next_attempt().start()
    assert third.wait() == 0
    assert weights(third) == weights(undisturbed)
    assert (damaged.parent.parent / f"bad-{damaged.parent.name}").is_dir()
    assert "damaged" in third.folder.log.read_text()


def test_patience_ends_a_run_early_with_its_best_weights_and_a_resume_trains_no_further(tmp_path: Path, tiny_model: Path, tiny_rows: Path):
    spec = spec_of(tiny_model, tiny_rows, epochs=30, learning_rate=5e-3, early_stopping_patience=1)
    first = Attempt.prepare(tmp_path / "1", spec).start()
    assert first.wait() == 0
    measured = [event for event in first.events() if isinstance(event, Evaluation)]
    assert len(measured) < 30
    assert [event.best for event in measured] == [True] * (len(measured) - 1) + [False]
    best = first.folder.good / f"step-{measured[-2].step}" / "model.safetensors"
    assert weights(first) == best.read_bytes() != last_weights(first)
    second = first.next_attempt().start()
    assert second.wait() == 0
    assert not any(isinstance(event, Step) for event in second.events())
    assert weights(second) == weights(first)
    assert isinstance(ended := second.events()[-1], Finished)
    assert ended.metrics["macro_f1"] == measured[-2].macro_f1


def test_a_loss_that_is_no_number_ends_the_run_with_its_step(tmp_path: Path, tiny_model: Path):
    model = tmp_path / "poisoned"
    poison(tiny_model, model)
    rows = write_rows(tmp_path / "rows.parquet", 240, poisoned=40)
    attempt = Attempt.prepare(tmp_path / "1", spec_of(model, rows)).start()
    assert attempt.wait() == 1
    failed = attempt.events()[-1]
    assert isinstance(failed, Failed)
    assert failed.code is ErrorCode.DIVERGED
    assert not attempt.folder.output.exists()


def flip_a_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def poison(source: Path, target: Path) -> None:
    """A copy of a model in which the word poison overflows."""
    shutil.copytree(source, target)
    tensors = load_file(target / "model.safetensors")
    tensors["embeddings.word_embeddings.weight"][-1] = 3e38
    save_file(tensors, target / "model.safetensors", metadata={"format": "pt"})
