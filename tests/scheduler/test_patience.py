"""How long a failing run is left alone, on a clock of our own. Knows no run."""

from easytune.scheduler.patience import Patience


class _Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_pause_doubles_with_every_failure_and_ends():
    clock = _Clock()
    patience = Patience(clock)
    pauses = []
    for _ in range(9):
        patience.note_failure(1)
        start = clock.now
        while patience.resting():
            clock.now += 0.5
        pauses.append(clock.now - start)
    assert pauses == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]


def test_forgiving_starts_the_count_anew():
    patience = Patience(_Clock())
    assert [patience.note_failure(1), patience.note_failure(1), patience.note_failure(2)] == [1, 2, 1]
    patience.forgive(1)
    assert (patience.failures(1), patience.resting()) == (0, {2})


def test_runs_that_are_gone_are_forgotten():
    patience = Patience(_Clock())
    patience.note_failure(1)
    patience.wait(2, 5)
    patience.keep_only({2})
    assert patience.resting() == {2}
