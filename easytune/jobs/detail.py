"""Everything of one job but its curve and log: settings, plan, phases, timeline, disk. Knows files. Blocking: call it in a thread."""

import os
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from easytune.contract.events import Calibrated, Exit, ExitState, Phase, Plan
from easytune.contract.run_folder import RunFolder
from easytune.contract.train_spec import TrainSettings
from easytune.jobs.history import ended
from easytune.jobs.journal import journal_of
from easytune.jobs.rows import JobRow
from easytune.jobs.schemas import CalibrationOut, CheckpointOut, JobDetail, PhaseOut, PlanOut, TimelineOut
from easytune.jobs.show import job_out
from easytune.runs import folders
from easytune.runs.tables import Run


def job_detail(row: JobRow, runs: Path, language: str) -> JobDetail:
    story = journal_of(runs, row.run.id).story(row.run.attempt)
    folder = runs / str(row.run.id)
    return JobDetail(
        **job_out(row, runs, language).model_dump(),
        settings=TrainSettings.model_validate(row.job.settings),
        device=story.started.device if story.started else None,
        precision=story.started.precision if story.started else None,
        versions=story.started.versions if story.started else {},
        plan=None if story.plan is None else _plan(story.plan),
        labels=list(row.run.spec.get("labels", ())),
        multi_label=bool(row.run.spec.get("multi_label", False)),
        calibration=None if story.calibrated is None else _calibration(story.calibrated),
        phases=_phases(row.run, list(story.phases)),
        timeline=_timeline(row.run, runs, list(story.timeline)),
        folder=str(folder),
        disk_bytes=folder_bytes(folder),
    )


def checkpoints_out(runs: Path, run_id: int) -> list[CheckpointOut]:
    """Committed checkpoints from which the job can go on, newest first."""
    found = []
    for checkpoint in folders.checkpoints(runs, run_id):
        try:
            saved_at = datetime.fromtimestamp(checkpoint.path.stat().st_mtime, UTC)
        except FileNotFoundError:  # retired meanwhile
            continue
        size = folder_bytes(checkpoint.path)
        found.append(CheckpointOut(step=checkpoint.step, attempt=checkpoint.attempt, bytes=size, saved_at=saved_at))
    return found


def folder_bytes(folder: Path) -> int:
    """Bytes of all files below; one with several names counts once. Files that vanish meanwhile are left out."""
    sizes: dict[tuple[int, int], int] = {}
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                status = os.lstat(os.path.join(place, name))
            except FileNotFoundError:
                continue
            sizes[status.st_dev, status.st_ino] = status.st_size
    return sum(sizes.values())


def _plan(plan: Plan) -> PlanOut:
    return PlanOut.model_validate(plan, from_attributes=True)


def _calibration(event: Calibrated) -> CalibrationOut:
    return CalibrationOut.model_validate(event, from_attributes=True)


def _phases(run: Run, phases: list[PhaseOut]) -> list[PhaseOut]:
    """With the wait in the queue before the present attempt; earlier waits were not kept."""
    own = [phase for phase in phases if phase.attempt == run.attempt]
    began = own[0].started_at if own else run.ended_at
    seconds = None if began is None else max(0.0, (began - run.queued_at).total_seconds())
    queue = PhaseOut(phase=Phase.QUEUE.value, attempt=run.attempt, started_at=run.queued_at, seconds=seconds)
    earlier = [phase for phase in phases if phase.attempt < run.attempt]
    return [*earlier, queue, *ended(own, run.ended_at)]


def _timeline(run: Run, runs: Path, timeline: list[TimelineOut]) -> list[TimelineOut]:
    """What the journals tell, with the submit, deaths and the stop request, by attempt and time."""
    timeline.append(TimelineOut(at=run.created_at, attempt=0, type="submitted", params={}))
    timeline.extend(death for attempt in range(1, run.attempt + 1) if (death := _death(runs, run.id, attempt)) is not None)
    if run.stop_asked_at is not None:
        timeline.append(TimelineOut(at=run.stop_asked_at, attempt=run.attempt, type="stop_asked", params={"mode": run.stop_mode}))
    if run.ended_at is not None:
        params = {"code": run.error_code} if run.error_code is not None else {}
        timeline.append(TimelineOut(at=run.ended_at, attempt=run.attempt, type=run.state.lower(), params=params))
    return sorted(timeline, key=lambda entry: (entry.attempt, entry.at))


def _death(runs: Path, run_id: int, attempt: int) -> TimelineOut | None:
    """An attempt that ended without a word of its own: killed, or asked to make way for a shutdown."""
    try:
        exit_ = Exit.model_validate_json(RunFolder.of(runs, run_id, attempt).exit.read_bytes())
    except (FileNotFoundError, ValidationError):
        return None
    if exit_.state not in (ExitState.DIED, ExitState.INTERRUPTED):
        return None
    params = {"signal": exit_.signal, "exit_status": exit_.exit_status}
    return TimelineOut(at=exit_.ended_at, attempt=attempt, type=exit_.state.value, params=params)
