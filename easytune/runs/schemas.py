"""HTTP shapes of runs: what every kind of background work shows. Knows no domain."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel


class RunState(StrEnum):
    PENDING = "PENDING"
    PREPARING = "PREPARING"
    RUNNING = "RUNNING"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    STOPPED = "STOPPED"


LIVE_STATES = frozenset({RunState.PENDING, RunState.PREPARING, RunState.RUNNING})


class ProgressOut(BaseModel):
    phase: str
    done: int
    total: int | None
    unit: str
    per_second: float | None = None


class ErrorOut(BaseModel):
    """What ended a run, in words; message is in the reader's language."""

    code: str
    params: dict[str, Any]
    message: str


class RunOut(BaseModel):
    id: int
    kind: Literal["train", "pull", "predict", "render"]
    subject: str | None
    state: RunState
    attempt: int
    phase: str
    progress: ProgressOut | None
    error: ErrorOut | None
    stop_asked_at: datetime | None
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


class StopIn(BaseModel):
    """save keeps a checkpoint and the model as it is; discard keeps nothing of this run."""

    mode: Literal["save", "discard"] = "save"
