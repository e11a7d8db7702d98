"""Decides which waiting runs start now, given what runs already. Pure; knows no database, no file and no process."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Waiting:
    """A PENDING run, as far as the choice needs it."""

    run_id: int
    attempt: int
    kind: str


def choose(waiting: Iterable[Waiting], running_kinds: Iterable[str], slots: Mapping[str, int], not_yet: Collection[int]) -> list[Waiting]:
    """The runs to start, in the order given, at most slots[kind] of a kind at once; those in not_yet (ids) are passed over."""
    taken = Counter(running_kinds)
    chosen = []
    for run in waiting:
        if run.run_id not in not_yet and taken[run.kind] < slots[run.kind]:
            taken[run.kind] += 1
            chosen.append(run)
    return chosen
