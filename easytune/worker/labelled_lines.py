"""Labelled lines of text become a train and a held-out CSV that share nothing. Knows no source, no language and no torch."""

import csv
import random
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.worker.report import Report


@dataclass(frozen=True)
class Split:
    """How many rows of each label go where, and the seed of their order."""

    train_rows_per_label: int
    heldout_rows_per_label: int
    seed: int


def write_split(texts: Mapping[str, list[str]], split: Split, output: Path, report: Report) -> None:
    """Write train.csv and heldout.csv, columns text and label, as many of each label, in a seeded order.

    texts: lines by label; twins are left out first. Raises: RunFailed(CRASHED) when a label has too few lines.
    """
    kept = _without_twins(texts)
    order = random.Random(split.seed)  # noqa: S311 - a fixed split, not a secret
    train: list[tuple[str, str]] = []
    heldout: list[tuple[str, str]] = []
    train_rows = split.train_rows_per_label
    for label, lines in kept.items():
        if len(lines) < train_rows + split.heldout_rows_per_label:
            raise RunFailed(ErrorCode.CRASHED, reason=f"{label}: {len(lines)} lines")
        order.shuffle(lines)
        rows = [(text, label) for text in lines]
        train += rows[:train_rows]
        heldout += rows[train_rows : train_rows + split.heldout_rows_per_label]
    for name, rows in (("train.csv", train), ("heldout.csv", heldout)):
        order.shuffle(rows)
        _write(output / name, rows)
        report.say(f"{name}：{len(rows)} 条样本", f"{name}: {len(rows)} rows")


def _without_twins(texts: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """One line of each skeleton; none of a skeleton that stands under several labels."""
    labels: dict[str, set[str]] = {}
    for label, lines in texts.items():
        for line in lines:
            labels.setdefault(skeleton(line), set()).add(label)
    kept: dict[str, list[str]] = {}
    for label, lines in texts.items():
        first = {skeleton(line): line for line in reversed(lines)}
        kept[label] = sorted(line for bones, line in first.items() if bones and len(labels[bones]) == 1)
    return kept


def skeleton(text: str) -> str:
    """Letters, digits and ideographs alone, in their compatibility form: equal for texts that differ in nothing that matters."""
    return "".join(character for character in unicodedata.normalize("NFKC", text).lower() if character.isalnum())


def _write(path: Path, rows: list[tuple[str, str]]) -> None:
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("text", "label"))
        writer.writerows(rows)
