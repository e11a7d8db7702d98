"""What is written is bounded, counted, and read back page by page."""

import threading
from pathlib import Path

import pytest

from easytune.contract.error_codes import ErrorCode
from easytune.core.errors import InvalidInput
from easytune.core.pages import Paging
from easytune.datasets.columns import Columns
from easytune.datasets.importing import import_file
from easytune.datasets.rows import rows_page
from easytune.datasets.store import MAX_LABELS, ROWS_FILE, Cancelled
from tests.datasets.files import read


def many(count: int) -> str:
    return "text,label\n" + "".join(f"第{number}条 Row,{number % 3}\n" for number in range(count))


def test_pages_cross_row_groups_without_a_gap(tmp_path: Path) -> None:
    found = read(tmp_path, "a.csv", many(4_500))
    lines = [row.line for page in range(1, 24) for row in found.rows(page=page)]
    assert lines == list(range(2, 4_502))
    assert found.rows(page=24) == []


def test_a_search_finds_text_label_and_raw_fields_whatever_the_case(tmp_path: Path) -> None:
    content = "text,label,note\nApple pie,a,x\nbanana,b,APPLE\ncherry,Apple,y\ndate,d,z\n"
    found = read(tmp_path, "a.csv", content)
    assert [row.text for row in found.rows(search="apple")] == ["Apple pie", "banana", "cherry"]
    assert found.rows(search="nothing like it") == []
    assert found.rows(search="(") == []


def test_a_search_counts_all_its_rows_and_pages_through_them(tmp_path: Path) -> None:
    found = read(tmp_path, "a.csv", many(5_000))
    first = rows_page(found.folder / ROWS_FILE, Paging(page=1, page_size=30), "99条")
    second = rows_page(found.folder / ROWS_FILE, Paging(page=2, page_size=30), "99条")
    assert first.total == second.total == 50
    assert [row.line for row in first.items + second.items] == [number + 2 for number in range(99, 5_000, 100)]


def test_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert (
        read(tmp_path / "a", "a.csv", many(3_000)).imported.version.rows_sha256
        == read(tmp_path / "b", "a.csv", many(3_000)).imported.version.rows_sha256
    )


def test_fields_tell_types_gaps_and_an_example(tmp_path: Path) -> None:
    content = "text,label,price,sold,empty,mixed\na,x,1.5,true,,1\nb,y,,false,,word\nc,x,-2e3,true,,3\n"
    fields = {field.name: field for field in read(tmp_path, "a.csv", content).imported.version.fields}
    assert {name: (field.type, field.missing) for name, field in fields.items()} == {
        "text": ("text", 0),
        "label": ("text", 0),
        "price": ("number", 1),
        "sold": ("boolean", 0),
        "empty": ("empty", 3),
        "mixed": ("text", 0),
    }
    assert fields["price"].example == "1.5"


def test_a_column_of_ids_is_refused_as_label(tmp_path: Path) -> None:
    content = "text,number\n" + "".join(f"a,{number}\n" for number in range(MAX_LABELS + 1))
    with pytest.raises(InvalidInput) as caught:
        read(tmp_path, "a.csv", content, label="number")
    assert caught.value.code is ErrorCode.TOO_MANY_LABELS


def test_a_long_label_is_a_rejected_row(tmp_path: Path) -> None:
    found = read(tmp_path, "a.csv", f"text,label\na,{'x' * 201}\nb,{'x' * 200}\n", label="label")
    assert [(row.line, row.code) for row in found.rejected()] == [(2, ErrorCode.ROW_LABEL_LONG)]


def test_an_import_that_nobody_waits_for_ends(tmp_path: Path) -> None:
    (tmp_path / "raw").write_text(many(10))
    (tmp_path / "version").mkdir()
    gone = threading.Event()
    gone.set()
    with pytest.raises(Cancelled):
        import_file(tmp_path / "raw", "a.csv", Columns(), tmp_path / "version", "en", gone)


@pytest.mark.parametrize(
    ("content", "columns", "code"),
    [
        ("", Columns(), ErrorCode.FILE_EMPTY),
        ("\n \n\n", Columns(), ErrorCode.FILE_EMPTY),
        ("text,label\n", Columns(), ErrorCode.NO_ROWS),
        ("text,label\n,\n, x\n", Columns(), ErrorCode.NO_VALID_ROWS),
        ("text,label\na,b\n", Columns(label="mood"), ErrorCode.COLUMN_MISSING),
        ("text,label\na,b\n", Columns(text="../etc"), ErrorCode.COLUMN_MISSING),
        ("text,label\na,b\n", Columns("text", "text"), ErrorCode.SAME_COLUMN),
    ],
)
def test_a_file_without_usable_rows_is_refused(tmp_path: Path, content: str, columns: Columns, code: ErrorCode) -> None:
    with pytest.raises(InvalidInput) as caught:
        read(tmp_path, "a.csv", content, text=columns.text, label=columns.label)
    assert caught.value.code is code


def test_no_valid_rows_says_the_first_reason_and_the_columns(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        read(tmp_path, "a.csv", "text,label\n,a\n,b\n")
    assert caught.value.params == {"rows": 2, "line": 2, "reason": "the text is empty", "columns": "text, label"}


@pytest.mark.parametrize("name", ["a.xlsx", "a.parquet", "a", ".csv", "a.csv.exe", "csv"])
def test_an_unknown_extension_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read(tmp_path, name, "text\na\n")
    assert caught.value.code is ErrorCode.FORMAT_UNKNOWN


def test_one_label_or_a_label_with_one_row_is_no_fault_of_the_file(tmp_path: Path) -> None:
    assert read(tmp_path, "a.csv", "text,label\na,x\nb,x\n").imported.version.labels == {"x": 2}
    assert read(tmp_path, "a.csv", "text,label\na,x\nb,x\nc,y\n").imported.version.labels == {"x": 2, "y": 1}
