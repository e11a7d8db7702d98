"""Everything the journals of a job's attempts said, read once and then only what was appended. Knows files, no database.

One per job and process, kept for the 16 jobs looked at last. Blocking: call it in a thread.
"""

import logging
import threading
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from easytune.contract.events import AnyEvent, Calibrated, Evaluation, Plan, Sample, Started, Step, event_adapter
from easytune.contract.run_folder import RunFolder
from easytune.jobs.history import History
from easytune.jobs.lines import lines_after
from easytune.jobs.samples import Samples
from easytune.jobs.schemas import EvaluationPoint, PhaseOut, SamplesOut, StepPoint, TimelineOut
from easytune.jobs.series import Series

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Curve:
    """The points of a window and the place in the journal up to which they were read."""

    steps: list[StepPoint]
    evaluations: list[EvaluationPoint]
    attempt: int
    offset: int


class JobJournal:
    """The merged journals of attempts 1, 2, …; safe to use from several threads."""

    def __init__(self, runs: Path, run_id: int) -> None:
        self._runs = runs
        self._run_id = run_id
        self._lock = threading.Lock()
        self._attempt, self._offset = 1, 0
        self._series, self._samples, self._history = Series(), Samples(), History()

    def curve(self, attempts: int, *, max_points: int, from_step: int = 0, to_step: int | None = None) -> Curve:
        """The curve up to now; attempts is the run's present attempt."""
        with self._lock:
            self._refresh(attempts)
            steps = self._series.step_points(max_points, from_step, to_step)
            evaluations = self._series.evaluation_points(max_points, from_step, to_step)
            return Curve(steps, evaluations, self._attempt, self._offset)

    def samples(self, attempts: int, most_steps: int) -> SamplesOut:
        """The answers to the fixed prompts up to now."""
        with self._lock:
            self._refresh(attempts)
            return self._samples.shown(most_steps)

    def story(self, attempts: int) -> "Story":
        """What is known besides the curve."""
        with self._lock:
            self._refresh(attempts)
            history = self._history
            return Story(
                history.started,
                history.plan,
                history.calibrated,
                tuple(history.phases),
                tuple(history.timeline),
                frozenset(history.checkpoint_steps),
            )

    def _refresh(self, attempts: int) -> None:
        while True:
            path = RunFolder.of(self._runs, self._run_id, self._attempt).events
            lines = lines_after(path, self._offset)
            for line in lines:
                self._offset = line.end
                self._take(parse(line.content, path))
            if lines:
                continue
            if self._attempt >= attempts:
                return
            self._history.attempt_is_over()
            self._attempt, self._offset = self._attempt + 1, 0

    def _take(self, event: AnyEvent | None) -> None:
        if event is None:
            return
        self._history.add(self._attempt, event)
        match event:
            case Started():
                step = -1 if event.resumed_from_step is None else event.resumed_from_step
                self._series.resume_from(step)
                self._samples.resume_from(step)
            case Step():
                self._series.add_step(event)
            case Evaluation():
                self._series.add_evaluation(event)
            case Sample():
                self._samples.add(event)
            case _:
                pass


@dataclass(frozen=True)
class Story:
    """What the journals tell of a job besides its curve; checkpoint_steps may name some that were retired since."""

    started: Started | None
    plan: Plan | None
    calibrated: Calibrated | None
    phases: tuple[PhaseOut, ...]
    timeline: tuple[TimelineOut, ...]
    checkpoint_steps: frozenset[int]


def parse(content: bytes, path: Path) -> AnyEvent | None:
    """One event; None for a line torn by a crash in the middle of a write, which is logged."""
    try:
        return event_adapter.validate_json(content)
    except ValidationError as error:
        log.warning("%s has a line that is no event: %s", path, error)
        return None


@lru_cache(maxsize=16)
def journal_of(runs: Path, run_id: int) -> JobJournal:
    """The one reader of a job in this process."""
    return JobJournal(runs, run_id)
