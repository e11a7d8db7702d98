"""What routes ask for: a session, the signed-in user, the settings. Knows no domain.

The app puts `database` and `settings` on `app.state`; the guard puts `principal` on the request's state.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from easytune.contract.error_codes import ErrorCode
from easytune.core.config import Settings
from easytune.core.db import Database
from easytune.core.errors import NotAuthenticated
from easytune.core.security import Principal


def _database(request: Request) -> Database:
    database = request.app.state.database
    assert isinstance(database, Database)
    return database


async def _writing(database: Annotated[Database, Depends(_database)]) -> AsyncIterator[AsyncSession]:
    async with database.session() as session:
        yield session


async def _reading(database: Annotated[Database, Depends(_database)]) -> AsyncIterator[AsyncSession]:
    async with database.reading() as session:
        yield session


def _settings(request: Request) -> Settings:
    settings = request.app.state.settings
    assert isinstance(settings, Settings)
    return settings


def _user(request: Request) -> Principal:
    principal = request.state.principal
    if not isinstance(principal, Principal):
        raise NotAuthenticated(ErrorCode.NOT_AUTHENTICATED)
    return principal


def _maybe_user(request: Request) -> Principal | None:
    principal = request.state.principal
    return principal if isinstance(principal, Principal) else None


def _stopping(request: Request) -> asyncio.Event:
    stopping = request.app.state.stopping
    assert isinstance(stopping, asyncio.Event)
    return stopping


Db = Annotated[Database, Depends(_database)]
# scope="function": the transaction is committed before the answer is sent
Writing = Annotated[AsyncSession, Depends(_writing, scope="function")]
Reading = Annotated[AsyncSession, Depends(_reading, scope="function")]
Config = Annotated[Settings, Depends(_settings)]
# set when the server goes down, so that endless answers end
Stopping = Annotated[asyncio.Event, Depends(_stopping)]
CurrentUser = Annotated[Principal, Depends(_user)]
# who is signed in at an open route, if anybody
MaybeUser = Annotated[Principal | None, Depends(_maybe_user)]
