"""Folds the events of an attempt into what a run's row shows. Pure; knows no file, no database and no state machine."""

import json
from dataclasses import dataclass, fields, replace
from typing import Any, assert_never

from pydantic import BaseModel, ConfigDict

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
from easytune.runs.tables import Run


class Best(BaseModel):
    """The best evaluation so far, as the trainer marked it."""

    model_config = ConfigDict(frozen=True, ser_json_inf_nan="strings")

    step: int
    epoch: float
    loss: float
    accuracy: float | None = None
    macro_f1: float | None = None


class RunMetrics(BaseModel):
    """Run.metrics: the last step's figures, the best evaluation, the plan, and what `finished` said. All optional."""

    model_config = ConfigDict(frozen=True, ser_json_inf_nan="strings")

    rows_per_second: float | None = None
    tokens_per_second: float | None = None
    learning_rate: float | None = None
    elapsed_seconds: float | None = None
    device: str | None = None
    precision: str | None = None
    train_rows: int | None = None
    validation_rows: int | None = None
    steps_per_epoch: int | None = None
    best: Best | None = None
    train_seconds: float | None = None
    train_rows_seen: int | None = None
    final: dict[str, float] = {}

    def as_json(self) -> dict[str, Any]:
        """For the JSON column: NaN as a string, what is not known left out."""
        loaded: dict[str, Any] = json.loads(self.model_dump_json(exclude_none=True))
        return loaded


@dataclass(frozen=True)
class RunProgress:
    """The columns that events change; working: the phase that the kind exists for has begun (PREPARING -> RUNNING)."""

    phase: str
    step: int
    total_steps: int | None
    epoch: float | None
    last_loss: str | None
    progress: dict[str, Any] | None
    metrics: dict[str, Any]
    checkpoint_step: int | None
    address: str | None
    deaths: int
    working: bool = False

    @staticmethod
    def of(run: Run) -> "RunProgress":
        values = {field.name: _column(run, field.name) for field in fields(RunProgress) if field.name != "working"}
        return RunProgress(**values)

    def columns(self) -> dict[str, Any]:
        """As they go into the row."""
        return {field.name: self.__dict__[field.name] for field in fields(self) if field.name != "working"}


def _column(run: Run, name: str) -> Any:
    return run.__dict__[name]


def apply(seen: RunProgress, event: AnyEvent, kind: str) -> RunProgress:
    """What the row shows after one more event. kind: train | pull | predict | render."""
    match event:
        case Started():
            return _started(seen, event, kind)
        case PhaseChanged():
            working = seen.working or event.phase is Phase.TRAIN
            return replace(seen, phase=event.phase.value, progress=None, working=working)
        case Progress():
            shown = {"done": event.done, "total": event.total, "unit": event.unit, "per_second": event.per_second}
            return replace(seen, phase=event.phase.value, progress=shown)
        case Plan():
            metrics = _metrics(
                seen, train_rows=event.train_rows, validation_rows=event.validation_rows, steps_per_epoch=event.steps_per_epoch
            )
            return replace(seen, total_steps=event.total_steps, metrics=metrics)
        case Step():
            return _stepped(seen, event)
        case Evaluation():
            best = Best(step=event.step, epoch=event.epoch, loss=event.loss, accuracy=event.accuracy, macro_f1=event.macro_f1)
            return replace(seen, metrics=_metrics(seen, best=best)) if event.best else seen
        case CheckpointSaved():
            return _checkpointed(seen, event.step)
        case Ready():
            return replace(seen, phase=Phase.READY.value, address=event.address, working=True)
        case Finished():
            return _finished(seen, event, kind)
        case Sample() | Calibrated() | Failed() | Stopped():
            return seen
        case _:
            assert_never(event)


def _started(seen: RunProgress, event: Started, kind: str) -> RunProgress:
    """A resumed attempt goes on from its checkpoint, which may have been committed without a word by one that died just then."""
    metrics = _metrics(seen, device=event.device or None, precision=event.precision or None)
    phase = Phase.LOAD.value if seen.phase == Phase.QUEUE.value else seen.phase
    begun = replace(seen, phase=phase, metrics=metrics, working=seen.working or kind in ("pull", "render"))
    if kind != "train":
        return begun
    resumed = event.resumed_from_step
    return replace(begun, step=0) if resumed is None else replace(_checkpointed(begun, resumed), step=resumed)


def _checkpointed(seen: RunProgress, step: int) -> RunProgress:
    """Only one that goes further than all before counts as progress; the one at step 0 does not."""
    known = seen.checkpoint_step or 0
    return replace(seen, checkpoint_step=max(step, known), deaths=0 if step > known else seen.deaths)


def _stepped(seen: RunProgress, event: Step) -> RunProgress:
    metrics = _metrics(
        seen,
        rows_per_second=event.rows_per_second,
        tokens_per_second=event.tokens_per_second,
        learning_rate=event.learning_rate,
        elapsed_seconds=event.elapsed_seconds,
    )
    return replace(seen, step=event.step, epoch=event.epoch, last_loss=_text(event.loss), metrics=metrics, working=True)


def _finished(seen: RunProgress, event: Finished, kind: str) -> RunProgress:
    """A training's output is still to be verified."""
    metrics = _metrics(seen, train_seconds=event.train_seconds, train_rows_seen=event.train_rows_seen, final=event.metrics)
    return replace(seen, metrics=metrics, progress=None, working=True, phase=Phase.VERIFY.value if kind == "train" else seen.phase)


def _metrics(seen: RunProgress, **news: Any) -> dict[str, Any]:
    return RunMetrics.model_validate(seen.metrics).model_copy(update=news).as_json()


def _text(loss: float) -> str:
    """Six significant digits; NaN and Infinity as the journal spells them."""
    match f"{loss:.6g}":
        case "nan":
            return "NaN"
        case "inf":
            return "Infinity"
        case "-inf":
            return "-Infinity"
        case digits:
            return digits
