"""The web application on PostgreSQL: the same answers, and what happens when the database goes away."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from easytune.app import create_app
from easytune.core.config import Settings
from easytune.core.db import Database
from easytune.core.security import Role
from easytune.migrations.schema import migrate
from tests.conftest import SignIn

READ = ("session", "tokens", "datasets", "models", "jobs", "starters", "samples", "predictors", "overview", "system")
HUGE = (2**31, 2**63, 2**200)


@pytest.fixture
async def postgres(postgres_url: str) -> AsyncIterator[Database]:
    database = Database(postgres_url)
    await migrate(database)
    yield database
    await database.close()


@pytest.fixture
def app(settings: Settings, postgres: Database) -> FastAPI:
    """In the place of the app on SQLite."""
    return create_app(settings, postgres)


@pytest.fixture
async def client(app: FastAPI, postgres: Database) -> AsyncIterator[AsyncClient]:
    async with await SignIn(app, postgres).user("owner", Role.OWNER) as client:
        yield client


async def test_every_list_answers(client: AsyncClient) -> None:
    for path in READ:
        answer = await client.get(f"/api/v1/{path}")
        assert answer.status_code == 200, (path, answer.text)


async def test_setting_up_signing_in_and_tokens_work(app: FastAPI, postgres: Database, client: AsyncClient) -> None:
    made = (await client.post("/api/v1/tokens", json={"name": "中文 'name'"})).json()
    async with AsyncClient(transport=ASGITransport(app=app), base_url="http://localhost") as script:
        script.headers["Authorization"] = f"Bearer {made['token']}"
        assert (await script.get("/api/v1/session")).json()["user"]["username"] == "owner"
        assert (await client.delete(f"/api/v1/tokens/{made['id']}")).status_code == 204
        assert (await script.get("/api/v1/tokens")).status_code == 401


async def test_numbers_that_no_column_holds_are_refused(client: AsyncClient) -> None:
    for number in HUGE:
        for path in ("datasets", "models", "jobs", "runs"):
            assert (await client.get(f"/api/v1/{path}/{number}")).status_code == 422
        body = {"name": "x", "model_id": number, "dataset_id": number}
        assert (await client.post("/api/v1/jobs", json=body)).status_code == 422


async def test_characters_that_postgresql_cannot_store_are_refused(client: AsyncClient) -> None:
    for text in ("a\x00b", "\x00"):
        bodies = {"tokens": {"name": text}, "session": {"username": text, "password": "x"}, "models": {"name": text, "folder": text}}
        for path, body in bodies.items():
            answer = await client.post(f"/api/v1/{path}", json=body)
            assert answer.status_code in (401, 404, 422), (path, answer.text)
        assert (await client.get("/api/v1/datasets", params={"search": text})).status_code in (200, 422)


async def test_without_its_database_the_app_says_to_come_again(settings: Settings) -> None:
    away = Database("postgresql+asyncpg://nobody@127.0.0.1:1/none")
    app = create_app(settings, away)
    async with AsyncClient(transport=ASGITransport(app=app), base_url="http://localhost") as client:
        client.headers["Authorization"] = "Bearer et_x"
        answer = await client.get("/api/v1/datasets")
        assert (answer.status_code, answer.json()["code"], answer.headers["Retry-After"]) == (503, "database_away", "5")
        assert (await client.get("/api/v1/health")).status_code == 200
    await away.close()
