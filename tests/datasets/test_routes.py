"""Datasets over HTTP as the page uses them."""

import asyncio
import json

import pytest
from httpx import AsyncClient

from easytune.core.config import Settings
from easytune.core.security import Role
from tests.conftest import SignIn
from tests.datasets.client import API, files_of, get, upload, uploaded


async def test_an_uploaded_file_is_a_dataset_with_rows(client: AsyncClient) -> None:
    dataset = await uploaded(client)
    assert dataset["name"] == "data"
    assert dataset["task"] == "classification"
    assert dataset["mapping"] == {"kind": "text", "text": "text", "label": "label", "label_separator": None}
    assert dataset["labels"] == {"positive": 2, "negative": 1}
    assert (dataset["rows"], dataset["rejected_rows"], dataset["version"]) == (3, 0, 1)
    assert [field["name"] for field in dataset["fields"]] == ["text", "label"]
    page = await get(client, f"/datasets/{dataset['id']}/rows", page_size=2)
    assert page["total"] == 3
    assert page["items"][0] == {
        "line": 2, "text": "今天天气很好", "label": "positive", "labels": None, "conversation": None,
        "raw": {"text": "今天天气很好", "label": "positive"},
    }  # fmt: skip
    assert await get(client, f"/datasets/{dataset['id']}") == dataset


async def test_the_list_is_newest_first_and_searched(client: AsyncClient) -> None:
    for name in ("first", "second_50%", "third"):
        await uploaded(client, name=name)
    await uploaded(client, "one\ntwo\n", "plain.txt")
    everything = await get(client, "/datasets")
    assert [row["name"] for row in everything["items"]] == ["plain", "third", "second_50%", "first"]
    assert everything["total"] == 4
    assert [row["name"] for row in (await get(client, "/datasets", search="D_50%"))["items"]] == ["second_50%"]
    assert [row["name"] for row in (await get(client, "/datasets", task="plain_text"))["items"]] == ["plain"]
    assert [row["name"] for row in (await get(client, "/datasets", page=2, page_size=3))["items"]] == ["first"]


async def test_a_name_that_a_person_chose_must_be_free(client: AsyncClient, settings: Settings) -> None:
    await uploaded(client, name="评论")
    before = files_of(settings)
    answer = await upload(client, name="评论")
    assert (answer.status_code, answer.json()["code"]) == (409, "name_taken")
    assert files_of(settings) == before


async def test_a_name_taken_from_the_file_is_counted_up(client: AsyncClient) -> None:
    assert [(await uploaded(client))["name"] for _ in range(3)] == ["data", "data (2)", "data (3)"]


@pytest.mark.parametrize("name", ["../up", "a\\b", "nul\0", "x" * 300, "new\nline", "\u202eright to left", " \t "])
async def test_a_bad_name_is_refused_and_leaves_nothing(client: AsyncClient, settings: Settings, name: str) -> None:
    answer = await upload(client, name=name)
    assert (answer.status_code, answer.json()["code"]) == (422, "name_invalid")
    assert files_of(settings) == set()
    dataset = await uploaded(client)
    renamed = await client.patch(f"{API}/datasets/{dataset['id']}", json={"name": name})
    assert (renamed.status_code, renamed.json()["code"]) == (422, "name_invalid")


async def test_html_is_an_ordinary_name(client: AsyncClient) -> None:
    name = "<img src=x onerror=alert(1)>"
    assert (await uploaded(client, name=name))["name"] == name
    assert (await uploaded(client, filename="<b>bold</b>.csv"))["name"] == "b>"


@pytest.mark.parametrize(
    ("content", "filename", "code"),
    [
        (b"", "a.csv", "file_empty"),
        (b"text,label\n", "a.csv", "no_rows"),
        (b"text,label\n,x\n", "a.csv", "no_valid_rows"),
        (b"PK\x03\x04rest of a spreadsheet", "a.csv", "file_binary"),
        (b"text\n\xe9t\xe9 d\xe9j\xe0\n", "a.csv", "encoding_unknown"),
        (b'[{"text": "a"', "a.json", "json_broken"),
        (b'{"text": "a"}', "a.json", "json_shape"),
        (b"x" * 10_000_000, "a.csv", "header_too_long"),
        (b"text\na\n", "a.xlsx", "format_unknown"),
    ],
)
async def test_a_bad_file_is_refused_and_leaves_nothing(
    client: AsyncClient, settings: Settings, content: bytes, filename: str, code: str
) -> None:
    answer = await upload(client, content, filename)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["message"]
    assert files_of(settings) == set()
    assert (await get(client, "/datasets"))["total"] == 0


async def test_a_missing_label_column_is_named_with_those_that_are_there(client: AsyncClient) -> None:
    answer = await upload(client, label_column="mood")
    assert answer.status_code == 422
    assert answer.json()["code"] == "column_missing"
    assert answer.json()["params"] == {"column": "mood", "columns": "text, label"}


async def test_errors_are_in_the_language_of_the_reader(sign_in: SignIn) -> None:
    chinese = await sign_in.user("li", Role.MEMBER, "zh")
    answer = await upload(chinese, "text,label\n,x\n")
    assert "文本为空" in answer.json()["message"]
    dataset = await uploaded(chinese, "text,label\n,x\na,b\n")
    assert "文本为空" in (await get(chinese, f"/datasets/{dataset['id']}/rejected"))["items"][0]["message"]


