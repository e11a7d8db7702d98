"""Recipe of the English film reviews: sentences with the mean of many ratings become labelled CSV files. Knows no torch.

Source: the data of Hutto and Gilbert 2014 (VADER, ICWSM-14), which the sdist of vaderSentiment ships under MIT: sentences from
film reviews, each rated by at least 15 people from -4 (most negative) to 4 (most positive). Ratings near 0 are left out.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.worker.archive import unpack
from easytune.worker.labelled_lines import Split, write_split
from easytune.worker.report import Report

PACKAGE = "vaderSentiment"
ARCHIVE = "additional_resources/hutto_ICWSM_2014.tar.gz"
RATINGS = "hutto_ICWSM_2014/movieReviewSnippets_GroundTruth.txt"
POSITIVE, NEGATIVE = "positive", "negative"
CLEAR_RATING = 0.5
SHORTEST_CHARACTERS = 8
TRAIN_ROWS_PER_LABEL = 3_800
HELDOUT_ROWS_PER_LABEL = 1_000
SEED = 20_250_814


def build(packages: Mapping[str, Path], output: Path, report: Report) -> None:
    """Write train.csv and heldout.csv. Raises: RunFailed(CRASHED, ARCHIVE_UNSAFE) when the package holds something else."""
    texts: dict[str, list[str]] = {POSITIVE: [], NEGATIVE: []}
    for rating, text in _rated(_ratings_file(packages[PACKAGE], report)):
        if abs(rating) > CLEAR_RATING and len(text) >= SHORTEST_CHARACTERS:
            texts[POSITIVE if rating > 0 else NEGATIVE].append(text)
    write_split(texts, Split(TRAIN_ROWS_PER_LABEL, HELDOUT_ROWS_PER_LABEL, SEED), output, report)


def _ratings_file(package: Path, report: Report) -> Path:
    """The package holds the data as an archive of its own."""
    found = sorted(package.glob(f"*/{ARCHIVE}"))
    if len(found) != 1:
        raise RunFailed(ErrorCode.CRASHED, reason=f"{ARCHIVE}: {len(found)} files")
    unpack(found[0], package / "data", watch=report.progress)
    return package / "data" / RATINGS


def _rated(path: Path) -> Iterator[tuple[float, str]]:
    """Lines are number, mean rating and text, by tabs. Raises: RunFailed(CRASHED) for a missing file or another shape."""
    try:
        for line in path.read_text(encoding="utf-8-sig").splitlines():
            _, rating, text = line.split("\t", 2)
            yield float(rating), " ".join(text.split())
    except (OSError, ValueError) as error:
        raise RunFailed(ErrorCode.CRASHED, reason=f"{path.name} cannot be read ({type(error).__name__})") from None
