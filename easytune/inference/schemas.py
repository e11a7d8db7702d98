"""HTTP shapes of inference. Knows no socket and no process."""

from typing import Literal

from pydantic import BaseModel, Field

from easytune.contract.predict import Prediction
from easytune.core.ids import LARGEST_ID
from easytune.runs.schemas import RunState


class PredictIn(BaseModel):
    """Texts for a tuned classifier; model_id defaults to the newest."""

    model_id: int | None = Field(default=None, ge=1, le=LARGEST_ID)
    texts: list[str] = Field(min_length=1, max_length=1024)


class PredictOut(BaseModel):
    model_id: int
    model_name: str
    predictions: list[Prediction]
    seconds: float = Field(description="Inside the predictor.")


class PredictorIn(BaseModel):
    """A model to load ahead of the first question."""

    model_id: int = Field(ge=1, le=LARGEST_ID)


class PredictorOut(BaseModel):
    """A loaded (or loading) model."""

    model_id: int
    model_name: str
    run_id: int
    state: RunState
    phase: Literal["queue", "load", "ready"]
    memory_bytes: int | None
