"""A job as the HTTP side shows it. Knows rows and journals; asks no database. Blocking: call it in a thread."""

import math
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Literal, cast

from easytune.contract.events import Phase
from easytune.contract.train_spec import TrainSettings
from easytune.core.db import utc_now
from easytune.jobs.pace import Asked, Pace, pace_of
from easytune.jobs.rows import JobRow
from easytune.jobs.schemas import EvaluationOut, JobOut
from easytune.jobs.series import number_out
from easytune.runs.progress import Best, RunMetrics
from easytune.runs.schemas import LIVE_STATES, RunState
from easytune.runs.show import error_out
from easytune.runs.tables import Run

_TRAINING_PHASES = frozenset({Phase.TRAIN.value, Phase.EVALUATE.value})


def jobs_out(rows: Iterable[JobRow], runs: Path, language: str) -> list[JobOut]:
    return [job_out(row, runs, language) for row in rows]


def job_out(row: JobRow, runs: Path, language: str, *, now: datetime | None = None) -> JobOut:
    job, run = row.job, row.run
    settings = TrainSettings.model_validate(job.settings)
    pace = _pace(run, settings.epochs, runs, now or utc_now())
    best = RunMetrics.model_validate(run.metrics).best
    return JobOut(
        id=job.id,
        name=job.name,
        description=job.description,
        objective=settings.objective.kind,
        state=RunState(run.state),
        attempt=run.attempt,
        phase=run.phase,
        step=run.step,
        total_steps=run.total_steps,
        epoch=run.epoch,
        loss=_loss(run.last_loss),
        rows_per_second=pace.rows_per_second,
        eta_seconds=pace.eta_seconds,
        elapsed_seconds=pace.elapsed_seconds,
        best=None if best is None else _evaluation(best),
        model_id=job.model_id,
        model_name=job.model_name,
        dataset_id=job.dataset_id,
        dataset_name=job.dataset_name,
        validation_dataset_id=job.validation_dataset_id,
        output_name=job.output_name,
        output_model_id=row.output_model_id,
        checkpoint_step=run.checkpoint_step,
        can_resume=run.checkpoint_step is not None and run.state in (RunState.FAILED.value, RunState.STOPPED.value),
        stop_asked_at=run.stop_asked_at,
        stop_mode=cast(Literal["save", "discard"] | None, run.stop_mode),
        error=error_out(run, language),
        queue_position=row.waiting_before + 1 if run.state == RunState.PENDING.value else None,
        created_at=run.created_at,
        started_at=run.started_at,
        ended_at=run.ended_at,
    )


def _pace(run: Run, epochs: int, runs: Path, now: datetime) -> Pace:
    asked = Asked(
        run_id=run.id,
        attempts=run.attempt,
        live=RunState(run.state) in LIVE_STATES and run.state != RunState.PENDING.value,
        training=run.state == RunState.RUNNING.value and run.phase in _TRAINING_PHASES and run.stop_asked_at is None,
        total_steps=run.total_steps,
        epochs=epochs,
        ended_at=run.ended_at,
    )
    return pace_of(runs, asked, now)


def _loss(text: str | None) -> float | str | None:
    """The row keeps it as text, since it may be NaN."""
    return None if text is None else number_out(float(text))


def _evaluation(best: Best) -> EvaluationOut:
    loss = best.loss if math.isfinite(best.loss) else None
    return EvaluationOut(step=best.step, epoch=best.epoch, loss=loss, accuracy=best.accuracy, macro_f1=best.macro_f1)
