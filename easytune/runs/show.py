"""A run as the HTTP side shows it. Knows no domain and no file."""

from typing import Literal, cast

from easytune.contract.error_codes import ErrorCode
from easytune.contract.error_texts import message
from easytune.runs.schemas import ErrorOut, ProgressOut, RunOut, RunState
from easytune.runs.tables import Run


def run_out(run: Run, language: str) -> RunOut:
    """The row with its error in the reader's language."""
    return RunOut(
        id=run.id,
        kind=cast(Literal["train", "pull", "predict", "render"], run.kind),
        subject=run.subject,
        state=RunState(run.state),
        attempt=run.attempt,
        phase=run.phase,
        progress=_progress(run),
        error=error_out(run, language),
        stop_asked_at=run.stop_asked_at,
        created_at=run.created_at,
        started_at=run.started_at,
        ended_at=run.ended_at,
    )


def error_out(run: Run, language: str) -> ErrorOut | None:
    if run.error_code is None:
        return None
    params = run.error_params or {}
    return ErrorOut(code=run.error_code, params=params, message=message(ErrorCode(run.error_code), params, language))


def _progress(run: Run) -> ProgressOut | None:
    if run.progress is None:
        return None
    return ProgressOut.model_validate({"phase": run.phase} | run.progress)
