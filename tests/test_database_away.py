"""What clients of the API see while the database is away, locked, silent, or cut off exactly at a COMMIT."""

import asyncio
import re
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from sqlalchemy import make_url

from easytune.app import create_app
from easytune.core import db, postgresql
from easytune.core.config import Settings
from easytune.core.db import Database
from easytune.core.openai_errors import is_openai_path
from easytune.core.route_table import RouteTable
from easytune.core.security import Policy, Role
from tests.conftest import SignIn
from tests.jobs.stock import add_dataset, add_model
from tests.process.cutting_proxy import Cut, CuttingProxy
from tests.process.postgres import Postgres, url_through

on_postgresql = pytest.mark.parametrize("database_template", ["postgresql"], indirect=True)
on_sqlite = pytest.mark.parametrize("database_template", ["sqlite"], indirect=True)
both_cuts = pytest.mark.parametrize("cut", list(Cut))
UPLOAD = {"file": ("reviews.csv", b"text,label\ngood,1\nbad,0\n", "text/csv")}


@pytest.fixture
def proxy(postgres: Postgres) -> Iterator[CuttingProxy]:
    with CuttingProxy(postgres.socket) as proxy:
        yield proxy


@pytest.fixture
async def behind(proxy: CuttingProxy, database_url: str, settings: Settings) -> AsyncIterator[FastAPI]:
    """An app that reaches the database of this test through the proxy only."""
    name = make_url(database_url).database
    assert name is not None
    database = Database(url_through(proxy.port, name))
    yield create_app(settings, database)
    await database.close()


@pytest.fixture
async def visitor(behind: FastAPI, client: AsyncClient) -> AsyncIterator[AsyncClient]:
    """The owner, signed in, at the app behind the proxy."""
    async with AsyncClient(transport=ASGITransport(app=behind), base_url="http://localhost") as visitor:
        visitor.cookies, visitor.headers = client.cookies, client.headers
        yield visitor


@pytest.fixture
async def body(database: Database, owner_id: int, client: AsyncClient) -> dict[str, object]:
    """A sound job."""
    return {"name": "first", "dataset_id": await add_dataset(database, owner_id), "model_id": await add_model(database, owner_id)}


@on_postgresql
async def test_every_guarded_route_says_to_come_again_and_the_next_request_after_its_return_is_answered(
    visitor: AsyncClient, behind: FastAPI, proxy: CuttingProxy
) -> None:
    assert (await visitor.get("/api/v1/jobs")).status_code == 200
    proxy.refuse()
    asked = 0
    for method, path in _guarded(behind):
        answer = await visitor.request(method, path)
        said = answer.json()["error"] if is_openai_path(path) else answer.json()
        assert (answer.status_code, said["code"], answer.headers["Retry-After"]) == (503, "database_away", "2"), path
        asked += 1
    assert asked > 40
    signing_in = await visitor.post("/api/v1/session", json={"username": "ada", "password": "a long enough one"})
    assert (signing_in.status_code, signing_in.json()["code"]) == (503, "database_away")
    health = await visitor.get("/api/v1/health")
    assert (health.status_code, health.json()["database"]) == (200, "away")
    proxy.refuse(False)
    assert (await visitor.get("/api/v1/jobs")).status_code == 200
    assert (await visitor.get("/api/v1/health")).json()["database"] == "ok"


def _guarded(app: FastAPI) -> list[tuple[str, str]]:
    """Method and path of every route that asks who is there."""
    return [
        (method, re.sub(r"{[^}]*}", "1", route.path))
        for route in RouteTable(app.routes).routes
        for method in route.methods
        if route.policy not in (None, Policy.PUBLIC, Policy.OPEN)
    ]


@on_postgresql
async def test_in_both_languages_the_page_can_say_what_happened(visitor: AsyncClient, proxy: CuttingProxy) -> None:
    proxy.refuse()
    for language, word in (("zh", "数据库"), ("en", "database")):
        answer = await visitor.get("/api/v1/jobs", headers={"Accept-Language": language})
        assert word in answer.json()["message"]


@on_postgresql
@both_cuts
async def test_a_submit_cut_at_commit_is_unknown_and_its_key_makes_one_job_in_the_end(
    visitor: AsyncClient, proxy: CuttingProxy, body: dict[str, object], cut: Cut
) -> None:
    proxy.cut_at_commit(cut, "INSERT INTO runs")
    first = await visitor.post("/api/v1/jobs", json=body, headers={"Idempotency-Key": "once"})
    assert (first.status_code, first.json()["code"], first.headers["Retry-After"]) == (503, "outcome_unknown", "2")
    seen = (await visitor.get("/api/v1/jobs")).json()["total"]
    assert seen == (0 if cut is Cut.BEFORE else 1)
    again = [await visitor.post("/api/v1/jobs", json=body, headers={"Idempotency-Key": "once"}) for _ in range(2)]
    assert [answer.status_code for answer in again] == [201, 201]
    jobs = (await visitor.get("/api/v1/jobs")).json()
    assert (jobs["total"], jobs["items"][0]["id"]) == (1, again[0].json()["id"])


