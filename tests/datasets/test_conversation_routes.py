"""Conversations over HTTP: uploaded in every shape, corrected and corrected back, filtered, searched."""

import json
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import update

from easytune.core.config import Settings
from easytune.core.db import Database
from easytune.datasets.tables import Dataset
from tests.datasets.client import API, files_of, get, upload, uploaded
from tests.datasets.files import json_lines

CHAT = [{"role": "user", "content": "几点开门？"}, {"role": "assistant", "content": "九点。"}]
SHARED = [{"from": "human", "value": "几点开门？"}, {"from": "gpt", "value": "九点。"}]
ALPACA = {"instruction": "几点开门？", "input": "", "output": "九点。", "history": []}
TURNS = [{"role": "user", "content": "几点开门？", "tool_calls": []}, {"role": "assistant", "content": "九点。", "tool_calls": []}]
SHAPES: list[tuple[str, str, dict[str, Any]]] = [
    (
        "alpaca.jsonl",
        json_lines(ALPACA),
        {"kind": "answer", "question": "instruction", "input": "input", "answer": "output", "history": "history"},
    ),
    ("pairs.csv", "question,answer\n几点开门？,九点。\n", {"kind": "answer", "question": "question", "answer": "answer"}),
    (
        "pairs.json",
        json.dumps([{"prompt": "几点开门？", "completion": "九点。"}]),
        {"kind": "answer", "question": "prompt", "answer": "completion"},
    ),
    ("openai.jsonl", json_lines({"messages": CHAT}), {"kind": "turns", "turns": "messages"}),
    ("sharegpt.json", json.dumps([{"conversations": SHARED}]), {"kind": "turns", "turns": "conversations"}),
]
LABELLED = "text,label,reply\n" + "".join(f"第{number}条,{'好' if number % 2 else '差'},谢谢{number}\n" for number in range(4))


def without_nulls(mapping: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in mapping.items() if value is not None}


@pytest.mark.parametrize(("filename", "content", "mapping"), SHAPES)
async def test_every_shape_is_known_by_itself(client: AsyncClient, filename: str, content: str, mapping: dict[str, Any]) -> None:
    dataset = await uploaded(client, content, filename)
    assert (dataset["task"], dataset["labels"], dataset["multi_label"]) == ("conversation", {}, False)
    assert without_nulls(dataset["mapping"]) == mapping
    row = (await get(client, f"/datasets/{dataset['id']}/rows"))["items"][0]
    assert row["conversation"] == {"turns": TURNS, "tools": None}
    assert (row["text"], row["label"], row["labels"]) == ("几点开门？", None, None)


async def test_datasets_are_filtered_by_conversation(client: AsyncClient) -> None:
    await uploaded(client)
    mine = await uploaded(client, SHAPES[1][1], "pairs.csv")
    assert [row["id"] for row in (await get(client, "/datasets", task="conversation"))["items"]] == [mine["id"]]
    assert [row["name"] for row in (await get(client, "/datasets", task="classification"))["items"]] == ["data"]


async def test_a_classification_becomes_a_conversation_and_goes_back(client: AsyncClient) -> None:
    dataset = await uploaded(client, LABELLED)
    path = f"{API}/datasets/{dataset['id']}"
    mapping = {"kind": "answer", "question": "text", "answer": "reply"}
    talk = (await client.patch(path, json={"mapping": mapping})).json()
    assert (talk["task"], talk["version"], talk["labels"], talk["rows"]) == ("conversation", 2, {}, 4)
    assert without_nulls(talk["mapping"]) == mapping
    same = (await client.patch(path, json={"mapping": mapping})).json()
    assert same["version"] == 2
    back = (await client.patch(path, json={"mapping": {"text": "text", "label": "label"}})).json()
    assert (back["task"], back["version"], back["labels"]) == ("classification", 3, {"好": 2, "差": 2})
    row = (await get(client, f"/datasets/{dataset['id']}/rows"))["items"][0]
    assert (row["conversation"], row["label"]) == (None, "差")


async def test_a_dataset_stored_before_there_were_kinds_is_shown_and_corrected(client: AsyncClient, database: Database) -> None:
    dataset = await uploaded(client, LABELLED)
    old = {"text": "text", "label": "label", "label_separator": None}
    async with database.session() as session:
        await session.execute(update(Dataset).where(Dataset.id == dataset["id"]).values(mapping=old))
    assert (await get(client, f"/datasets/{dataset['id']}"))["mapping"] == {"kind": "text", **old}
    unchanged = await client.patch(f"{API}/datasets/{dataset['id']}", json={"mapping": old})
    assert (unchanged.status_code, unchanged.json()["version"]) == (200, 1)


async def test_a_mapping_may_come_with_the_file(client: AsyncClient) -> None:
    mapping = {"kind": "answer", "question": "text", "answer": "reply"}
    assert (await uploaded(client, LABELLED, mapping=json.dumps(mapping)))["task"] == "conversation"
    text = await uploaded(client, SHAPES[1][1], "pairs.csv", mapping=json.dumps({"text": "question"}))
    assert (text["task"], text["mapping"]["text"]) == ("plain_text", "question")
    assert (await uploaded(client, SHAPES[1][1], "pairs.csv", label_column=""))["task"] == "plain_text"


@pytest.mark.parametrize(
    ("mapping", "code"),
    [
        ("{", "invalid_input"),
        ('{"kind": "poem"}', "invalid_input"),
        ('{"kind": "turns"}', "invalid_input"),
        ('{"kind": "turns", "turns": "messages"}', "column_missing"),
        ('{"kind": "answer", "question": "text", "answer": "text"}', "same_column"),
    ],
)
async def test_a_bad_mapping_is_refused_and_leaves_nothing(client: AsyncClient, settings: Settings, mapping: str, code: str) -> None:
    answer = await upload(client, LABELLED, mapping=mapping)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert files_of(settings) == set()


async def test_a_correction_that_fits_no_row_changes_nothing(client: AsyncClient) -> None:
    dataset = await uploaded(client, SHAPES[1][1], "pairs.csv")
    path = f"{API}/datasets/{dataset['id']}"
    answer = await client.patch(path, json={"mapping": {"kind": "turns", "turns": "question"}})
    assert (answer.status_code, answer.json()["code"]) == (422, "no_valid_rows")
    assert (await client.patch(path, json={"mapping": {"kind": "poem"}})).status_code == 422
    assert await get(client, f"/datasets/{dataset['id']}") == dataset


async def test_turns_are_searched(client: AsyncClient) -> None:
    dataset = await uploaded(
        client, json_lines({"messages": CHAT}, {"messages": [CHAT[0], {"role": "assistant", "content": "TEN"}]}), "a.jsonl"
    )
    found = await get(client, f"/datasets/{dataset['id']}/rows", search="ten")
    assert (found["total"], [row["line"] for row in found["items"]]) == (1, [2])
