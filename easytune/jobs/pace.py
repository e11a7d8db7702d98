"""How fast a job goes, how long it took and how long it will take, from the ends of its journals. Knows files, no database.

Blocking: call it in a thread. Reads two small pieces of each attempt's journal, however long that is.
"""

import math
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from easytune.contract.events import AnyEvent, Evaluation, Finished, Started, Step
from easytune.contract.run_folder import RunFolder
from easytune.jobs.journal import parse
from easytune.jobs.lines import Line, lines_after, size_of

TAIL_BYTES = 64 << 10
STEPS_BEFORE_ETA = 20


@dataclass(frozen=True)
class Asked:
    """A job as its row is: epochs and total_steps of the plan; live while it has not ended."""

    run_id: int
    attempts: int
    live: bool
    training: bool
    total_steps: int | None
    epochs: int
    ended_at: datetime | None


@dataclass(frozen=True)
class Pace:
    """rows_per_second: of the last step while training, of the whole training once finished.

    eta_seconds: to the last step, evaluations included; null before 20 steps of an attempt and whenever it does not train.
    elapsed_seconds: time in attempts; waiting in the queue between them is not counted.
    """

    rows_per_second: float | None
    eta_seconds: float | None
    elapsed_seconds: float | None


def pace_of(runs: Path, asked: Asked, now: datetime) -> Pace:
    tails = [_tail(RunFolder.of(runs, asked.run_id, attempt)) for attempt in range(1, asked.attempts + 1)]
    events = tails[-1]
    steps = [event for event in events if isinstance(event, Step)]
    finished = next((event for event in events if isinstance(event, Finished)), None)
    rows_per_second: float | None = None
    if finished is not None and finished.train_seconds > 0:
        rows_per_second = finished.train_rows_seen / finished.train_seconds
    elif asked.training and steps:
        rows_per_second = steps[-1].rows_per_second
    return Pace(rows_per_second, _eta(asked, events, steps), _elapsed(asked, tails, now))


def _eta(asked: Asked, events: list[AnyEvent], steps: list[Step]) -> float | None:
    if not asked.training or asked.total_steps is None or not steps:
        return None
    first, last = steps[0], steps[-1]
    done = last.step - first.step
    if done < STEPS_BEFORE_ETA:
        return None
    left = max(0, asked.total_steps - last.step)
    evaluation_seconds = next((event.seconds for event in reversed(events) if isinstance(event, Evaluation)), 0.0)
    evaluations_left = math.ceil(left * asked.epochs / asked.total_steps) if asked.total_steps else 0
    return left * (last.elapsed_seconds - first.elapsed_seconds) / done + evaluations_left * evaluation_seconds


def _elapsed(asked: Asked, tails: list[list[AnyEvent]], now: datetime) -> float | None:
    seconds: float | None = None
    for place, events in enumerate(tails, start=1):
        times = [event.at for event in events if event.at is not None]
        if not times:
            continue
        end = times[-1]
        if place == len(tails):
            end = now if asked.live else max(end, asked.ended_at or end)
        seconds = (seconds or 0.0) + max(0.0, (end - times[0]).total_seconds())
    return seconds


def _tail(folder: RunFolder) -> list[AnyEvent]:
    """The first event and the last ones of an attempt, since its last start."""
    path, start = folder.events, max(0, size_of(folder.events) - TAIL_BYTES)
    lines = lines_after(path, start, max_bytes=2 * TAIL_BYTES)
    if start > 0:
        lines = [*_first_line(path), *lines[1:]]  # the first of the tail is cut
    events = [event for line in lines if (event := parse(line.content, path)) is not None]
    begun = max((place for place, event in enumerate(events) if isinstance(event, Started)), default=0)
    return events[begun:]


def _first_line(path: Path) -> list[Line]:
    return lines_after(path, 0, max_bytes=4 << 10)[:1]
