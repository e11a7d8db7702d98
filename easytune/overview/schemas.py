"""HTTP shapes of the dashboard and of the quick API. Knows no table."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from easytune.core.ids import LARGEST_ID
from easytune.jobs.schemas import JobOut


class OverviewOut(BaseModel):
    datasets: int
    base_models: int
    tuned_models: int
    jobs: int
    running_jobs: int
    queued_jobs: int
    completed_this_week: int
    failed_jobs: int
    live_jobs: list[JobOut]
    recent_jobs: list[JobOut]


class QuickHealth(BaseModel):
    status: Literal["ok"] = "ok"
    name: str = "EasyTune-LLM"
    version: str


class QuickDataset(BaseModel):
    id: int
    name: str
    rows: int
    rejected_rows: int
    labels: dict[str, int]
    created_at: datetime


class QuickTrainIn(BaseModel):
    """POST /train: the newest labelled dataset and the first base model that suits it when not named.

    A dataset of conversations teaches a language model to chat, any other one teaches to classify.
    """

    dataset_id: int | None = Field(default=None, ge=1, le=LARGEST_ID)
    model_id: int | None = Field(default=None, ge=1, le=LARGEST_ID)
    name: str | None = Field(default=None, max_length=400)
    epochs: int = Field(default=3, ge=1, le=100)
    learning_rate: float | None = Field(
        default=None, gt=0, le=1e-2, allow_inf_nan=False, description="When not given, 1e-4 to classify and 2e-5 to chat."
    )
    batch_size: int | None = Field(
        default=None, ge=1, le=1024, description="When not given, 16 to classify and 8 to chat, fewer where there are fewer rows."
    )
    max_length: int | None = Field(
        default=None, ge=8, le=8192, description="In tokens; when not given, 128 to classify and 512 to chat, or the model's limit."
    )


class QuickStatus(BaseModel):
    job_id: int
    state: str
    phase: str
    step: int
    total_steps: int | None
    progress: float = Field(ge=0, le=1)
    loss: float | str | None
    accuracy: float | None
    model_id: int | None
    error: str | None


class QuickStopIn(BaseModel):
    job_id: int | None = Field(default=None, ge=1, le=LARGEST_ID)


class QuickPredictIn(BaseModel):
    text: str | None = Field(default=None, max_length=100_000)
    texts: list[str] | None = Field(default=None, min_length=1, max_length=1024)
    threshold: float | None = Field(
        default=None, ge=0, le=1, allow_inf_nan=False, description="0.5 where a text may have several labels, else 0."
    )
    model_id: int | None = Field(default=None, ge=1, le=LARGEST_ID)


class QuickPrediction(BaseModel):
    """label: the likeliest; labels: those that reach the threshold, so none means "not sure", or none of them."""

    text: str
    label: str
    labels: list[str]
    probability: float
    probabilities: dict[str, float]


class QuickModel(BaseModel):
    id: int
    name: str
    kind: Literal["base", "tuned"]
    labels: list[str] | None
