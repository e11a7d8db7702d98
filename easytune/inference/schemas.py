"""HTTP shapes of inference. Knows no socket and no process."""

from typing import Literal

from pydantic import BaseModel, Field

from easytune.contract.generate import Sampling
from easytune.contract.predict import Prediction
from easytune.contract.rows import Turn
from easytune.core.ids import LARGEST_ID
from easytune.runs.schemas import RunState


class PredictIn(BaseModel):
    """Texts for a tuned classifier; model_id defaults to the newest."""

    model_id: int | None = Field(default=None, ge=1, le=LARGEST_ID)
    texts: list[str] = Field(min_length=1, max_length=1024)
    threshold: float | None = Field(
        default=None,
        ge=0,
        le=1,
        allow_inf_nan=False,
        description="Least probability of a label that is given; 0.5 where a text may have several, else 0.",
    )


class PredictOut(BaseModel):
    model_id: int
    model_name: str
    predictions: list[Prediction]
    multi_label: bool
    threshold: float = Field(description="The one that was applied.")
    temperature: float | None = Field(description="By which probabilities were calibrated; null for a model that never was.")
    seconds: float = Field(description="Inside the predictor.")


class GenerateIn(BaseModel):
    """What a language model shall answer: turns of a conversation, or a bare prompt that is continued as it is."""

    model_id: int = Field(ge=1, le=LARGEST_ID)
    turns: list[Turn] = Field(default=[], description="For models with a chat template; at least one question.")
    prompt: str | None = Field(default=None, description="In place of turns.")
    tools: str | None = Field(default=None, description="The text of a JSON list of functions, in OpenAI's shape.")
    sampling: Sampling = Sampling()


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
