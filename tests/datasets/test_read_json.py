"""Rows of JSON and JSON Lines: faults have lines, depth and size have bounds."""

import json
import time
from pathlib import Path

import pytest

from easytune.contract.error_codes import ErrorCode
from easytune.core.errors import InvalidInput
from easytune.datasets.layout import Format
from tests.datasets.files import Read, read

ROWS = [{"text": f"第{number}条", "label": "好" if number % 2 else "坏"} for number in range(1_000)]
LINES = [json.dumps(row, ensure_ascii=False) for row in ROWS]


def refused(folder: Path, name: str, content: str | bytes) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        read(folder, name, content)
    return caught.value


def reasons(found: Read) -> list[tuple[int, ErrorCode]]:
    return [(row.line, row.code) for row in found.rejected()]


def test_every_row_of_a_list_has_its_line(tmp_path: Path) -> None:
    found = read(tmp_path, "a.json", "[\n" + ",\n".join(LINES) + "\n]")
    assert [row.line for row in found.rows()] == list(range(2, 202))
    assert found.imported.version.rows == 1_000


def test_broken_json_at_line_731_is_named(tmp_path: Path) -> None:
    lines = [f"{line}," for line in LINES]
    lines[729] = lines[729].replace('"label":', '"label"')
    error = refused(tmp_path, "a.json", "[\n" + "\n".join(lines) + "\n]")
    assert error.code is ErrorCode.JSON_BROKEN
    assert error.params["line"] == 731


def test_a_broken_line_731_of_json_lines_is_one_rejected_row(tmp_path: Path) -> None:
    lines = LINES.copy()
    lines[730] = lines[730][:-2]
    found = read(tmp_path, "a.jsonl", "\n".join(lines))
    assert found.imported.version.rows == 999
    assert [(row.line, row.code, row.params["line"]) for row in found.rejected()] == [(731, ErrorCode.JSON_BROKEN, 731)]


BROKEN = ['[{"text": "a"', '[{"text": "a"},\n', '[{"text": 1e999}]', '[{"text": NaN}]', '[{"text": "a"}] more', "[" * 100_000]


@pytest.mark.parametrize("content", BROKEN)
def test_json_that_is_cut_or_wrong_is_refused_with_a_line(tmp_path: Path, content: str) -> None:
    error = refused(tmp_path, "a.json", content)
    assert error.code is ErrorCode.JSON_BROKEN
    assert error.params["line"] >= 1
    assert error.params["reason"]


def test_a_list_inside_an_object_is_found(tmp_path: Path) -> None:
    content = '{"version": 1, "names": ["a"], "data": [{"text": "x", "label": "y"}], "more": [{"text": "not this"}]}'
    found = read(tmp_path, "a.json", content)
    assert [row.text for row in found.rows()] == ["x"]


@pytest.mark.parametrize("content", ['{"text": "x", "label": "y"}', "3", '"text"', '{"a": [1, 2]}', "{}"])
def test_json_without_a_list_of_objects_is_refused(tmp_path: Path, content: str) -> None:
    assert refused(tmp_path, "a.json", content).code is ErrorCode.JSON_SHAPE


def test_an_empty_list_has_no_rows(tmp_path: Path) -> None:
    assert refused(tmp_path, "a.json", "[]").code is ErrorCode.NO_ROWS


def test_one_object_a_line_is_json_lines_whatever_the_extension(tmp_path: Path) -> None:
    assert read(tmp_path, "a.json", "\n".join(LINES)).imported.layout.format is Format.JSONL
    assert read(tmp_path, "a.jsonl", "[" + ",".join(LINES) + "]").imported.layout.format is Format.JSON


