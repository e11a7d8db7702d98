"""Commands, templates and markup in every field that is kept as text: refused, or kept letter by letter and nothing more."""

import json
from pathlib import Path

import pytest
from httpx import AsyncClient, Response

from tests.api.hostile_texts import INJECTIONS
from tests.datasets.client import uploaded

API = "/api/v1"


def assert_refused_or_kept(response: Response, field: str, text: str) -> None:
    assert response.status_code in (200, 201, 422), (text, response.text)
    if response.status_code != 422:
        assert response.json()[field] == text.strip(" ")


async def test_names_and_descriptions_are_text_and_nothing_else(
    client: AsyncClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    dataset = await uploaded(client)
    for text in INJECTIONS:
        assert_refused_or_kept(await client.post(f"{API}/tokens", json={"name": text}), "name", text)
        for field in ("name", "description"):
            answer = await client.patch(f"{API}/datasets/{dataset['id']}", json={field: text})
            assert_refused_or_kept(answer, field, text)
    assert not list(tmp_path.rglob("*CANARY*"))


async def test_cells_and_labels_are_text_and_nothing_else(client: AsyncClient) -> None:
    texts = [text for text in INJECTIONS if "\0" not in text]
    rows = [{"text": text, "label": text} for text in texts]
    dataset = await uploaded(client, "\n".join(json.dumps(row) for row in rows), "rows.jsonl")
    page = (await client.get(f"{API}/datasets/{dataset['id']}/rows", params={"page_size": 200})).json()
    assert [row["text"] for row in page["items"]] == [text.strip() for text in texts]
    assert [row["label"] for row in page["items"]] == [text.strip() for text in texts]


async def test_a_megabyte_is_refused_wherever_a_name_is_asked(client: AsyncClient) -> None:
    long = "x" * (1 << 20)
    assert (await client.post(f"{API}/tokens", json={"name": long})).status_code == 413
    assert (await client.post(f"{API}/tokens", json={"name": long[: 1 << 19]})).status_code == 422