async def test_rejected_rows_are_shown_and_downloaded(client: AsyncClient) -> None:
    dataset = await uploaded(client, "text,label\ngood,a\n,b\nonly one\nfine,c\n")
    page = await get(client, f"/datasets/{dataset['id']}/rejected", page_size=1, page=2)
    assert page["total"] == 2
    assert page["items"][0] | {"message": ""} == {
        "line": 4, "code": "row_columns", "params": {"found": 1, "expected": 2}, "message": "", "raw": "only one",
    }  # fmt: skip
    answer = await client.get(f"{API}/datasets/{dataset['id']}/rejected/download")
    assert [json.loads(line)["line"] for line in answer.text.splitlines()] == [3, 4]
    assert answer.headers["content-disposition"].startswith("attachment")


async def test_the_raw_file_comes_back_byte_for_byte_and_inert(client: AsyncClient) -> None:
    raw = "文本;标签\r\n<script>alert(1)</script>;坏\r\n好;好\r\n".encode("gb18030")
    dataset = await uploaded(client, raw, '评论".csv')
    answer = await client.get(f"{API}/datasets/{dataset['id']}/download")
    assert answer.content == raw
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"].startswith("attachment; filename*=utf-8''")
    assert "sandbox" in answer.headers["content-security-policy"]


async def test_correcting_the_mapping_makes_the_next_version(client: AsyncClient, settings: Settings) -> None:
    dataset = await uploaded(client, "text,other,label\na,one,x\nb,two,y\n,three,x\n")
    assert (dataset["rows"], dataset["rejected_rows"]) == (2, 1)
    changed = await client.patch(f"{API}/datasets/{dataset['id']}", json={"mapping": {"text": "other", "label": "label"}})
    assert changed.status_code == 200
    assert changed.json()["version"] == 2
    assert (changed.json()["rows"], changed.json()["rejected_rows"]) == (3, 0)
    assert [row["text"] for row in (await get(client, f"/datasets/{dataset['id']}/rows"))["items"]] == ["one", "two", "three"]
    assert len([name for name in files_of(settings) if name.endswith("rows.parquet")]) == 1


async def test_taking_the_label_away_makes_it_plain_text(client: AsyncClient) -> None:
    dataset = await uploaded(client)
    changed = await client.patch(f"{API}/datasets/{dataset['id']}", json={"mapping": {"text": "text", "label": None}})
    assert changed.json()["task"] == "plain_text"
    assert changed.json()["labels"] == {}


async def test_a_mapping_that_leaves_no_row_changes_nothing(client: AsyncClient, settings: Settings) -> None:
    dataset = await uploaded(client, "text,empty,label\na,,x\nb,,y\n")
    before = files_of(settings)
    for mapping, code in (({"text": "empty", "label": "label"}, "no_valid_rows"), ({"text": "gone", "label": None}, "column_missing")):
        answer = await client.patch(f"{API}/datasets/{dataset['id']}", json={"mapping": mapping})
        assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert await get(client, f"/datasets/{dataset['id']}") == dataset
    assert files_of(settings) == before


async def test_two_corrections_at_once_leave_one_version_and_no_orphan(client: AsyncClient, settings: Settings) -> None:
    dataset = await uploaded(client, "a,b,label\none,uno,x\ntwo,due,y\n", text_column="a")
    path = f"{API}/datasets/{dataset['id']}"
    mappings = [{"text": text, "label": label} for text, label in (("b", "label"), ("b", None), ("a", None))]
    answers = await asyncio.gather(*(client.patch(path, json={"mapping": mapping}) for mapping in mappings))
    assert {answer.status_code for answer in answers} <= {200, 409}
    now = await get(client, f"/datasets/{dataset['id']}")
    page = await get(client, f"/datasets/{dataset['id']}/rows")
    assert page["items"][0]["text"] == {"a": "one", "b": "uno"}[now["mapping"]["text"]]
    assert len([name for name in files_of(settings) if name.endswith("rows.parquet")]) == 1


async def test_name_and_description_can_be_changed(client: AsyncClient) -> None:
    await uploaded(client, name="taken")
    dataset = await uploaded(client)
    changed = await client.patch(f"{API}/datasets/{dataset['id']}", json={"name": " 新名字 ", "description": "what it is"})
    assert (changed.json()["name"], changed.json()["description"], changed.json()["version"]) == ("新名字", "what it is", 1)
    clash = await client.patch(f"{API}/datasets/{dataset['id']}", json={"name": "taken"})
    assert (clash.status_code, clash.json()["code"]) == (409, "name_taken")


async def test_a_deleted_dataset_takes_its_files_along(client: AsyncClient, settings: Settings) -> None:
    dataset = await uploaded(client)
    assert (await client.delete(f"{API}/datasets/{dataset['id']}")).status_code == 204
    assert files_of(settings) == set()
    for path in ("", "/rows", "/rejected", "/download", "/rejected/download"):
        assert (await client.get(f"{API}/datasets/{dataset['id']}{path}")).status_code == 404
    assert (await client.delete(f"{API}/datasets/{dataset['id']}")).status_code == 404


async def test_viewers_read_and_change_nothing(client: AsyncClient, sign_in: SignIn) -> None:
    dataset = await uploaded(client)
    viewer = await sign_in.user("reader", Role.VIEWER)
    assert (await viewer.get(f"{API}/datasets/{dataset['id']}/rows")).status_code == 200
    assert (await upload(viewer)).status_code == 403
    assert (await viewer.patch(f"{API}/datasets/{dataset['id']}", json={"name": "x"})).status_code == 403
    assert (await viewer.delete(f"{API}/datasets/{dataset['id']}")).status_code == 403
