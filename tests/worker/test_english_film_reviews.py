"""The English sample keeps clear ratings alone, as many of each label, from the archive inside the package."""

import csv
import io
from contextlib import closing
from pathlib import Path

import pytest

from easytune.contract.failure import RunFailed
from easytune.worker import english_film_reviews
from easytune.worker.english_film_reviews import ARCHIVE, RATINGS, build
from tests.worker.evil_archives import tar_of
from tests.worker.folders import report_in


@pytest.fixture(autouse=True)
def small_split(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(english_film_reviews, "TRAIN_ROWS_PER_LABEL", 4)
    monkeypatch.setattr(english_film_reviews, "HELDOUT_ROWS_PER_LABEL", 2)


def built(folder: Path, archive: bytes) -> list[list[str]]:
    package = folder / "package" / "vaderSentiment-3.3.2" / ARCHIVE
    package.parent.mkdir(parents=True)
    package.write_bytes(archive)
    (folder / "output").mkdir()
    with closing(report_in(folder / "run")) as report:
        build({"vaderSentiment": folder / "package"}, folder / "output", report)
    texts = [(folder / "output" / name).read_text(encoding="utf-8") for name in ("train.csv", "heldout.csv")]
    return [row for text in texts for row in list(csv.reader(io.StringIO(text)))[1:]]


def test_only_clear_ratings_become_rows(tmp_path: Path) -> None:
    lines = [f"{number}\t{rating}\ta sentence, number {number}\r\n" for number, rating in enumerate([1.5, -1.5, 0.4, -0.4] * 6)]
    rows = built(tmp_path, tar_of([(RATINGS, b"0", "".join(lines).encode())]))
    assert len(rows) == 12
    assert {label for _, label in rows} == {"positive", "negative"}
    assert {int(text.rsplit(" ", 1)[1]) % 4 for text, label in rows if label == "positive"} == {0}


@pytest.mark.parametrize("content", [b"no tabs here\n", b"1\tmany\ttext\n", b""])
def test_ratings_of_another_shape_are_a_failure(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(RunFailed):
        built(tmp_path, tar_of([(RATINGS, b"0", content)]))


def test_an_archive_inside_the_package_is_unpacked_as_carefully_as_the_package(tmp_path: Path) -> None:
    with pytest.raises(RunFailed, match="leaves its folder"):
        built(tmp_path, tar_of([("../evil", b"0", b"x")]))
