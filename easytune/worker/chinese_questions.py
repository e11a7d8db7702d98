"""Recipe of the Chinese questions: instructions with answers become train and held-out JSON Lines. Knows no torch and no tokenizer.

Source: the alpaca_zh demonstration rows in the sdist of llamafactory (Apache-2.0): {instruction, input, output}. Rows that ask
or answer the same but for white space and punctuation are kept once, so that nothing held out was trained on in another guise.
"""

import json
import random
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, TypeAdapter, ValidationError

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.worker.labelled_lines import skeleton
from easytune.worker.report import Report

PACKAGE = "llamafactory"
FILE = "data/alpaca_zh_demo.json"
TRAIN_ROWS, HELDOUT_ROWS = 890, 100
SEED = 20_250_814


class _Row(BaseModel):
    instruction: str
    input: str
    output: str


def build(packages: Mapping[str, Path], output: Path, report: Report) -> None:
    """Write train.jsonl and heldout.jsonl, in a seeded order. Raises: RunFailed(CRASHED) when the package holds something else."""
    rows = _without_twins(_rows(packages[PACKAGE]))
    if len(rows) < TRAIN_ROWS + HELDOUT_ROWS:
        raise RunFailed(ErrorCode.CRASHED, reason=f"{FILE}: {len(rows)} rows")
    random.Random(SEED).shuffle(rows)  # noqa: S311 - a fixed split, not a secret
    _write(output / "train.jsonl", rows[:TRAIN_ROWS], report)
    _write(output / "heldout.jsonl", rows[TRAIN_ROWS : TRAIN_ROWS + HELDOUT_ROWS], report)


def _rows(folder: Path) -> list[_Row]:
    found = sorted(folder.glob(f"*/{FILE}"))
    if len(found) != 1:
        raise RunFailed(ErrorCode.CRASHED, reason=f"{FILE}: {len(found)} files")
    try:
        return TypeAdapter(list[_Row]).validate_json(found[0].read_bytes())
    except ValidationError as error:
        raise RunFailed(ErrorCode.CRASHED, reason=f"{FILE} cannot be read ({error.error_count()} faults)") from None


def _without_twins(rows: list[_Row]) -> list[_Row]:
    """Of rows that share a question or an answer the first; none without either."""
    asked: set[str] = set()
    answered: set[str] = set()
    kept: list[_Row] = []
    for row in rows:
        question, answer = skeleton(row.instruction + row.input), skeleton(row.output)
        if question and answer and question not in asked and answer not in answered:
            kept.append(row)
        asked.add(question)
        answered.add(answer)
    return kept


def _write(path: Path, rows: list[_Row], report: Report) -> None:
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.writelines(json.dumps(row.model_dump(), ensure_ascii=False) + "\n" for row in rows)
    report.say(f"{path.name}：{len(rows)} 条样本", f"{path.name}: {len(rows)} rows")
