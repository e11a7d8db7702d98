"""Several labels a text: a split of the planned size with every label in both parts, scores as scikit-learn has them, and weights."""

from pathlib import Path

import numpy as np
import pyarrow
import pyarrow.parquet
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, f1_score, log_loss
from sklearn.utils.class_weight import compute_class_weight
from transformers.utils.generic import ModelOutput

from easytune.contract.objective import ClassWeights
from easytune.contract.split import held_out_rows
from easytune.modeling.load import load_tokenizer
from easytune.trainer.data import TokenRows, prepare
from easytune.trainer.objectives import Objective, balanced_weights
from easytune.trainer.scores import score_several
from easytune.trainer.several_labels import held_out
from tests.trainer.tiny import data_ref, spec_of


def rows_with(labels: np.ndarray) -> TokenRows:
    count = len(labels)
    return TokenRows(np.arange(count, dtype=np.int32), np.arange(count + 1), labels, np.zeros(count, dtype=np.bool_))


@given(st.integers(0, 1000), st.integers(2, 300), st.sampled_from([0.05, 0.1, 0.3]))
def test_the_split_has_the_planned_size_and_follows_the_seed_alone(seed: int, rows: int, share: float):
    has = (np.random.default_rng(seed).random((rows, 4)) < [0.5, 0.2, 0.05, 0.01]).astype(np.int8)
    kept = held_out(has, share, seed)
    assert kept.sum() == held_out_rows(rows, share)
    assert (kept == held_out(has, share, seed)).all()


def test_every_label_has_its_share_of_both_parts_even_a_rare_one():
    has = (np.random.default_rng(3).random((2000, 3)) < [0.6, 0.1, 0.01]).astype(np.int8)
    kept = held_out(has, 0.1, seed=1)
    assert has[kept].sum(axis=0) / has.sum(axis=0) == pytest.approx([0.1, 0.1, 0.1], abs=0.03)


def test_the_only_row_of_a_label_is_trained_on():
    has = np.zeros((100, 2), dtype=np.int8)
    has[:50, 0], has[7, 1] = 1, 1
    assert not any(held_out(has, 0.3, seed)[7] for seed in range(20))


@given(st.integers(0, 10_000), st.integers(1, 40))
def test_scores_agree_with_scikit_learn(seed: int, rows: int):
    random = np.random.default_rng(seed)
    logits, truth = random.normal(size=(rows, 3)).astype(np.float32), (random.random((rows, 3)) < 0.4).astype(np.int8)
    found, guesses = score_several(logits, truth, ("a", "b", "c")), logits >= 0
    assert found.accuracy == pytest.approx(accuracy_score(truth, guesses))
    assert found.micro_f1 == pytest.approx(f1_score(truth, guesses, average="micro", zero_division=0.0))
    each = f1_score(truth, guesses, average=None, zero_division=0.0)
    assert found.macro_f1 == pytest.approx(np.mean(each[truth.any(axis=0)]) if truth.any() else 0.0)
    chances = 1 / (1 + np.exp(-logits.astype(np.float64)))
    assert found.loss == pytest.approx(log_loss(truth.reshape(-1), chances.reshape(-1), labels=[0, 1]))


def test_lists_of_labels_become_ones_and_zeros_and_a_text_without_any_stays(tmp_path: Path, tiny_model: Path):
    labels = pyarrow.array([["bad", "good"], [], ["good"], ["bad"]] * 10, pyarrow.list_(pyarrow.string()))
    pyarrow.parquet.write_table(pyarrow.table({"text": ["word1 word2"] * 40, "labels": labels}), tmp_path / "rows.parquet")
    spec = spec_of(tiny_model, tmp_path / "rows.parquet").model_copy(update={"labels": ("bad", "good"), "multi_label": True})
    spec = spec.model_copy(update={"train": data_ref(tmp_path / "rows.parquet")})
    split = prepare(spec, load_tokenizer(tiny_model), lambda _rows: None)
    assert (len(split.train), len(split.validation)) == (36, 4)
    assert split.train.labels.sum(axis=0).tolist() == [18, 18]
    assert split.validation.labels.tolist() == [[[1, 1], [0, 0], [0, 1], [1, 0]][line % 4] for line in split.validation_lines]


def test_balanced_weights_are_those_of_scikit_learn_and_of_the_ratio_where_labels_are_several():
    labels = np.array([0] * 70 + [1] * 20 + [2] * 10)
    expected = compute_class_weight("balanced", classes=np.array([0, 1, 2]), y=labels)
    assert balanced_weights(rows_with(labels), 3).tolist() == pytest.approx(expected.tolist())
    several = np.array([[1, 0, 0]] * 25 + [[0, 1, 0]] * 75, dtype=np.int8)
    assert balanced_weights(rows_with(several), 3).tolist() == pytest.approx([3, 1 / 3, 1])


def test_the_loss_weighs_rare_labels_more_only_when_asked():
    rows = rows_with(np.array([0] * 90 + [1] * 10))
    outputs, truth = ModelOutput(logits=torch.tensor([[2.0, 0.0], [2.0, 0.0]])), torch.tensor([0, 1])
    plain, balanced = (Objective(rows, 2, weights)(outputs, truth) for weights in (ClassWeights.NONE, ClassWeights.BALANCED))
    assert plain.item() == pytest.approx(torch.nn.functional.cross_entropy(outputs["logits"], truth).item())
    assert balanced > plain
