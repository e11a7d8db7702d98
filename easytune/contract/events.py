"""Everything a trainer, worker, predictor or supervisor says, one JSON line each. Knows no files; see journal.py."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from easytune.contract.base import Strict
from easytune.contract.error_codes import ErrorCode


class Phase(StrEnum):
    """What a run is busy with, so that "0 %" is never unexplained."""

    QUEUE = "queue"
    DOWNLOAD = "download"
    LOAD = "load"
    DATA = "data"
    TRAIN = "train"
    EVALUATE = "evaluate"
    SAVE = "save"
    VERIFY = "verify"
    CONVERT = "convert"
    READY = "ready"


class Event(Strict):
    """seq counts from 1 within an attempt; at is UTC, for display only."""

    seq: int = 0
    at: datetime | None = None


class Started(Event):
    """First event of an attempt."""

    type: Literal["started"] = "started"
    pid: int
    device: str = ""
    precision: str = ""
    versions: dict[str, str] = {}
    resumed_from_step: int | None = None


class PhaseChanged(Event):
    type: Literal["phase"] = "phase"
    phase: Phase


class Progress(Event):
    """How far a phase without steps is (bytes of a download, rows of an import)."""

    type: Literal["progress"] = "progress"
    phase: Phase
    done: int
    total: int | None = None
    unit: Literal["bytes", "rows", "tensors"] = "bytes"
    per_second: float | None = None


class Plan(Event):
    """What the run is about to do, once the data is read."""

    type: Literal["plan"] = "plan"
    total_steps: int
    steps_per_epoch: int
    epochs: int
    train_rows: int
    validation_rows: int
    truncated_rows: int
    trainable_parameters: int
    total_parameters: int
    train_tokens: int | None = Field(default=None, description="Of conversations: all tokens of the training rows.")
    learned_tokens: int | None = Field(default=None, description="Those of them that are learned: the assistant's.")
    dropped_rows: int = Field(default=0, description="Rows left out: too long, or without a token to learn once they were cut.")


class Step(Event):
    """One logged optimizer step; loss is the mean since the last one logged."""

    type: Literal["step"] = "step"
    step: int
    epoch: float
    loss: float
    learning_rate: float
    grad_norm: float | None = None
    rows_per_second: float
    tokens_per_second: float
    elapsed_seconds: float
    memory_bytes: int | None = None


class ClassScore(Strict):
    label: str
    precision: float
    recall: float
    f1: float
    rows: int


class Evaluation(Event):
    """Metrics on the validation rows; confusion[i][j] counts rows of class i predicted as j, in the order of the labels.

    Of conversations there is a loss only: the mean over the learned tokens, in nats. Several labels a text: accuracy is the share
    of rows with every label right, micro_f1 is given, confusion is empty (the 2x2 table of a label follows from its score and
    validation_rows of the plan).
    """

    type: Literal["evaluation"] = "evaluation"
    step: int
    epoch: float
    loss: float
    accuracy: float | None = None
    macro_f1: float | None = None
    micro_f1: float | None = None
    per_class: tuple[ClassScore, ...] = ()
    confusion: tuple[tuple[int, ...], ...] = ()
    seconds: float = 0.0
    best: bool = False


class Sample(Event):
    """What the model answers to one of the fixed prompts at an evaluation; step 0 is the base, before anything was learned."""

    type: Literal["sample"] = "sample"
    step: int
    place: int = Field(description="Which of the prompts, from 0.")
    prompt: str
    text: str


class ReliabilityBin(Strict):
    """Rows whose top probability fell into one of equally wide bins: its mean, and the share of them that was right."""

    confidence: float
    accuracy: float
    rows: int


class Calibrated(Event):
    """The temperature that fits the best weights to the validation rows (Guo et al. 2017, sections 2 and 4.2).

    Errors are expected calibration errors, 0 to 1, over 15 bins, on the same validation rows; bins are those after.
    """

    type: Literal["calibrated"] = "calibrated"
    temperature: float
    error_before: float
    error_after: float
    rows: int
    bins: tuple[ReliabilityBin, ...] = ()


class CheckpointSaved(Event):
    """A checkpoint was committed: fsynced, hashed, renamed to good/step-N."""

    type: Literal["checkpoint"] = "checkpoint"
    step: int
    folder: str
    bytes: int
    seconds: float


class Ready(Event):
    """A predictor answers on this address (a Unix socket path)."""

    type: Literal["ready"] = "ready"
    address: str
    load_seconds: float


class Finished(Event):
    """output/ is complete. Says nothing about verification."""

    type: Literal["finished"] = "finished"
    step: int = 0
    metrics: dict[str, float] = {}
    train_seconds: float = 0.0
    train_rows_seen: int = 0


class Failed(Event):
    type: Literal["failed"] = "failed"
    code: ErrorCode
    params: dict[str, Any] = {}


class Stopped(Event):
    """Ended on request; saved says whether output/ and a checkpoint were written."""

    type: Literal["stopped"] = "stopped"
    step: int
    saved: bool


AnyEvent = (
    Started
    | PhaseChanged
    | Progress
    | Plan
    | Step
    | Evaluation
    | Sample
    | Calibrated
    | CheckpointSaved
    | Ready
    | Finished
    | Failed
    | Stopped
)
event_adapter: TypeAdapter[AnyEvent] = TypeAdapter(Annotated[AnyEvent, Field(discriminator="type")])


class LogLevel(StrEnum):
    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


class LogLine(Strict):
    """One line of log.jsonl: readable, in the language of spec.json; text has no control characters."""

    at: datetime
    level: LogLevel
    source: Literal["trainer", "supervisor", "worker", "predictor"]
    text: str
    rank: int = 0
    step: int | None = None


class ExitState(StrEnum):
    COMPLETED = "completed"
    FAILED = "failed"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"
    DIED = "died"


class Exit(Strict):
    """exit.json: the supervisor's last word on an attempt. INTERRUPTED and DIED ask for a requeue; only DIED is counted."""

    state: ExitState
    code: ErrorCode | None = None
    params: dict[str, Any] = {}
    exit_status: int | None = None
    signal: int | None = None
    saved: bool = False
    ended_at: datetime


class Verified(Strict):
    """verified.json: a fresh process loaded output/ and compared it with the start."""

    loads: bool
    differs_from_base: bool
    output_sha256: str
    parameters: int
    bytes: int
    token_agreement: float | None = Field(
        default=None, description="Of a merged adapter: share of tokens for which it and the adapter on its base think the same likeliest."
    )
