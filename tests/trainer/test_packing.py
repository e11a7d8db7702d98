"""Rows that lie one behind the other are learned exactly as if each were alone, without any seeing another."""

from pathlib import Path

import numpy as np
import pytest
import torch

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.modeling.language_model import load_language_model
from easytune.modeling.packed_attention import PLAIN_TOKENS, packed_attention
from easytune.trainer.conversations import Spoken
from easytune.trainer.packing import Packer, mean_loss, summed_loss
from tests.trainer.tiny_chat import write_language_model


def rows_of(*lengths: int) -> list[Spoken]:
    chance = np.random.default_rng(2)
    return [Spoken(chance.integers(3, 259, length).astype(np.int32), chance.random(length) < 0.6) for length in lengths]


def losses_and_gradients(folder: Path, rows: list[Spoken], attention: str, together: bool) -> tuple[float, dict[str, torch.Tensor]]:
    """Of the mean over all learned tokens."""
    model = load_language_model(folder, attention="packed" if attention == "packed" else "eager").train()
    packer = Packer()
    batches = [packer(rows)] if together else [packer([row]) for row in rows]
    tokens = sum(len(batch["labels"]) for batch in batches)
    total = 0.0
    for batch in batches:
        labels = batch.pop("labels")
        if attention != "packed":
            batch.pop("row_lengths")
        loss = mean_loss(model(**batch), labels) * len(labels) / tokens
        loss.backward()
        total += float(loss.detach())
    return total, {name: weight.grad for name, weight in model.named_parameters() if weight.grad is not None}


@pytest.mark.parametrize("architecture", ["llama", "qwen2", "qwen3", "mistral"])
def test_packed_rows_have_the_loss_and_the_gradients_of_rows_alone(architecture: str, tmp_path: Path):
    folder, rows = write_language_model(tmp_path / architecture, architecture), rows_of(17, 3, 40, 9)
    loss, gradients = losses_and_gradients(folder, rows, "packed", together=True)
    expected, alone = losses_and_gradients(folder, rows, "plain products of the library", together=False)
    assert loss == pytest.approx(expected, rel=1e-6)
    assert gradients.keys() == alone.keys()
    for name, gradient in gradients.items():
        torch.testing.assert_close(gradient, alone[name], rtol=2e-4, atol=2e-6)


def test_without_the_lengths_rows_would_see_each_other(tmp_path: Path):
    model = load_language_model(write_language_model(tmp_path / "llama"), attention="packed")
    batch = Packer()(rows_of(17, 30))
    labels = batch.pop("labels")
    with torch.inference_mode():
        apart, as_one = (summed_loss(model(**batch | {"row_lengths": lengths}), labels) for lengths in ((17, 30), (47,)))
    assert abs(apart - as_one) > 1e-3


def test_the_first_token_of_a_row_is_never_learned_from_the_row_before():
    rows = [Spoken(np.array([5, 6, 7], dtype=np.int32), np.ones(3, dtype=np.bool_)) for _ in range(2)]
    batch = Packer()(rows)
    assert batch["labels"].tolist() == [6, 7, 6, 7]
    assert batch["logits_to_keep"].tolist() == [0, 1, 3, 4]
    assert batch["position_ids"].tolist() == [[0, 1, 2, 0, 1, 2]]
    assert rows[0].learned.all()


def test_a_sum_of_losses_is_the_mean_times_its_tokens(tmp_path: Path):
    model = load_language_model(write_language_model(tmp_path / "llama"), attention="packed")
    batch = Packer()(rows_of(12, 20))
    labels = batch.pop("labels")
    with torch.inference_mode():
        outputs = model(**batch)
    assert summed_loss(outputs, labels) == pytest.approx(float(mean_loss(outputs, labels)) * len(labels), rel=1e-5)


@pytest.mark.parametrize("length", [1, 7, PLAIN_TOKENS, PLAIN_TOKENS + 1])
def test_in_bf16_short_and_long_rows_are_attended_to_alike(length: int):
    chance = torch.Generator().manual_seed(1)
    shapes = ((1, 4, length, 8), (1, 2, length, 8), (1, 2, length, 8))
    parts = [torch.randn(shape, generator=chance).to(torch.bfloat16).requires_grad_() for shape in shapes]
    wide = [part.detach().float().requires_grad_() for part in parts]
    answers = [packed_attention(torch.nn.Module(), q, k, v, None, row_lengths=(length,))[0] for q, k, v in (parts, wide)]
    torch.testing.assert_close(answers[0].float(), answers[1], rtol=0.02, atol=0.02)
    for answer in answers:
        answer.float().square().sum().backward()
    for part, expected in zip(parts, wide, strict=True):
        assert part.grad is not None
        assert expected.grad is not None
        torch.testing.assert_close(part.grad.float(), expected.grad, rtol=0.05, atol=0.1)


def test_a_sliding_window_is_kept_and_attention_of_another_kind_is_refused():
    chance = torch.Generator().manual_seed(1)
    query, key, value = (torch.randn(1, 2, 12, 4, generator=chance) for _ in range(3))
    near, _ = packed_attention(torch.nn.Module(), query, key, value, None, row_lengths=(12,), sliding_window=3)
    last, _ = packed_attention(torch.nn.Module(), query[:, :, -3:], key[:, :, -3:], value[:, :, -3:], None, row_lengths=(3,))
    torch.testing.assert_close(near[:, -1], last[:, -1])
    with pytest.raises(RunFailed) as refused:
        packed_attention(torch.nn.Module(), query, key, value, None, row_lengths=(12,), softcap=30.0)
    assert refused.value.code is ErrorCode.ARCHITECTURE_UNSUPPORTED
