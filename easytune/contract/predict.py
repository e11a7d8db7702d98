"""What a predictor is asked and answers, over its socket and over HTTP. Knows no model."""

from pydantic import Field

from easytune.contract.base import Strict


class PredictRequest(Strict):
    """Texts to classify in one call."""

    texts: tuple[str, ...] = Field(min_length=1, max_length=1024)


class LabelProbability(Strict):
    """One label with its softmax probability, 0 to 1."""

    label: str
    probability: float


class Prediction(Strict):
    """The answer for one text; probabilities are sorted, highest first, and sum to 1."""

    label: str
    probability: float
    probabilities: tuple[LabelProbability, ...]
    truncated: bool = Field(default=False, description="The text was longer than the model reads.")


class PredictResponse(Strict):
    """Answers in the order of the texts; seconds is the time inside the predictor."""

    predictions: tuple[Prediction, ...]
    seconds: float


class PredictorHealth(Strict):
    """How a predictor is; memory is resident bytes of its process."""

    model_id: int
    memory_bytes: int
    idle_seconds: float
