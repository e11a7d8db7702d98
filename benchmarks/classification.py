"""How much faster than a plain script does the platform fine-tune a classifier, and is it as accurate?

Both sides start from the same model and learn the same rows with the same learning rate, batch, epochs, cutoff, seed and
threads, one after the other in fresh processes; ours is `python -m easytune.trainer`, as the product runs it, checkpoints
included. Both outputs are then judged by one piece of code on rows that neither has seen.

usage: python -m benchmarks.classification [--model FOLDER] [--rows FILE --heldout FILE] [--train-rows N] [--heldout-rows N]
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

import numpy as np
import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from benchmarks.materials import ROOT, Row, read_rows, take_model, take_reviews, write_result, write_rows
from easytune.contract.events import Failed, Finished, event_adapter
from easytune.contract.run_folder import RunFolder
from easytune.contract.train_spec import BaseModelRef, TrainSettings, TrainSpec
from easytune.core.config import process_environment
from easytune.modeling.device import bf16_instructions

VALIDATION_ROWS = 200
SIDE_SECONDS = 900
JUDGE_BATCH_ROWS = 64
SHUFFLE_SEED = 11


@dataclass(frozen=True)
class Side:
    """What one of the two contestants did."""

    samples_per_second: float
    train_seconds: float
    wall_seconds: float
    output: Path


def main() -> None:
    """Run both sides and print one JSON object as the last line."""
    choice = _arguments()
    train, heldout = (choice.rows, choice.heldout) if choice.rows else take_reviews()
    model = choice.model or take_model()
    random.seed(SHUFFLE_SEED)
    rows = _some(read_rows(train), choice.train_rows)
    unseen = _some(read_rows(heldout), choice.heldout_rows + VALIDATION_ROWS)
    with tempfile.TemporaryDirectory() as scratch:
        spec = _spec(Path(scratch), model, rows, unseen[:VALIDATION_ROWS], choice.threads)
        plain, ours = run_plain(Path(scratch), spec), run_ours(Path(scratch), spec)
        accuracies = [accuracy(side.output, unseen[VALIDATION_ROWS:], spec) for side in (ours, plain)]
    write_result("classification", _result(ours, plain, accuracies, spec, len(rows), choice.heldout_rows))


def run_ours(scratch: Path, spec: TrainSpec) -> Side:
    """The product's trainer on a run folder."""
    folder = RunFolder(scratch / "ours")
    folder.path.mkdir()
    folder.spec.write_text(spec.model_dump_json())
    started = time.monotonic()
    command = [sys.executable, "-m", "easytune.trainer", str(folder.path)]
    done = subprocess.run(command, cwd=ROOT, env=process_environment(), timeout=SIDE_SECONDS, check=False)
    wall = time.monotonic() - started
    last = event_adapter.validate_json(folder.events.read_bytes().splitlines()[-1])
    if done.returncode or not isinstance(last, Finished):
        raise SystemExit(f"our trainer failed: {last.code if isinstance(last, Failed) else last.type}")
    return Side(last.train_rows_seen / last.train_seconds, last.train_seconds, wall, folder.output)


def run_plain(scratch: Path, spec: TrainSpec) -> Side:
    """The plain script on the same rows."""
    settings = spec.settings
    order = {
        "model": spec.model.folder, "rows": spec.train.rows_file, "labels": spec.labels, "output": str(scratch / "plain"),
        "learning_rate": settings.learning_rate, "batch_rows": settings.batch_rows, "epochs": settings.epochs,
        "max_tokens": settings.max_tokens, "seed": settings.seed, "threads": spec.threads,
    }  # fmt: skip
    (scratch / "order.json").write_text(json.dumps(order))
    command = [sys.executable, "-m", "benchmarks.plain_classifier", str(scratch / "order.json")]
    started = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, timeout=SIDE_SECONDS, check=True, stdout=subprocess.PIPE, text=True)
    wall = time.monotonic() - started
    said = json.loads(done.stdout.strip().splitlines()[-1])
    return Side(said["samples_per_second"], said["train_seconds"], wall, scratch / "plain")


def accuracy(output: Path, rows: list[Row], spec: TrainSpec) -> float:
    """Share of the rows that a saved model gets right, the same arithmetic for everyone, longest rows first."""
    torch.set_num_threads(spec.threads)
    tokenizer = AutoTokenizer.from_pretrained(output)
    model = AutoModelForSequenceClassification.from_pretrained(output)
    model.train(False)
    rows = sorted(rows, key=lambda row: -len(row.text))
    right = 0
    for start in range(0, len(rows), JUDGE_BATCH_ROWS):
        batch = rows[start : start + JUDGE_BATCH_ROWS]
        inputs = tokenizer(
            [row.text for row in batch], padding=True, truncation=True, max_length=spec.settings.max_tokens, return_tensors="pt"
        )
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=bool(bf16_instructions())):
            guesses = model(**inputs).logits.argmax(dim=1).numpy()
        right += int((guesses == np.array([spec.labels.index(row.label) for row in batch])).sum())
    return right / len(rows)


def _spec(scratch: Path, model: Path, rows: list[Row], validation: list[Row], threads: int) -> TrainSpec:
    """The product's default settings for one epoch."""
    return TrainSpec(
        job_id=0,
        attempt=1,
        name="benchmark",
        language="en",
        model=BaseModelRef(model_id=0, name=model.name, folder=str(model)),
        train=write_rows(scratch / "train.parquet", rows, 1),
        validation=write_rows(scratch / "validation.parquet", validation, 2),
        labels=tuple(sorted({row.label for row in rows})),
        settings=TrainSettings(),
        threads=threads,
    )


def _result(ours: Side, plain: Side, accuracies: list[float], spec: TrainSpec, rows: int, heldout_rows: int) -> dict[str, object]:
    return {
        "samples_per_second": round(ours.samples_per_second, 2),
        "plain_samples_per_second": round(plain.samples_per_second, 2),
        "ratio": round(ours.samples_per_second / plain.samples_per_second, 2),
        "accuracy": accuracies[0],
        "plain_accuracy": accuracies[1],
        "accuracy_difference": round(100 * (accuracies[0] - accuracies[1]), 2),
        "accuracy_difference_unit": "points, ours minus theirs",
        "wall_seconds": round(ours.wall_seconds, 1),
        "plain_wall_seconds": round(plain.wall_seconds, 1),
        "train_rows": rows,
        "heldout_rows": heldout_rows,
        "settings": spec.settings.model_dump(mode="json"),
        "threads": spec.threads,
        "model": spec.model.name,
        "instruction_set": [*bf16_instructions(), torch.backends.cpu.get_cpu_capability().lower()],
    }


def _some(rows: list[Row], count: int) -> list[Row]:
    if len(rows) < count:
        raise SystemExit(f"{len(rows)} rows are too few, {count} are needed")
    return random.sample(rows, count)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Ours against a plain script; without --model and --rows the worker takes both.")
    parser.add_argument("--model", type=Path)
    parser.add_argument("--rows", type=Path, help="CSV or Parquet with the columns text and label")
    parser.add_argument("--heldout", type=Path, help="the same for rows to judge by; needed with --rows")
    parser.add_argument("--train-rows", type=int, default=8000)
    parser.add_argument("--heldout-rows", type=int, default=4000)
    parser.add_argument("--threads", type=int, default=2)
    choice = parser.parse_args()
    if bool(choice.rows) != bool(choice.heldout):
        parser.error("--rows and --heldout go together")
    return choice


if __name__ == "__main__":
    main()
