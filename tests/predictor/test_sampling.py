"""The next token is chosen as the request says, with a chance of its own."""

from collections import Counter

import pytest
import torch

from easytune.contract.generate import Sampling
from easytune.predictor.sampling import Chooser

CHANCES = torch.tensor([0.5, 0.3, 0.15, 0.05])


def drawn(prompt: tuple[int, ...] = (), times: int = 2000, **sampling: object) -> Counter[int]:
    chooser = Chooser(Sampling.model_validate({"top_p": 1, "temperature": 1, "seed": 4, **sampling}), prompt)
    return Counter(chooser.choose(CHANCES.log()) for _ in range(times))


def test_temperature_one_draws_by_the_chances() -> None:
    found = drawn()
    assert [found[token] / 2000 for token in range(4)] == pytest.approx(CHANCES.tolist(), abs=0.04)


def test_temperature_sharpens_and_zero_takes_the_likeliest() -> None:
    assert drawn(temperature=0, times=50) == {0: 50}
    sharp = (CHANCES.log() / 0.5).softmax(0).tolist()
    found = drawn(temperature=0.5)
    assert [found[token] / 2000 for token in range(4)] == pytest.approx(sharp, abs=0.04)


@pytest.mark.parametrize(("top_p", "tokens"), [(0.4, {0}), (0.5, {0}), (0.6, {0, 1}), (0.81, {0, 1, 2}), (0.99, {0, 1, 2, 3})])
def test_top_p_keeps_the_smallest_set_that_reaches_it(top_p: float, tokens: set[int]) -> None:
    assert set(drawn(top_p=top_p)) == tokens


def test_used_tokens_are_less_likely_under_a_penalty() -> None:
    assert drawn(prompt=(0,), temperature=0, repetition_penalty=2, times=1) == {1: 1}
    scores = torch.tensor([2.0, 1.5, -3.0])
    chooser = Chooser(Sampling(temperature=0, repetition_penalty=1.5), (2,))
    assert [chooser.choose(scores.clone()) for _ in range(2)] == [0, 1]


def test_the_same_seed_draws_the_same_and_none_does_not() -> None:
    def twenty(seed: int | None) -> list[int]:
        chooser = Chooser(Sampling(temperature=2, top_p=1, seed=seed), ())
        return [chooser.choose(torch.zeros(1000)) for _ in range(20)]

    assert twenty(7) == twenty(7) != twenty(8)
    assert twenty(None) != twenty(None)
