"""A LoRA training that was killed ends bit for bit where an undisturbed one does."""

from pathlib import Path

from easytune.contract.events import Failed, Started
from tests.trainer.tiny import Attempt, spec_of

STEPS_PER_EPOCH = 27
TUNING = {"kind": "lora", "rank": 4, "dropout": 0.1}


def weights(attempt: Attempt) -> list[bytes]:
    """The adapter and the merged model of the output, and the adapter of the last checkpoint."""
    last = attempt.folder.good / f"step-{attempt.committed_steps()[0]}"
    files = (attempt.folder.output / "adapter" / "adapter_model.safetensors", attempt.folder.output / "model.safetensors")
    return [path.read_bytes() for path in (*files, last / "adapter_model.safetensors")]


def test_killed_in_its_second_epoch_an_adapter_ends_bit_equal(tmp_path: Path, tiny_model: Path, tiny_rows: Path):
    spec = spec_of(tiny_model, tiny_rows, epochs=2, tuning=TUNING, learning_rate=1e-2).model_copy(update={"threads": 1})
    undisturbed = Attempt.prepare(tmp_path / "whole" / "1", spec).start()
    killed = Attempt.prepare(tmp_path / "killed" / "1", spec).start()
    killed.kill_when(lambda: max(killed.committed_steps(), default=0) >= STEPS_PER_EPOCH + 5)
    resumed = killed.next_attempt().start()
    assert (undisturbed.wait(), resumed.wait()) == (0, 0), resumed.folder.stdout.read_text()[-2000:]
    started = resumed.events()[0]
    assert isinstance(started, Started)
    assert (started.resumed_from_step or 0) > STEPS_PER_EPOCH
    assert not any(isinstance(event, Failed) for event in resumed.events())
    assert weights(resumed) == weights(undisturbed)
