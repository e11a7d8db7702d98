"""HTTP shapes of training jobs. Knows no table."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from easytune.contract.train_spec import TrainSettings
from easytune.core.ids import LARGEST_ID
from easytune.runs.schemas import ErrorOut, RunState


class JobIn(BaseModel):
    """A new training. output_name defaults to the job's name."""

    name: str = Field(max_length=400)
    description: str = Field(default="", max_length=4000)
    model_id: int = Field(ge=1, le=LARGEST_ID)
    dataset_id: int = Field(ge=1, le=LARGEST_ID)
    validation_dataset_id: int | None = Field(default=None, ge=1, le=LARGEST_ID)
    output_name: str | None = Field(default=None, max_length=400)
    settings: TrainSettings = TrainSettings()


class JobCheck(BaseModel):
    """What POST /jobs/validate finds: errors block, advice does not."""

    errors: list["Finding"]
    advice: list["Finding"]
    train_rows: int | None = None
    validation_rows: int | None = None
    steps_per_epoch: int | None = None
    total_steps: int | None = None
    at_most: bool = Field(default=False, description="Conversations without an answer left once they were cut are not counted out yet.")


class Finding(BaseModel):
    field: str | None = Field(description="The field of JobIn it is about, for example settings.batch_rows.")
    code: str
    params: dict[str, Any]
    message: str


class EvaluationOut(BaseModel):
    step: int
    epoch: float
    loss: float | None
    accuracy: float | None = Field(description="Of classifiers.")
    macro_f1: float | None


class JobOut(BaseModel):
    id: int
    name: str
    description: str
    objective: Literal["classify", "chat"]
    state: RunState
    attempt: int
    phase: str
    step: int
    total_steps: int | None
    epoch: float | None
    loss: float | str | None = Field(description="A number, or the string NaN or Infinity.")
    rows_per_second: float | None
    eta_seconds: float | None
    elapsed_seconds: float | None
    best: EvaluationOut | None
    model_id: int | None
    model_name: str
    dataset_id: int | None
    dataset_name: str
    validation_dataset_id: int | None
    output_name: str
    output_model_id: int | None
    checkpoint_step: int | None
    can_resume: bool
    stop_asked_at: datetime | None
    stop_mode: Literal["save", "discard"] | None
    error: ErrorOut | None
    queue_position: int | None
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


class JobDetail(JobOut):
    """Everything of one job but its series and its log."""

    settings: TrainSettings
    device: str | None
    precision: str | None
    versions: dict[str, str]
    plan: "PlanOut | None"
    labels: list[str] = Field(description="Of a classifier, in the order of the confusion matrix.")
    multi_label: bool = Field(description="A text has any number of labels.")
    calibration: "CalibrationOut | None"
    phases: list["PhaseOut"]
    timeline: list["TimelineOut"]
    folder: str
    disk_bytes: int


class PlanOut(BaseModel, from_attributes=True):
    """What the run is about to do, counted once the data was read; tokens are null where texts are classified."""

    total_steps: int
    steps_per_epoch: int
    epochs: int
    train_rows: int
    validation_rows: int
    truncated_rows: int
    dropped_rows: int
    train_tokens: int | None
    learned_tokens: int | None
    trainable_parameters: int
    total_parameters: int


class CalibrationOut(BaseModel):
    """How far the model's probabilities can be trusted, measured on the validation rows; errors are 0 to 1, bins after scaling."""

    temperature: float
    error_before: float
    error_after: float
    rows: int
    bins: list["ReliabilityBinOut"]


class ReliabilityBinOut(BaseModel, from_attributes=True):
    """Rows whose top probability was about `confidence`, and the share of them that was right."""

    confidence: float
    accuracy: float
    rows: int


class PredictedRow(BaseModel):
    """A validation row, what it is and what the best weights say it is; row counts from 1, probability is of the likeliest label."""

    row: int
    text: str
    labels: list[str]
    guesses: list[str]
    probability: float
    right: bool


class PhaseOut(BaseModel):
    """seconds is null while the phase lasts."""

    phase: str
    attempt: int
    started_at: datetime
    seconds: float | None


class TimelineOut(BaseModel):
    """Something that happened: attempt started, checkpoint saved, resumed, died, stop asked, ended."""

    at: datetime
    attempt: int
    type: str
    params: dict[str, Any]


class ResumeIn(BaseModel):
    """From which committed checkpoint; the newest verified one when not given."""

    step: int | None = Field(default=None, ge=0, le=LARGEST_ID)


class SeriesOut(BaseModel):
    """Points of the training curve in step order, at most max_points; a later attempt wins for equal steps."""

    steps: list["StepPoint"]
    evaluations: list["EvaluationPoint"]
    cursor: str


class StepPoint(BaseModel):
    step: int
    epoch: float
    loss: float | str
    learning_rate: float
    grad_norm: float | str | None
    rows_per_second: float
    tokens_per_second: float
    elapsed_seconds: float


class EvaluationPoint(BaseModel):
    """Of conversations only the loss, in nats a learned token.

    Of texts with several labels: accuracy is the share with every label right, micro_f1 is given, confusion is empty.
    """

    step: int
    epoch: float
    loss: float | str
    accuracy: float | None
    macro_f1: float | None
    micro_f1: float | None
    best: bool
    per_class: list[dict[str, Any]]
    confusion: list[list[int]]


class SamplesOut(BaseModel):
    """What the model answered to the fixed prompts, prompt by prompt, in the order of steps; step 0 is the base before it learned.

    Of many evaluations the base and the newest; a later attempt wins for equal steps.
    """

    prompts: list["SampledPrompt"]
    steps: list[int] = Field(description="At which there are answers here, ascending.")
    left_out: int = Field(description="Evaluations between the base and the first one here.")


class SampledPrompt(BaseModel):
    place: int
    prompt: str
    answers: list["SampleAnswer"]


class SampleAnswer(BaseModel):
    step: int
    text: str


class SamplePoint(BaseModel):
    """One answer as the event stream tells it."""

    step: int
    place: int
    prompt: str
    text: str


class LogLineOut(BaseModel):
    """number is 1-based over all attempts of the job, in order."""

    number: int
    attempt: int
    at: datetime
    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"]
    source: str
    text: str
    step: int | None


class LogPage(BaseModel):
    lines: list[LogLineOut]
    total: int = Field(description="Lines in all; of a search, matching lines.")
    total_is_capped: bool = Field(default=False, description="A search stopped counting; there are at least total matches.")


class CheckpointOut(BaseModel):
    step: int
    attempt: int
    bytes: int
    saved_at: datetime
