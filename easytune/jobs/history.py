"""What happened in a job, as phases and as a timeline, from the events of its attempts. Knows no file and no database."""

from datetime import datetime
from typing import Any

from easytune.contract.events import (
    AnyEvent,
    Calibrated,
    CheckpointSaved,
    Evaluation,
    Failed,
    Finished,
    Phase,
    PhaseChanged,
    Plan,
    Progress,
    Ready,
    Sample,
    Started,
    Step,
    Stopped,
)
from easytune.jobs.schemas import PhaseOut, TimelineOut
from easytune.jobs.series import number_out


class History:
    """Grows event by event; `at` of an event is wall-clock time, good for display only."""

    def __init__(self) -> None:
        self.started: Started | None = None
        self.plan: Plan | None = None
        self.calibrated: Calibrated | None = None
        self.checkpoint_steps: set[int] = set()
        self.phases: list[PhaseOut] = []
        self.timeline: list[TimelineOut] = []
        self._last_at: datetime | None = None

    def add(self, attempt: int, event: AnyEvent) -> None:
        """Events come in the order of attempts and, within one, of their writing."""
        at = event.at or self._last_at
        if at is None:
            return
        self._last_at = at
        match event:
            case Started():
                self.started, self.calibrated = event, None
                self._end_phase(at)
                if event.resumed_from_step is None:
                    self.checkpoint_steps.clear()
                self._happened(at, attempt, "started", device=event.device, precision=event.precision, step=event.resumed_from_step)
            case PhaseChanged():
                self._end_phase(at)
                self.phases.append(PhaseOut(phase=event.phase.value, attempt=attempt, started_at=at, seconds=None))
            case Plan():
                self.plan = event
            case Calibrated():
                self.calibrated = event
            case CheckpointSaved():
                self.checkpoint_steps.add(event.step)
                self._happened(at, attempt, "checkpoint", step=event.step, bytes=event.bytes, seconds=event.seconds)
            case Finished():
                self._end_phase(at)
                self.phases.append(PhaseOut(phase=Phase.VERIFY.value, attempt=attempt, started_at=at, seconds=None))
                self._happened(at, attempt, "finished", step=event.step)
            case Stopped():
                self._end_phase(at)
                self._happened(at, attempt, "stopped", step=event.step, saved=event.saved)
            case Failed():
                self._end_phase(at)
                self._happened(at, attempt, "failed", code=event.code.value, **event.params)
            case Evaluation() if event.best:
                figures = {"accuracy": event.accuracy, "macro_f1": event.macro_f1, "loss": number_out(event.loss)}
                self._happened(at, attempt, "best", step=event.step, **figures)
            case Step() | Evaluation() | Sample() | Progress() | Ready():
                pass

    def attempt_is_over(self) -> None:
        """A later attempt exists: the phase that was going on ended when the last event was written, or soon after."""
        if self._last_at is not None:
            self._end_phase(self._last_at)

    def _end_phase(self, at: datetime) -> None:
        if self.phases and self.phases[-1].seconds is None:
            self.phases[-1] = _until(self.phases[-1], at)

    def _happened(self, at: datetime, attempt: int, kind: str, **params: Any) -> None:
        self.timeline.append(TimelineOut(at=at, attempt=attempt, type=kind, params=params))


def ended(phases: list[PhaseOut], at: datetime | None) -> list[PhaseOut]:
    """The phases of a job that ended at this time; null means that the last one lasts still."""
    if not phases or at is None or phases[-1].seconds is not None:
        return phases
    return [*phases[:-1], _until(phases[-1], at)]


def _until(phase: PhaseOut, at: datetime) -> PhaseOut:
    return phase.model_copy(update={"seconds": max(0.0, (at - phase.started_at).total_seconds())})
