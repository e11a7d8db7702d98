"""Guessing passwords gets slower and slower."""

import pytest

from easytune.accounts.throttle import FREE_FAILURES, LONGEST_WAIT_SECONDS, LoginThrottle
from easytune.core.errors import TooManyRequests


class Clock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def waits(throttle: LoginThrottle, name: str = "ada", address: str = "1.2.3.4") -> int:
    """Seconds left, 0 when the try is let through."""
    try:
        throttle.enter(name, address)
    except TooManyRequests as refused:
        return int(refused.params["seconds"])
    return 0


def test_the_wait_begins_after_five_failures_and_doubles() -> None:
    clock = Clock()
    throttle = LoginThrottle(clock)
    assert [waits(throttle) for _ in range(FREE_FAILURES)] == [0] * FREE_FAILURES
    assert waits(throttle) == 30
    clock.seconds += 29
    assert waits(throttle) == 1
    clock.seconds += 1
    assert waits(throttle) == 0
    assert waits(throttle) == 60
    clock.seconds += 60
    assert (waits(throttle), waits(throttle)) == (0, 120)


def test_a_thousand_tries_in_a_day_become_a_few() -> None:
    clock = Clock()
    throttle = LoginThrottle(clock)
    let_through = 0
    for _ in range(1000):
        let_through += waits(throttle) == 0
        clock.seconds += 86.4
    assert let_through < 40


def test_the_wait_has_an_end() -> None:
    clock = Clock()
    throttle = LoginThrottle(clock)
    for _ in range(40):
        waits(throttle)
        clock.seconds += LONGEST_WAIT_SECONDS
    waits(throttle)
    assert waits(throttle) == LONGEST_WAIT_SECONDS


def test_others_are_not_held_up() -> None:
    throttle = LoginThrottle(Clock())
    for _ in range(FREE_FAILURES + 1):
        waits(throttle)
    assert waits(throttle, address="1.2.3.5") == 0
    assert waits(throttle, name="bob") == 0
    assert waits(throttle, name="ADA") == 30


def test_success_forgets_the_failures() -> None:
    throttle = LoginThrottle(Clock())
    for _ in range(FREE_FAILURES - 1):
        waits(throttle)
    throttle.succeeded("ada", "1.2.3.4")
    assert [waits(throttle) for _ in range(FREE_FAILURES)] == [0] * FREE_FAILURES


def test_a_flood_of_names_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("easytune.accounts.throttle.MAX_REMEMBERED", 100)
    throttle = LoginThrottle(Clock())
    for number in range(1000):
        waits(throttle, name=str(number))
    assert len(throttle._records) == 100