@on_postgresql
@both_cuts
async def test_a_stop_cut_at_commit_may_be_asked_again(
    visitor: AsyncClient, proxy: CuttingProxy, body: dict[str, object], cut: Cut
) -> None:
    job_id = (await visitor.post("/api/v1/jobs", json=body)).json()["id"]
    proxy.cut_at_commit(cut, "UPDATE runs SET")
    first = await visitor.post(f"/api/v1/jobs/{job_id}/stop", json={"mode": "save"})
    assert (first.status_code, first.json()["code"]) == (503, "outcome_unknown")
    again = await visitor.post(f"/api/v1/jobs/{job_id}/stop", json={"mode": "save"})
    assert (again.status_code, again.json()["state"]) == (200, "STOPPED")


@on_postgresql
@both_cuts
async def test_an_upload_cut_at_commit_is_whole_or_not_there(visitor: AsyncClient, proxy: CuttingProxy, cut: Cut) -> None:
    proxy.cut_at_commit(cut, "INSERT INTO datasets")
    assert (await visitor.post("/api/v1/datasets", files=UPLOAD)).json()["code"] == "outcome_unknown"
    datasets = (await visitor.get("/api/v1/datasets")).json()["items"]
    assert len(datasets) == (0 if cut is Cut.BEFORE else 1)
    for dataset in datasets:
        assert (await visitor.get(f"/api/v1/datasets/{dataset['id']}/download")).content == UPLOAD["file"][1]
        assert (await visitor.get(f"/api/v1/datasets/{dataset['id']}/rows")).json()["total"] == 2


@on_postgresql
@both_cuts
async def test_a_token_whose_mark_was_cut_at_commit_is_let_in(behind: FastAPI, sign_in: SignIn, proxy: CuttingProxy, cut: Cut) -> None:
    script = await sign_in.bearer("bob", Role.MEMBER)
    async with AsyncClient(transport=ASGITransport(app=behind), base_url="http://localhost", headers=script.headers) as visitor:
        proxy.cut_at_commit(cut, "UPDATE api_tokens")
        assert (await visitor.get("/api/v1/jobs")).status_code == 200
        assert proxy.cuts == 1


@on_postgresql
async def test_a_database_that_says_nothing_is_away_after_a_while(
    visitor: AsyncClient, proxy: CuttingProxy, settings: Settings, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "STATEMENT_SECONDS", 0.5)
    monkeypatch.setattr(postgresql, "CONNECT_SECONDS", 0.5)
    database = Database(url_through(proxy.port, str(make_url(database_url).database)))
    app = create_app(settings, database)
    async with AsyncClient(transport=ASGITransport(app=app), base_url="http://localhost") as client:
        client.cookies, client.headers = visitor.cookies, visitor.headers
        assert (await client.get("/api/v1/jobs")).status_code == 200
        proxy.freeze()
        began = time.monotonic()
        answers = await asyncio.gather(*(client.get("/api/v1/jobs") for _ in range(3)))
        assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(503, "database_away")}
        assert time.monotonic() - began < 10
        proxy.freeze(False)
        assert (await client.get("/api/v1/jobs")).status_code == 200
    await database.close()


@on_sqlite
async def test_an_sqlite_file_that_is_locked_for_long_is_away_and_then_back(
    settings: Settings, client: AsyncClient, body: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "BUSY_SECONDS", 0.2)
    database = Database(settings.database)
    app = create_app(settings, database)
    async with AsyncClient(transport=ASGITransport(app=app), base_url="http://localhost") as visitor:
        visitor.cookies, visitor.headers = client.cookies, client.headers
        other = sqlite3.connect(settings.folder / "easytune.db", isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        for answer in (await visitor.get("/api/v1/jobs"), await visitor.post("/api/v1/jobs", json=body)):
            assert (answer.status_code, answer.json()["code"], answer.headers["Retry-After"]) == (503, "database_away", "2")
        other.execute("ROLLBACK")
        other.close()
        assert (await visitor.post("/api/v1/jobs", json=body)).status_code == 201
        assert (await visitor.get("/api/v1/jobs")).json()["total"] == 1
    await database.close()
