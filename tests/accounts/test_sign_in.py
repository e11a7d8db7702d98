"""Set-up, login, sessions and tokens over HTTP."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from sqlalchemy import func, select, update

from easytune.accounts import service
from easytune.accounts.tables import ApiToken, LoginSession, SetupToken, User
from easytune.app import create_app
from easytune.core.config import Settings
from easytune.core.db import Database, utc_now
from easytune.core.security import CSRF_COOKIE, CSRF_HEADER, SESSION_COOKIE, Role
from tests.conftest import SignIn

SESSION, SETUP, TOKENS = "/api/v1/session", "/api/v1/setup", "/api/v1/tokens"
GOOD = {"username": "ada", "password": "correct horse", "language": "en"}


@pytest.fixture
async def setup_token(database: Database) -> str:
    async with database.session() as session:
        token = await service.issue_setup_token(session)
    assert token is not None
    return token


@pytest.fixture
async def ada(anonymous: AsyncClient, setup_token: str) -> AsyncClient:
    """Has just made the first account, and is signed in."""
    answer = await anonymous.post(SETUP, json=GOOD | {"token": setup_token})
    assert answer.status_code == 201
    anonymous.headers[CSRF_HEADER] = answer.json()["csrf_token"]
    return anonymous


@pytest.fixture
async def stranger(app: FastAPI) -> AsyncIterator[AsyncClient]:
    async with AsyncClient(transport=ASGITransport(app=app), base_url="http://localhost") as client:
        yield client


async def test_a_fresh_folder_asks_for_a_set_up_and_knows_no_password(anonymous: AsyncClient) -> None:
    assert (await anonymous.get(SESSION)).json()["setup_required"] is True
    for password in ("admin", "admin123", "password", "", "easytune"):
        answer = await anonymous.post(SESSION, json={"username": "admin", "password": password})
        assert answer.status_code in (401, 429)


async def test_the_console_token_makes_one_owner_once(ada: AsyncClient, stranger: AsyncClient, setup_token: str) -> None:
    session = (await ada.get(SESSION)).json()
    assert session["user"] == {"id": 1, "username": "ada", "role": "owner", "language": "en"}
    assert session["setup_required"] is False
    again = await stranger.post(SETUP, json=GOOD | {"token": setup_token, "username": "eve"})
    assert (again.status_code, again.json()["code"]) == (409, "setup_done")


async def test_of_two_set_ups_at_once_one_wins(app: FastAPI, database: Database, setup_token: str) -> None:
    async def try_it(name: str) -> int:
        async with AsyncClient(transport=ASGITransport(app=app), base_url="http://localhost") as client:
            return (await client.post(SETUP, json=GOOD | {"token": setup_token, "username": name})).status_code

    statuses = await asyncio.gather(*(try_it(f"ada{number}") for number in range(4)))
    assert sorted(statuses)[0] == 201
    assert all(status in (403, 409) for status in sorted(statuses)[1:])
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(User)) == 1


@pytest.mark.parametrize("token", ["", "wrong", "x" * 43])
async def test_a_wrong_token_makes_no_owner(anonymous: AsyncClient, setup_token: str, token: str) -> None:
    answer = await anonymous.post(SETUP, json=GOOD | {"token": token})
    assert (answer.status_code, answer.json()["code"]) == (403, "setup_token_invalid")


async def test_an_old_token_and_a_replaced_token_make_no_owner(anonymous: AsyncClient, database: Database, setup_token: str) -> None:
    async with database.session() as session:
        newer = await service.issue_setup_token(session)
        await session.execute(update(SetupToken).values(expires_at=utc_now() - timedelta(seconds=1)))
    for token in (setup_token, newer):
        assert (await anonymous.post(SETUP, json=GOOD | {"token": token})).json()["code"] == "setup_token_invalid"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"password": "short"}, "weak_password"),
        ({"password": "password1"}, "weak_password"),
        ({"username": "a b"}, "name_invalid"),
        ({"username": "<script>"}, "name_invalid"),
        ({"username": "../x"}, "name_invalid"),
        ({"username": "a\x00b"}, "name_invalid"),
    ],
)
async def test_a_refused_set_up_does_not_use_the_token_up(
    anonymous: AsyncClient, setup_token: str, change: dict[str, str], code: str
) -> None:
    body = GOOD | {"token": setup_token}
    refused = await anonymous.post(SETUP, json=body | change)
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert (await anonymous.post(SETUP, json=body)).status_code == 201


async def test_signing_in_and_out(ada: AsyncClient, stranger: AsyncClient) -> None:
    answer = await stranger.post(SESSION, json={"username": " ada ", "password": GOOD["password"]})
    assert answer.status_code == 200
    cookies = answer.headers.get_list("set-cookie")
    assert any(SESSION_COOKIE in cookie and "HttpOnly" in cookie and "samesite=lax" in cookie.lower() for cookie in cookies)
    assert any(CSRF_COOKIE in cookie and "HttpOnly" not in cookie for cookie in cookies)
    kept = stranger.cookies[SESSION_COOKIE]
    assert kept not in answer.text
    assert (await stranger.get(TOKENS)).status_code == 200
    out = await stranger.delete(SESSION, headers={CSRF_HEADER: answer.json()["csrf_token"]})
    assert out.status_code == 204
    assert SESSION_COOKIE not in stranger.cookies
    stranger.cookies.set(SESSION_COOKIE, kept)
    assert (await stranger.get(TOKENS)).status_code == 401
    assert (await ada.get(TOKENS)).status_code == 200


async def test_a_wrong_name_and_a_wrong_password_are_told_alike_and_take_alike(ada: AsyncClient, stranger: AsyncClient) -> None:
    answers, seconds = [], []
    for username in ("ada", "nobody"):
        began = time.perf_counter()
        answers.append(await stranger.post(SESSION, json={"username": username, "password": "wrong"}))
        seconds.append(time.perf_counter() - began)
    assert [answer.status_code for answer in answers] == [401, 401]
    bodies = [{**answer.json(), "request_id": ""} for answer in answers]
    assert bodies[0] == bodies[1]
    assert 0.25 < seconds[0] / seconds[1] < 4


async def test_guessing_locks_out_even_the_right_password_for_a_while(ada: AsyncClient, stranger: AsyncClient) -> None:
    tries = [stranger.post(SESSION, json={"username": "ada", "password": f"guess {number}"}) for number in range(20)]
    statuses = [answer.status_code for answer in await asyncio.gather(*tries)]
    assert statuses.count(401) == 5
    assert statuses.count(429) == 15
    right = await stranger.post(SESSION, json={"username": "ada", "password": GOOD["password"]})
    assert (right.status_code, right.json()["code"]) == (429, "login_throttled")
    assert 0 < int(right.headers["Retry-After"]) <= 30


async def test_sessions_end_after_thirty_days_and_are_swept(ada: AsyncClient, stranger: AsyncClient, database: Database) -> None:
    async with database.session() as session:
        await session.execute(update(LoginSession).values(expires_at=utc_now() - timedelta(seconds=1)))
    assert (await ada.get(TOKENS)).status_code == 401
    assert (await ada.get(SESSION)).json()["user"] is None
    await stranger.post(SESSION, json={"username": "ada", "password": GOOD["password"]})
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(LoginSession)) == 1


@pytest.mark.parametrize("database_template", ["sqlite"], indirect=True)
async def test_no_token_lies_in_the_database_in_the_clear(ada: AsyncClient, settings: Settings, setup_token: str) -> None:
    made = (await ada.post(TOKENS, json={"name": "script"})).json()["token"]
    stored = await asyncio.to_thread((settings.folder / "easytune.db").read_bytes)
    for secret in (made, ada.cookies[SESSION_COOKIE], GOOD["password"], setup_token):
        assert secret.encode() not in stored


async def test_the_language_belongs_to_the_person(ada: AsyncClient) -> None:
    assert (await ada.patch(SESSION, json={"language": "zh"})).json()["user"]["language"] == "zh"
    assert (await ada.get(SESSION)).json()["user"]["language"] == "zh"
    assert (await ada.patch(SESSION, json={"language": "fr"})).status_code == 422


async def test_an_api_token_is_shown_once_works_and_can_be_revoked(ada: AsyncClient, stranger: AsyncClient, database: Database) -> None:
    made = (await ada.post(TOKENS, json={"name": "script"})).json()
    assert made["token"].startswith("et_")
    assert made["token"].startswith(made["start"])
    assert "token" not in (await ada.get(TOKENS)).json()[0]
    stranger.headers["Authorization"] = f"bearer {made['token']}"
    assert (await stranger.get(TOKENS)).json()[0]["last_used_at"] is not None
    assert (await stranger.post(TOKENS, json={"name": "made without a CSRF token"})).status_code == 201
    async with database.session() as session:
        await session.execute(update(ApiToken).values(last_used_at=utc_now() - timedelta(hours=1)))
    before = utc_now() - timedelta(minutes=1)
    assert all(token["last_used_at"] > before.isoformat() for token in (await stranger.get(TOKENS)).json() if token["id"] == made["id"])
    assert (await ada.delete(f"{TOKENS}/{made['id']}")).status_code == 204
    assert (await stranger.get(TOKENS)).status_code == 401


async def test_tokens_of_others_do_not_exist(sign_in: SignIn) -> None:
    mine, theirs = await sign_in.user("mine", Role.OWNER), await sign_in.user("theirs", Role.OWNER)
    made = (await mine.post(TOKENS, json={"name": "x"})).json()
    assert (await theirs.get(TOKENS)).json() == []
    foreign, missing = await theirs.delete(f"{TOKENS}/{made['id']}"), await theirs.delete(f"{TOKENS}/99")
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert len((await mine.get(TOKENS)).json()) == 1


@pytest.mark.parametrize("token_id", ["0", "-1", "x", str(2**63), str(2**200)])
async def test_ids_that_cannot_be_are_refused(client: AsyncClient, token_id: str) -> None:
    assert (await client.delete(f"{TOKENS}/{token_id}")).status_code in (404, 422)


async def test_the_demo_account_lives_in_demo_mode_only(settings: Settings, database: Database) -> None:
    demo = create_app(settings.model_copy(update={"demo": True}), database)
    body = {"username": "admin", "password": "admin123"}
    async with demo.router.lifespan_context(demo), AsyncClient(transport=ASGITransport(app=demo), base_url="http://localhost") as client:
        assert (await client.post(SESSION, json=body)).json()["demo"] is True
    served_plainly = create_app(settings, database)
    async with AsyncClient(transport=ASGITransport(app=served_plainly), base_url="http://localhost") as client:
        assert (await client.post(SESSION, json=body)).status_code == 401


async def test_a_demo_keeps_the_accounts_that_are_there(settings: Settings, database: Database, sign_in: SignIn) -> None:
    await sign_in.user("ada", Role.OWNER)
    demo = create_app(settings.model_copy(update={"demo": True}), database)
    async with demo.router.lifespan_context(demo), AsyncClient(transport=ASGITransport(app=demo), base_url="http://localhost") as client:
        assert (await client.post(SESSION, json={"username": "admin", "password": "admin123"})).status_code == 401
