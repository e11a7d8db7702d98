"""Writes journals of attempts as a trainer does. Knows no process."""

from pathlib import Path

from easytune.contract.events import Evaluation, Event, LogLevel, LogLine, Step
from easytune.contract.journal import JournalWriter
from easytune.contract.run_folder import RunFolder
from easytune.core.db import utc_now


def write_events(runs: Path, run_id: int, attempt: int, *events: Event) -> Path:
    """Append to the attempt's events.jsonl."""
    path = _ready(runs, run_id, attempt).events
    journal = JournalWriter(path)
    for event in events:
        journal.write(event)
    journal.close()
    return path


def write_log_lines(runs: Path, run_id: int, attempt: int, *texts: str) -> Path:
    """Append to the attempt's log.jsonl."""
    path = _ready(runs, run_id, attempt).log
    journal = JournalWriter(path)
    for text in texts:
        journal.append(LogLine(at=utc_now(), level=LogLevel.INFO, source="trainer", text=text))
    journal.close()
    return path


def step(number: int, loss: float = 0.5, *, grad_norm: float | None = 1.0, elapsed_seconds: float | None = None) -> Step:
    return Step(
        step=number,
        epoch=number / 100,
        loss=loss,
        learning_rate=1e-4,
        grad_norm=grad_norm,
        rows_per_second=64.0,
        tokens_per_second=2048.0,
        elapsed_seconds=number * 0.5 if elapsed_seconds is None else elapsed_seconds,
    )


def evaluation(number: int, accuracy: float = 0.8, *, best: bool = False) -> Evaluation:
    return Evaluation(step=number, epoch=number / 100, loss=0.4, accuracy=accuracy, macro_f1=accuracy, seconds=2.0, best=best)


def _ready(runs: Path, run_id: int, attempt: int) -> RunFolder:
    folder = RunFolder.of(runs, run_id, attempt)
    folder.path.mkdir(parents=True, exist_ok=True)
    return folder
