"""Every example file is read whole."""

from pathlib import Path

import pytest

from easytune.datasets.layout import Format
from tests.datasets.files import read

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
LABELLED = [
    ("reviews.csv", Format.CSV, "utf-8"),
    ("reviews.tsv", Format.TSV, "utf-8"),
    ("reviews-gb18030.csv", Format.CSV, "gb18030"),
    ("reviews.json", Format.JSON, "utf-8"),
    ("reviews.jsonl", Format.JSONL, "utf-8"),
    ("reviews.txt", Format.TXT, "utf-8"),
]


@pytest.mark.parametrize(("name", "expected", "encoding"), LABELLED)
def test_a_labelled_example_gives_forty_rows_of_two_labels(tmp_path: Path, name: str, expected: Format, encoding: str) -> None:
    found = read(tmp_path, name, (EXAMPLES / name).read_bytes()).imported
    assert found.layout.format is expected
    assert found.layout.encoding == encoding
    assert (found.version.rows, found.version.rejected_rows) == (40, 0)
    assert found.version.labels == {"正面": 20, "负面": 20}


def test_the_unlabelled_example_is_plain_text(tmp_path: Path) -> None:
    found = read(tmp_path, "lines.txt", (EXAMPLES / "lines.txt").read_bytes()).imported
    assert found.mapping.label is None
    assert found.version.rows > 0
    assert found.version.rejected_rows == 0


def test_every_example_of_data_is_read_by_a_test() -> None:
    data = {path.name for path in EXAMPLES.iterdir()} - {"README.md", "train.json"}
    assert data == {name for name, _, _ in LABELLED} | {"lines.txt"}
