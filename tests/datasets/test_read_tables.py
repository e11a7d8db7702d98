"""Rows of CSV, TSV and TXT: nothing is lost, every bad row has its line and its reason."""

import time
from pathlib import Path

import pytest

from easytune.contract.error_codes import ErrorCode
from easytune.core.errors import InvalidInput
from easytune.datasets.lines import MAX_ROW_CHARACTERS
from tests.datasets.files import THREE_ROWS, Read, read

TEN_MEGABYTES = "x" * 10_000_000


def reasons(found: Read) -> list[tuple[int, ErrorCode]]:
    return [(row.line, row.code) for row in found.rejected()]


def test_the_document_s_own_example_is_read(tmp_path: Path) -> None:
    found = read(tmp_path, "data.csv", THREE_ROWS)
    assert [(row.line, row.text, row.label) for row in found.rows()] == [
        (2, "今天天气很好", "positive"),
        (3, "我很不开心", "negative"),
        (4, "这个产品不错", "positive"),
    ]
    assert found.rows()[0].raw == {"text": "今天天气很好", "label": "positive"}


def test_lines_are_counted_as_an_editor_does_also_behind_quoted_newlines(tmp_path: Path) -> None:
    found = read(tmp_path, "a.csv", 'text,label\r\n"two\r\nlines",a\r\n\r\nthird,b\r\n,c\r\n')
    assert [(row.line, row.text) for row in found.rows()] == [(2, "two\nlines"), (5, "third")]
    assert reasons(found) == [(6, ErrorCode.ROW_TEXT_EMPTY)]


def test_an_open_quote_costs_its_own_row_and_no_other(tmp_path: Path) -> None:
    content = 'text,label\n"open,a\nsecond,b\n"x" y,c\n"said ""hi""",d\n"never closed,e\nlast,f\n'
    found = read(tmp_path, "a.csv", content)
    assert [(row.line, row.text) for row in found.rows()] == [(3, "second"), (4, "x y"), (5, 'said "hi"'), (7, "last")]
    assert reasons(found) == [(2, ErrorCode.ROW_QUOTES), (6, ErrorCode.ROW_QUOTES)]


def test_rows_with_another_number_of_columns_are_rejected_with_both_numbers(tmp_path: Path) -> None:
    found = read(tmp_path, "a.csv", "text,label\nok,a\nonly one\na,b,c\nfine,b,\n")
    assert [row.text for row in found.rows()] == ["ok", "fine"]
    assert [(row.line, row.params) for row in found.rejected()] == [(3, {"found": 1, "expected": 2}), (4, {"found": 3, "expected": 2})]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    other = ";" if delimiter == "," else ","
    rows = "".join(f"好，第{number}条{other} 不错{delimiter}标签{number % 3}\n" for number in range(9))
    found = read(tmp_path, "a.csv", f"文本{delimiter}标签\n{rows}")
    assert found.imported.layout.delimiter == delimiter
    assert found.imported.version.rows == 9


def test_one_column_with_commas_in_it_stays_one_column(tmp_path: Path) -> None:
    found = read(tmp_path, "a.csv", "text\nhello, you\nbye\nso, it is, then\n")
    assert found.imported.layout.delimiter is None
    assert [row.text for row in found.rows()] == ["hello, you", "bye", "so, it is, then"]
    assert found.text_mapping.label is None


def test_a_file_without_a_header_keeps_its_first_row(tmp_path: Path) -> None:
    found = read(tmp_path, "a.csv", "今天天气很好。,正面\n我不开心。,负面\n很好。,正面\n")
    assert found.text_mapping.text == "column1"
    assert found.text_mapping.label == "column2"
    assert found.rows()[0].line == 1


def test_repeated_and_empty_headings_get_names_of_their_own(tmp_path: Path) -> None:
    found = read(tmp_path, "a.csv", "text,,text,label\na,b,c,d\n")
    assert found.rows()[0].raw == {"text": "a", "column2": "b", "text_2": "c", "label": "d"}


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.txt"])
def test_a_row_with_a_nul_character_is_rejected(tmp_path: Path, name: str) -> None:
    far = "".join(f"正面\t第{number}条\n" for number in range(9_000))
    found = read(tmp_path, name, ("label\ttext\n" if name != "a.txt" else "") + far + "正面\tbad\0\n")
    assert found.imported.version.rows == 9_000
    assert [code for _, code in reasons(found)] == [ErrorCode.ROW_NUL]


def test_a_line_of_ten_megabytes_costs_its_row_and_no_time(tmp_path: Path) -> None:
    started = time.monotonic()
    found = read(tmp_path, "a.csv", f"text,label\n{TEN_MEGABYTES},a\nok,b\n")
    assert [row.line for row in found.rows()] == [3]
    assert reasons(found) == [(2, ErrorCode.ROW_TOO_LONG)]
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(("name", "code"), [("a.csv", ErrorCode.HEADER_TOO_LONG), ("a.txt", ErrorCode.NO_VALID_ROWS)])
def test_a_file_of_one_line_of_ten_megabytes_is_refused(tmp_path: Path, name: str, code: ErrorCode) -> None:
    with pytest.raises(InvalidInput) as caught:
        read(tmp_path, name, TEN_MEGABYTES)
    assert caught.value.code is code


def test_quotes_that_never_close_cannot_make_reading_slow(tmp_path: Path) -> None:
    opening = '"' + "好" * 40 + ",a\n"
    started = time.monotonic()
    found = read(tmp_path, "a.csv", "text,label\n" + (opening + "y,b\n" * 3) * 20_000)
    assert found.imported.version.rows + found.imported.version.rejected_rows == 80_000
    assert time.monotonic() - started < 30


def test_the_longest_allowed_cell_is_kept(tmp_path: Path) -> None:
    cell = "好" * (MAX_ROW_CHARACTERS - 10)
    found = read(tmp_path, "a.csv", f'text,label\n{cell},a\n"{cell}",b\n')
    assert [len(row.text) for row in found.rows()] == [len(cell), len(cell)]


def test_a_text_file_gives_one_text_a_line(tmp_path: Path) -> None:
    found = read(tmp_path, "a.txt", "first\n\n  second \nthird")
    assert [(row.line, row.text, row.label) for row in found.rows()] == [(1, "first", None), (3, "second", None), (4, "third", None)]


def test_a_labelled_text_file_is_cut_at_the_first_tab(tmp_path: Path) -> None:
    found = read(tmp_path, "a.txt", "好\ta\tb\n坏\tc\n好\td\n坏\te\nno tab\n")
    assert [(row.label, row.text) for row in found.rows()] == [("好", "a\tb"), ("坏", "c"), ("好", "d"), ("坏", "e")]
    assert reasons(found) == [(5, ErrorCode.ROW_NO_TAB)]


def test_labels_of_a_text_file_can_be_wanted_or_refused(tmp_path: Path) -> None:
    plain = read(tmp_path, "a.txt", "好\ta\n坏\tb\n", label="")
    assert [(row.text, row.label) for row in plain.rows()] == [("好\ta", None), ("坏\tb", None)]
    with pytest.raises(InvalidInput) as caught:
        read(tmp_path, "a.txt", "one\ntwo\n", label="label")
    assert caught.value.code is ErrorCode.NO_VALID_ROWS
    assert "no tab" in caught.value.params["reason"]
