"""A training on conversations that was killed, stopped and damaged ends bit for bit where an undisturbed one does."""

import signal
from pathlib import Path

import pytest

from easytune.contract.events import Evaluation, Failed, Sample, Started
from tests.trainer.test_resume import flip_a_bit
from tests.trainer.tiny import Attempt
from tests.trainer.tiny_chat import chat_spec, write_language_model, write_sums

STEPS_PER_EPOCH = 14
WAYS: dict[str, dict[str, object]] = {"full": {"kind": "full"}, "lora": {"kind": "lora", "rank": 4, "dropout": 0.1}}


def weights(attempt: Attempt) -> list[bytes]:
    """Of the output, and of the last checkpoint."""
    last = attempt.folder.good / f"step-{attempt.committed_steps()[0]}"
    return [(attempt.folder.output / "model.safetensors").read_bytes(), *(path.read_bytes() for path in sorted(last.glob("*.safetensors")))]


def losses(attempts: list[Attempt]) -> dict[int, float]:
    return {event.step: event.loss for attempt in attempts for event in attempt.events() if isinstance(event, Evaluation)}


@pytest.mark.parametrize("way", WAYS)
def test_killed_damaged_and_handed_over_it_ends_bit_equal(tmp_path: Path, way: str):
    model, rows = write_language_model(tmp_path / "llama"), write_sums(tmp_path / "rows.parquet")
    spec = chat_spec(model, rows, tuning=WAYS[way], epochs=3, dropout=0.1)
    undisturbed = Attempt.prepare(tmp_path / "whole" / "1", spec).start()
    killed = Attempt.prepare(tmp_path / "killed" / "1", spec).start()
    killed.kill_when(lambda: max(killed.committed_steps(), default=0) >= 6)
    damaged = killed.folder.good / f"step-{killed.committed_steps()[0]}" / "optimizer.pt"
    flip_a_bit(damaged)
    handed_over = killed.next_attempt().start()
    handed_over.when(lambda: max(handed_over.committed_steps(), default=0) > STEPS_PER_EPOCH).send_signal(signal.SIGTERM)
    assert handed_over.wait() == 75
    resumed = handed_over.next_attempt().start()
    assert (undisturbed.wait(), resumed.wait()) == (0, 0), resumed.folder.stdout.read_text()[-2000:]
    attempts = [killed, handed_over, resumed]
    started = [event for attempt in attempts for event in attempt.events() if isinstance(event, Started)]
    assert (damaged.parent.parent / f"bad-{damaged.parent.name}").is_dir()
    assert (started[2].resumed_from_step or 0) > STEPS_PER_EPOCH > (started[1].resumed_from_step or 0)
    assert not any(isinstance(event, Failed) for attempt in attempts for event in attempt.events())
    assert weights(resumed) == weights(undisturbed)
    assert losses(attempts) == losses([undisturbed])
    assert not any(event.step == 0 for event in resumed.events() if isinstance(event, Sample))
