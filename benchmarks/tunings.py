"""Is every way of tuning as accurate as a plain script, on an encoder and on a decoder, and how fast is it?

Both sides of a case start from the same model and learn the same rows at the same recommended rate, one after the other in
fresh processes; ours is `python -m easytune.trainer`, as the product runs it. Both are judged by one piece of code on rows that
neither has seen. Exit status 1 when one of ours is more than a point below its plain script.

usage: python -m benchmarks.tunings [--case NAME…] [--train-rows N] [--heldout-rows N] [--threads N]
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.classification import SHUFFLE_SEED, SIDE_SECONDS, VALIDATION_ROWS, Side, accuracy, run_ours
from benchmarks.materials import ROOT, Row, pull, read_rows, take_reviews, write_result, write_rows
from easytune.contract.recommended import CLASSIFY
from easytune.contract.train_spec import BaseModelRef, TrainSettings, TrainSpec
from easytune.contract.tuning import Full, HeadOnly, Lora, Tuning
from easytune.models.catalog import starter

LARGEST_LOSS_POINTS = 1.0
CASES: dict[str, tuple[str, Tuning]] = {
    "bge-full": ("bge-small-zh", Full()),
    "bge-lora": ("bge-small-zh", Lora()),
    "bge-head": ("bge-small-zh", HeadOnly()),
    "minimind2-full": ("minimind2-small", Full()),
    "minimind2-lora": ("minimind2-small", Lora()),
}


@dataclass(frozen=True)
class Rows:
    """What every case learns, keeps for validation and is judged by."""

    train: list[Row]
    validation: list[Row]
    unseen: list[Row]


def main() -> None:
    """Run the cases and print one JSON object as the last line."""
    choice = _arguments()
    rows = _rows(choice.train_rows, choice.heldout_rows)
    cases = {name: _case(name, rows, choice.threads) for name in choice.case}
    passed = all(case["accuracy_difference"] >= -LARGEST_LOSS_POINTS for case in cases.values())
    write_result("tunings", {"passed": passed, "cases": cases, "train_rows": len(rows.train), "heldout_rows": len(rows.unseen)})
    sys.exit(0 if passed else 1)


def _case(name: str, rows: Rows, threads: int) -> dict[str, float]:
    key, tuning = CASES[name]
    model = pull(key, starter(key).package)
    with tempfile.TemporaryDirectory() as scratch:
        spec = _spec(Path(scratch), model, tuning, rows, threads)
        plain, ours = _run_plain(Path(scratch), spec), run_ours(Path(scratch), spec)
        plain_accuracy, our_accuracy = (accuracy(side.output, rows.unseen, spec) for side in (plain, ours))
    result = {
        "accuracy": our_accuracy,
        "plain_accuracy": plain_accuracy,
        "accuracy_difference": round(100 * (our_accuracy - plain_accuracy), 2),
        "samples_per_second": round(ours.samples_per_second, 2),
        "plain_samples_per_second": round(plain.samples_per_second, 2),
        "ratio": round(ours.samples_per_second / plain.samples_per_second, 2),
        "learning_rate": spec.settings.learning_rate,
        "wall_seconds": round(ours.wall_seconds, 1),
        "plain_wall_seconds": round(plain.wall_seconds, 1),
    }
    print(f"{name:16} {json.dumps(result)}", flush=True)
    return result


def _run_plain(scratch: Path, spec: TrainSpec) -> Side:
    settings = spec.settings
    order = {
        "model": spec.model.folder, "rows": spec.train.rows_file, "labels": spec.labels, "output": str(scratch / "plain"),
        "tuning": settings.tuning.model_dump(mode="json"), "learning_rate": settings.learning_rate, "batch_rows": settings.batch_rows,
        "epochs": settings.epochs, "max_tokens": settings.max_tokens, "seed": settings.seed, "threads": spec.threads,
    }  # fmt: skip
    (scratch / "order.json").write_text(json.dumps(order))
    command = [sys.executable, "-m", "benchmarks.plain_tuned", str(scratch / "order.json")]
    started = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, timeout=SIDE_SECONDS, check=True, stdout=subprocess.PIPE, text=True)
    said = json.loads(done.stdout.strip().splitlines()[-1])
    return Side(said["samples_per_second"], said["train_seconds"], time.monotonic() - started, scratch / "plain")


def _spec(scratch: Path, model: Path, tuning: Tuning, rows: Rows, threads: int) -> TrainSpec:
    """The product's default settings for one epoch, at the rate that it recommends for the tuning."""
    return TrainSpec(
        job_id=0,
        attempt=1,
        name="benchmark",
        language="en",
        model=BaseModelRef(model_id=0, name=model.name, folder=str(model)),
        train=write_rows(scratch / "train.parquet", rows.train, 1),
        validation=write_rows(scratch / "validation.parquet", rows.validation, 2),
        labels=tuple(sorted({row.label for row in rows.train})),
        settings=TrainSettings(tuning=tuning, learning_rate=CLASSIFY[tuning.kind].learning_rate),
        threads=threads,
    )


def _rows(train_rows: int, heldout_rows: int) -> Rows:
    train, heldout = take_reviews()
    random.seed(SHUFFLE_SEED)
    learned = random.sample(read_rows(train), train_rows)
    rest = random.sample(read_rows(heldout), heldout_rows + VALIDATION_ROWS)
    return Rows(learned, rest[:VALIDATION_ROWS], rest[VALIDATION_ROWS:])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Every way of tuning against a plain script.")
    parser.add_argument("--case", nargs="+", choices=list(CASES), default=list(CASES))
    parser.add_argument("--train-rows", type=int, default=2000)
    parser.add_argument("--heldout-rows", type=int, default=3000)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


if __name__ == "__main__":
    main()
