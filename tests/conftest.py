"""Fixtures of all tests: settings on a fresh data folder, a migrated database, the app and clients of it. Knows no domain."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from sqlalchemy import make_url, select

from easytune.accounts import service
from easytune.accounts.tables import User
from easytune.app import create_app
from easytune.core.config import Settings
from easytune.core.db import Database
from easytune.core.security import CSRF_HEADER, SESSION_COOKIE, Role
from easytune.migrations.schema import migrate
from tests.process.postgres import Postgres


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: Playwright keeps an event loop running in this thread, and then nothing else can run one."""
    items.sort(key=lambda item: "e2e" in item.path.parts)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file; every test copies it."""
    path = tmp_path_factory.mktemp("template") / "easytune.db"
    asyncio.run(_migrated(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real PostgreSQL that lives as long as the tests; it forgets what it was told when it is killed, and is quick."""
    server = Postgres(durable=False)
    try:
        server.start()
        yield server
    finally:
        server.close()


@dataclass(frozen=True)
class PostgresTemplate:
    """A migrated, empty database on a server; every test copies it."""

    server: Postgres
    name: str


@pytest.fixture(scope="session")
def postgres_template(postgres: Postgres) -> PostgresTemplate:
    url = asyncio.run(postgres.create_database())
    asyncio.run(_migrated(url))
    return PostgresTemplate(postgres, str(make_url(url).database))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_template(request: pytest.FixtureRequest) -> Path | PostgresTemplate:
    """Every test that needs a database runs on both kinds.

    One that is about one kind says `@pytest.mark.parametrize("database_template", ["sqlite"], indirect=True)`.
    """
    template = request.getfixturevalue("sqlite_template" if request.param == "sqlite" else "postgres_template")
    assert isinstance(template, Path | PostgresTemplate)
    return template


async def _migrated(url: str) -> None:
    database = Database(url)
    await migrate(database)
    await database.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Defaults on a data folder of this test alone."""
    chosen = Settings(data_dir=tmp_path / "data")
    for folder in (chosen.runs, chosen.datasets, chosen.models, chosen.uploads, chosen.cache):
        folder.mkdir(parents=True)
    return chosen


@pytest.fixture
async def database_url(database_template: Path | PostgresTemplate, settings: Settings) -> AsyncIterator[str]:
    """The address of a migrated database of this test alone, without a user."""
    match database_template:
        case Path():
            shutil.copyfile(database_template, settings.folder / "easytune.db")
            yield settings.database
        case PostgresTemplate(server, name):
            url = await server.create_database(template=name)
            yield url
            await server.drop_database(url)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The database at `database_url`."""
    database = Database(database_url)
    yield database
    await database.close()


@pytest.fixture
async def owner_id(database: Database) -> int:
    """The id of the owner account, made when `client` has not made it."""
    async with database.session() as session:
        known = await session.scalar(select(User).where(User.username == "owner"))
        if known is not None:
            return known.id
        user = User(username="owner", password_hash="hash", role="owner", language="en")
        session.add(user)
        await session.flush()
        return user.id


@pytest.fixture
async def postgres_url(postgres: Postgres) -> AsyncIterator[str]:
    """The address of a new, empty database."""
    url = await postgres.create_database()
    yield url
    await postgres.drop_database(url)


@pytest.fixture
def app(settings: Settings, database: Database) -> FastAPI:
    return create_app(settings, database)


@dataclass(frozen=True)
class SignIn:
    """Makes clients of the app, signed in as new users."""

    app: FastAPI
    database: Database

    def anonymous(self) -> AsyncClient:
        return AsyncClient(transport=ASGITransport(app=self.app), base_url="http://localhost")

    async def user(self, username: str, role: Role, language: str = "en") -> AsyncClient:
        """A client with the session cookie of a new user and the CSRF header that the page would send."""
        async with self.database.session() as session:
            user = await service.create_user(session, username, "hash", role, language)
            new = await service.create_session(session, user)
        client = self.anonymous()
        client.cookies.set(SESSION_COOKIE, self.app.state.accounts.signer.signed(new.token))
        client.headers[CSRF_HEADER] = new.csrf_token
        return client

    async def bearer(self, username: str, role: Role) -> AsyncClient:
        """A client with an API token of a new user."""
        async with self.database.session() as session:
            user = await service.create_user(session, username, "hash", role, "en")
            new = await service.create_token(session, user.id, "test")
        client = self.anonymous()
        client.headers["Authorization"] = f"Bearer {new.token}"
        return client


@pytest.fixture
def sign_in(app: FastAPI, database: Database) -> SignIn:
    return SignIn(app, database)


@pytest.fixture
async def client(sign_in: SignIn) -> AsyncIterator[AsyncClient]:
    """Signed in as an owner called `owner`, by cookie and CSRF token."""
    async with await sign_in.user("owner", Role.OWNER) as client:
        yield client


@pytest.fixture
async def anonymous(sign_in: SignIn) -> AsyncIterator[AsyncClient]:
    async with sign_in.anonymous() as client:
        yield client
