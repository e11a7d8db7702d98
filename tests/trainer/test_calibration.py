"""The temperature undoes what was multiplied into honest logits, and never makes the calibration error larger."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from easytune.trainer.calibration import calibration_error, fit, probabilities

CHANCE = np.random.default_rng(5)


def honest(rows: int, classes: int) -> tuple[np.ndarray, np.ndarray]:
    """Logits, and a truth drawn with exactly their probabilities."""
    logits = CHANCE.normal(size=(rows, classes)) * 2
    chances = probabilities(logits, several=False)
    return logits, np.array([CHANCE.choice(classes, p=row) for row in chances])


@pytest.mark.parametrize("factor", [0.5, 3.0])
def test_the_temperature_is_what_the_logits_were_multiplied_with(factor: float):
    logits, truth = honest(6000, 4)
    fitted = fit((logits * factor).astype(np.float32), truth)
    assert fitted.temperature == pytest.approx(factor, rel=0.1)
    assert fitted.error_after < fitted.error_before / 2


def test_with_several_labels_every_label_is_a_decision_of_its_own():
    logits = CHANCE.normal(size=(4000, 3)) * 2
    truth = (CHANCE.random((4000, 3)) < probabilities(logits, several=True)).astype(np.int8)
    fitted = fit((logits * 4).astype(np.float32), truth)
    assert fitted.temperature == pytest.approx(4, rel=0.1)
    assert sum(one.rows for one in fitted.bins) == 12000


@settings(deadline=None)
@given(st.integers(0, 1000), st.integers(50, 200), st.integers(2, 5))
def test_the_error_never_grows_and_the_answer_never_changes(seed: int, rows: int, classes: int):
    random = np.random.default_rng(seed)
    logits = random.normal(size=(rows, classes)).astype(np.float32) * float(random.uniform(0.1, 10))
    truth = random.integers(0, classes, size=rows)
    fitted, again = fit(logits, truth), fit(logits, truth)
    assert fitted == again
    assert fitted.error_after <= fitted.error_before


def test_the_error_is_the_mean_gap_between_confidence_and_correctness():
    confidence, right = np.array([0.9, 0.9, 0.9, 0.9, 0.55, 0.55]), np.array([True, True, True, False, True, False])
    error, bins = calibration_error(confidence, right)
    assert error == pytest.approx((4 * 0.15 + 2 * 0.05) / 6)
    assert [(one.rows, round(one.accuracy, 2)) for one in bins] == [(2, 0.5), (4, 0.75)]


def test_logits_far_apart_overflow_nowhere():
    logits = np.array([[1e4, -1e4], [-1e4, 1e4]] * 40, dtype=np.float32)
    assert fit(logits, np.array([0, 1] * 40)).error_after == 0.0
    assert fit(logits, np.eye(2, dtype=np.int8)[[0, 1] * 40]).error_after == 0.0
