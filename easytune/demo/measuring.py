"""Measures the trained model on rows it never saw, through the API. Knows no bar but its own and nothing of how it was trained."""

import time
from collections.abc import Sequence

from easytune.datasets.schemas import DatasetOut
from easytune.demo.client import Client
from easytune.demo.display import Display
from easytune.demo.failure import DemoFailed
from easytune.demo.result import DemoResult, median_milliseconds, share_equal
from easytune.jobs.schemas import JobDetail

ROWS_PER_REQUEST = 256
TIMED_CALLS = 50
SHOWN_TEXTS = 3
SHOWN_CHARACTERS = 28  # of two columns each


def measure(client: Client, display: Display, job: JobDetail, heldout: DatasetOut, *, setup_seconds: float, started: float) -> DemoResult:
    """Accuracy on every held-out row, and the time of single predictions."""
    model_id = job.output_model_id
    if model_id is None or job.plan is None:
        raise DemoFailed(f"Training #{job.id} is complete but has no model. Look at its log on the page.")
    rows = list(client.rows(heldout.id))
    texts = [row.text for row in rows]
    accuracy = share_equal([row.label or "" for row in rows], _predict_all(client, display, model_id, texts))
    request_seconds, inside_seconds = _time_single(client, model_id, texts[:TIMED_CALLS])
    _show_some(client, display, model_id, texts[:SHOWN_TEXTS])
    train_seconds = sum(phase.seconds or 0.0 for phase in job.phases if phase.phase == "train")
    samples = job.plan.train_rows * job.settings.epochs
    return DemoResult(
        accuracy=accuracy,
        heldout_rows=len(rows),
        train_seconds=train_seconds,
        train_samples=samples,
        samples_per_second=samples / train_seconds if train_seconds else 0.0,
        predict_ms_p50=median_milliseconds(request_seconds),
        predictor_ms_p50=median_milliseconds(inside_seconds),
        setup_seconds=setup_seconds,
        total_seconds=setup_seconds + time.monotonic() - started,
    )


def _predict_all(client: Client, display: Display, model_id: int, texts: Sequence[str]) -> list[str]:
    labels: list[str] = []
    with display.bars() as bars:
        bar = bars.add("Held-out reviews")
        for start in range(0, len(texts), ROWS_PER_REQUEST):
            bar.show(start, len(texts), "loading the model" if start == 0 else "")
            answer = client.predict(model_id, list(texts[start : start + ROWS_PER_REQUEST]))
            labels += [prediction.label for prediction in answer.predictions]
        bar.finish(f"{len(texts):,} rows")
    return labels


def _time_single(client: Client, model_id: int, texts: Sequence[str]) -> tuple[list[float], list[float]]:
    """Seconds from request to answer, and seconds inside the predictor, one text a call."""
    request_seconds, inside_seconds = [], []
    for text in texts:
        before = time.perf_counter()
        inside_seconds.append(client.predict(model_id, [text]).seconds)
        request_seconds.append(time.perf_counter() - before)
    return request_seconds, inside_seconds


def _show_some(client: Client, display: Display, model_id: int, texts: Sequence[str]) -> None:
    for text, prediction in zip(texts, client.predict(model_id, list(texts)).predictions, strict=True):
        display.say(f"    {prediction.label} {prediction.probability:5.1%}  {' '.join(text.split())[:SHOWN_CHARACTERS]}")
