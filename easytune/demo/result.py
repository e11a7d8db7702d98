"""What the demo measured: the figures of the last line and how they are computed. Knows no HTTP."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median


@dataclass(frozen=True)
class DemoResult:
    """Times in seconds, but predict_ms_* in milliseconds; accuracy is a share of heldout_rows.

    predict_ms_p50 is one text from request to answer over HTTP, predictor_ms_p50 the part inside the predictor.
    """

    accuracy: float
    heldout_rows: int
    train_seconds: float
    train_samples: int
    samples_per_second: float
    predict_ms_p50: float
    predictor_ms_p50: float
    setup_seconds: float
    total_seconds: float

    def line(self) -> str:
        """One JSON line."""
        return json.dumps({key: round(value, 4) for key, value in asdict(self).items()})


def share_equal(expected: Sequence[str], found: Sequence[str]) -> float:
    """Accuracy, 0 to 1, of two equally long, non-empty lists."""
    return sum(a == b for a, b in zip(expected, found, strict=True)) / len(expected)


def median_milliseconds(seconds: Sequence[float]) -> float:
    """The middle one of some times, in milliseconds."""
    return median(seconds) * 1000
