"""Scores, patience and diagnosis: small things that decide what a user is told."""

import errno

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, log_loss

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.trainer.data import Example
from easytune.trainer.diagnose import diagnose
from easytune.trainer.judge import Judge
from easytune.trainer.manifest import Progress
from easytune.trainer.objectives import Collator
from easytune.trainer.scores import Scores, score

LABELS = ("a", "b", "c")


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=60), st.integers(0, 1000))
def test_scores_agree_with_scikit_learn(pairs, seed):
    truth = np.array([true for true, _ in pairs])
    logits = np.random.default_rng(seed).normal(size=(len(pairs), 3)).astype(np.float32)
    logits[np.arange(len(pairs)), [guess for _, guess in pairs]] += 5
    found, guesses = score(logits, truth, LABELS), logits.argmax(axis=1)
    probabilities = np.exp(logits.astype(np.float64)) / np.exp(logits.astype(np.float64)).sum(axis=1, keepdims=True)
    assert found.accuracy == pytest.approx(accuracy_score(truth, guesses))
    assert found.macro_f1 == pytest.approx(f1_score(truth, guesses, labels=sorted(set(truth.tolist())), average="macro", zero_division=0.0))
    assert found.loss == pytest.approx(log_loss(truth, probabilities, labels=[0, 1, 2]))
    assert [list(row) for row in found.confusion] == confusion_matrix(truth, guesses, labels=[0, 1, 2]).tolist()


def test_a_batch_is_padded_to_a_multiple_of_eight_and_counted():
    collator = Collator(pad_token_id=7)
    batch = collator([Example(np.array([1, 2, 3], dtype=np.int32), np.array(1)), Example(np.arange(9, dtype=np.int32), np.array(0))])
    assert batch["input_ids"].shape == (2, 16)
    assert batch["input_ids"][0, 3:].unique().tolist() == [7]
    assert batch["attention_mask"].sum(dim=1).tolist() == [3, 9]
    assert batch["labels"].tolist() == [1, 0]
    collator.used()
    assert (collator.rows, collator.tokens) == (2, 12)


def test_a_batch_that_was_fetched_ahead_or_only_measured_on_does_not_count():
    collator = Collator(pad_token_id=7)
    row = Example(np.arange(5, dtype=np.int32), np.array(0))
    collator([row])
    collator([row, row])
    collator.apart()([row, row, row])
    collator.used()
    assert (collator.rows, collator.tokens) == (1, 5)


def scores(macro_f1: float, loss: float) -> Scores:
    return Scores(loss=loss, accuracy=macro_f1, macro_f1=macro_f1, per_class=(), confusion=())


def test_patience_runs_out_after_that_many_evaluations_without_improvement():
    judge = Judge(Progress(), patience=2)
    assert judge.consider(10, scores(0.8, 0.5))
    assert not judge.consider(20, scores(0.8, 0.6))
    assert not judge.out_of_patience
    resumed = Judge(judge.progress, patience=2)
    assert not resumed.consider(30, scores(0.7, 0.1))
    assert resumed.out_of_patience
    assert resumed.progress.best_step == 10


def test_an_equal_f1_with_a_lower_loss_is_better_and_no_number_never_is():
    judge = Judge(Progress(), patience=None)
    judge.consider(10, scores(0.8, 0.5))
    assert judge.consider(20, scores(0.8, 0.4))
    assert not judge.consider(30, scores(0.9, float("nan")))
    assert not judge.out_of_patience


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (RunFailed(ErrorCode.REMOTE_CODE, files="x.py"), ErrorCode.REMOTE_CODE),
        (MemoryError(), ErrorCode.OUT_OF_MEMORY),
        (torch.OutOfMemoryError("CUDA out of memory"), ErrorCode.OUT_OF_MEMORY),
        (RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried to allocate"), ErrorCode.OUT_OF_MEMORY),
        (OSError(errno.ENOSPC, "No space left on device"), ErrorCode.DISK_FULL_NOW),
        (RuntimeError("PytorchStreamWriter failed writing file data/3: file write failed"), ErrorCode.DISK_FULL_NOW),
        (KeyError("label"), ErrorCode.CRASHED),
    ],
)
def test_an_exception_becomes_a_code_that_a_user_understands(problem: Exception, code: ErrorCode):
    assert diagnose(problem).code is code


def test_a_crash_names_its_class_and_first_line():
    assert diagnose(ValueError("no\nand more")).params == {"reason": "ValueError: no"}
