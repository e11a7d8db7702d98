"""Data whose texts have any number of labels: by lists, by a separator, corrected on the page, searched and counted."""

from pathlib import Path

import pyarrow.parquet
from httpx import AsyncClient

from easytune.datasets.store import ROWS_FILE
from tests.datasets.client import API, get, upload, uploaded
from tests.datasets.files import read

LISTS = (
    '{"text": "今天天气很好", "label": ["天气", "心情"]}\n{"text": "普通的一天", "label": []}\n'
    '{"text": "下雨了", "label": "天气"}\n{"text": "重复", "label": ["心情", "心情", 3]}\n'
)
PIPES = "text,label\n好吃又便宜,food|price\n太贵,price\n上菜慢但好吃,service|food\n一般,\n态度好,service\n"


def test_lists_of_labels_are_several_labels_by_themselves(tmp_path: Path) -> None:
    found = read(tmp_path, "a.jsonl", LISTS)
    assert found.imported.multi_label
    assert found.text_mapping.label_separator is None
    assert [row.labels for row in found.rows()] == [["天气", "心情"], [], ["天气"], ["3", "心情"]]
    assert {row.label for row in found.rows()} == {None}
    assert found.imported.version.labels == {"天气": 2, "心情": 2, "3": 1}


def test_the_rows_file_holds_a_list_of_strings(tmp_path: Path) -> None:
    table = pyarrow.parquet.read_table(read(tmp_path, "a.jsonl", LISTS).folder / ROWS_FILE)
    assert str(table.schema.field("labels").type).startswith("list<")
    assert "label" not in table.column_names
    assert table["labels"].to_pylist()[0] == ["天气", "心情"]


def test_a_json_document_may_hold_lists_too(tmp_path: Path) -> None:
    found = read(tmp_path, "a.json", '[{"text": "x y", "labels": ["a", "b"]}, {"text": "z", "labels": ["a"]}]')
    assert [row.labels for row in found.rows()] == [["a", "b"], ["a"]]


def test_bad_labels_are_rejected_with_line_and_reason(tmp_path: Path) -> None:
    long = "x" * 201
    lines = ['["a", "b"]', '["a", ""]', '["a", ["b"]]', "null", f'["{long}"]', '{"a": 1}']
    found = read(tmp_path, "a.jsonl", "".join(f'{{"text": "t", "label": {value}}}\n' for value in lines), text="text", label="label")
    assert [(row.line, row.code.value) for row in found.rejected()] == [
        (2, "row_label_empty"), (3, "row_not_text"), (4, "row_label_empty"), (5, "row_label_long"), (6, "row_not_text"),
    ]  # fmt: skip


def test_a_separator_is_guessed_in_tables_and_text_files(tmp_path: Path) -> None:
    assert [row.labels for row in read(tmp_path, "a.csv", PIPES).rows()] == [
        ["food", "price"],
        ["price"],
        ["food", "service"],
        [],
        ["service"],
    ]
    found = read(tmp_path, "a.txt", "a;b\t一\nb\t二\nc;a\t三\nc\t四\n")
    assert (found.imported.multi_label, found.text_mapping.label_separator) == (True, ";")


def test_data_with_one_label_a_text_stays_as_it_was(tmp_path: Path) -> None:
    found = read(tmp_path, "a.csv", 'text,label\n一,"Paris, TX"\n二,"Reno, NV"\n三,"Paris, TX"\n四,"Reno, NV"\n')
    assert (found.imported.multi_label, found.text_mapping.label_separator) == (False, None)
    assert [row.label for row in found.rows()] == ["Paris, TX", "Reno, NV", "Paris, TX", "Reno, NV"]
    assert found.rows()[0].labels is None
    assert "labels" not in pyarrow.parquet.read_schema(found.folder / ROWS_FILE).names


async def test_the_separator_can_be_corrected_on_the_page(client: AsyncClient) -> None:
    dataset = await uploaded(client, PIPES)
    assert (dataset["task"], dataset["multi_label"], dataset["labels"]) == ("classification", True, {"food": 2, "price": 2, "service": 2})
    path = f"/datasets/{dataset['id']}"
    one = await client.patch(f"{API}{path}", json={"mapping": {"text": "text", "label": "label"}})
    assert (one.json()["multi_label"], one.json()["rejected_rows"]) == (False, 1)
    assert one.json()["labels"]["food|price"] == 1
    mapping = {"text": "text", "label": "label", "label_separator": "|"}
    again = await client.patch(f"{API}{path}", json={"mapping": mapping})
    assert (again.json()["multi_label"], again.json()["rejected_rows"], again.json()["mapping"]) == (True, 0, {"kind": "text", **mapping})
    assert (await get(client, f"{path}/rows", search="PRICE"))["total"] == 2


async def test_an_upload_may_name_its_separator_or_deny_it(client: AsyncClient) -> None:
    odd = "text,label\n一,a/b\n二,c\n"
    assert (await uploaded(client, odd, label_separator="/"))["labels"] == {"a": 1, "b": 1, "c": 1}
    assert not (await uploaded(client, PIPES, label_separator=""))["multi_label"]
    answer = await upload(client, odd, label_separator="/" * 9)
    assert (answer.status_code, answer.json()["code"]) == (422, "separator_too_long")