def test_elements_that_are_no_objects_are_rejected(tmp_path: Path) -> None:
    found = read(tmp_path, "a.json", '[{"text": "x"},\n3,\n"s",\n[{"text": "inner"}],\nnull]')
    assert [row.text for row in found.rows()] == ["x"]
    assert reasons(found) == [(line, ErrorCode.ROW_NOT_OBJECT) for line in (2, 3, 4, 5)]
    lines = read(tmp_path, "a.jsonl", '{"text": "x"}\n3\n[1]\n')
    assert reasons(lines) == [(2, ErrorCode.ROW_NOT_OBJECT), (3, ErrorCode.ROW_NOT_OBJECT)]


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
@pytest.mark.parametrize("depth", [40, 500, 200_000])
def test_a_deeply_nested_row_is_rejected_and_the_next_one_kept(tmp_path: Path, name: str, depth: int) -> None:
    deep = '{"text": ' + '{"a": [' * depth + "]}" * depth + "}"
    content = f'[{deep},\n{{"text": "ok"}}]' if name == "a.json" else f'{deep}\n{{"text": "ok"}}\n'
    found = read(tmp_path, name, content)
    assert [row.text for row in found.rows()] == ["ok"]
    assert next(code for _, code in reasons(found)) in (ErrorCode.ROW_TOO_DEEP, ErrorCode.JSON_BROKEN, ErrorCode.ROW_TOO_LONG)


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_a_row_of_ten_megabytes_is_rejected_and_the_next_one_kept(tmp_path: Path, name: str) -> None:
    rows = [json.dumps({"text": "x" * 10_000_000}), '{"text": "ok"}']
    started = time.monotonic()
    found = read(tmp_path, name, "[" + ",\n".join(rows) + "]" if name == "a.json" else "\n".join(rows))
    assert [row.text for row in found.rows()] == ["ok"]
    assert reasons(found) == [(1, ErrorCode.ROW_TOO_LONG)]
    assert time.monotonic() - started < 5


def test_a_value_that_never_ends_is_given_up(tmp_path: Path) -> None:
    assert refused(tmp_path, "a.json", '[{"text": "' + "x" * 20_000_000).code is ErrorCode.JSON_BROKEN


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_numbers_and_booleans_become_text_and_lists_do_not(tmp_path: Path, name: str) -> None:
    good = ['{"text": "a", "label": 1}', '{"text": 2.5, "label": true}']
    rows = [*good, '{"text": ["a"], "label": "x"}', '{"text": "b", "label": null}', '{"label": "x"}']
    found = read(tmp_path, name, "[" + ",\n".join(rows) + "]" if name == "a.json" else "\n".join(rows))
    assert [(row.text, row.label) for row in found.rows()] == [("a", "1"), ("2.5", "true")]
    assert reasons(found) == [(3, ErrorCode.ROW_NOT_TEXT), (4, ErrorCode.ROW_LABEL_EMPTY), (5, ErrorCode.ROW_TEXT_EMPTY)]


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_an_escaped_nul_is_rejected(tmp_path: Path, name: str) -> None:
    rows = ['{"text": "a\\u0000b"}', '{"text": "ok"}']
    found = read(tmp_path, name, "[" + ",".join(rows) + "]" if name == "a.json" else "\n".join(rows))
    assert [code for _, code in reasons(found)] == [ErrorCode.ROW_NUL]


def test_half_a_surrogate_pair_never_reaches_the_rows(tmp_path: Path) -> None:
    found = read(tmp_path, "a.jsonl", '{"text": "\\ud800"}\n{"text": "ok"}\n')
    assert [row.text for row in found.rows()] == ["ok"]
    assert reasons(found) == [(1, ErrorCode.JSON_BROKEN)]


@pytest.mark.parametrize("half", ["\\ud800", "\\udc00x", "\\ud800\\ud800", "\\uD83D", "\\\\\\ud800", "\\ud83d\\n"])
@pytest.mark.parametrize("before", [0, 65_500, 65_525])
def test_half_a_surrogate_pair_in_a_document_is_named_with_its_line(tmp_path: Path, half: str, before: int) -> None:
    error = refused(tmp_path, "a.json", '[{"text": "ok"},\n{"text": "' + "x" * before + half + '"}]')
    assert (error.code, error.params["line"]) == (ErrorCode.JSON_BROKEN, 2)


def test_whole_surrogate_pairs_are_read_wherever_the_text_is_cut(tmp_path: Path) -> None:
    for before in range(65_510, 65_540):
        found = read(tmp_path, f"{before}.json", '[{"text": "' + "x" * before + "\\ud83d\\ude00" * 3 + '\\\\ud800"}]')
        assert [row.text[before:] for row in found.rows()] == ["😀😀😀\\ud800"]
