"""What a predictor is asked and answers, over its socket and over HTTP. Knows no model."""

from pydantic import Field

from easytune.contract.base import Strict


class PredictRequest(Strict):
    """Texts to classify in one call."""

    texts: tuple[str, ...] = Field(min_length=1, max_length=1024)
    threshold: float | None = Field(
        default=None,
        ge=0,
        le=1,
        allow_inf_nan=False,
        description="Least probability of a label that is given; 0.5 if a text has several, else 0.",
    )


class LabelProbability(Strict):
    """One label with its probability, 0 to 1: calibrated where the model brings a temperature."""

    label: str
    probability: float


class Prediction(Strict):
    """The answer for one text; probabilities are sorted, highest first, and sum to 1 unless a text has several labels.

    label: the likeliest. labels: those that reach the threshold, so none means "not sure", or none of them.
    """

    label: str
    probability: float
    probabilities: tuple[LabelProbability, ...]
    labels: tuple[str, ...]
    truncated: bool = Field(default=False, description="The text was longer than the model reads.")


class PredictResponse(Strict):
    """Answers in the order of the texts; seconds is the time inside the predictor."""

    predictions: tuple[Prediction, ...]
    multi_label: bool = False
    threshold: float = Field(default=0.0, description="The one that was applied.")
    temperature: float | None = Field(default=None, description="Logits are divided by it; null: the model was never calibrated.")
    seconds: float


class PredictorHealth(Strict):
    """How a predictor is; memory is resident bytes of its process."""

    model_id: int
    memory_bytes: int
    idle_seconds: float
