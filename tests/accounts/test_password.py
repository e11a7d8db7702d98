"""Changing one's own password: proof by the present one, weak ones refused, other sessions over at once."""

import asyncio

import pytest
from httpx import AsyncClient

from easytune.accounts import service
from easytune.core.db import Database
from easytune.core.security import CSRF_HEADER, Role
from tests.conftest import SignIn

SESSION, PASSWORD, TOKENS = "/api/v1/session", "/api/v1/session/password", "/api/v1/tokens"
OLD, NEW = "correct horse", "battery staple 7"


@pytest.fixture
async def ada(database: Database, sign_in: SignIn) -> AsyncClient:
    """The first owner, signed in, with a real password."""
    async with database.session() as session:
        token = await service.issue_setup_token(session)
    client = sign_in.anonymous()
    answer = await client.post("/api/v1/setup", json={"username": "ada", "password": OLD, "language": "en", "token": token})
    client.headers[CSRF_HEADER] = answer.json()["csrf_token"]
    return client


async def signed_in(sign_in: SignIn, password: str) -> AsyncClient:
    client = sign_in.anonymous()
    await client.post(SESSION, json={"username": "ada", "password": password})
    return client


async def test_the_new_password_works_and_only_this_browser_stays_signed_in(ada: AsyncClient, sign_in: SignIn) -> None:
    script = sign_in.anonymous()
    script.headers["Authorization"] = f"Bearer {(await ada.post(TOKENS, json={'name': 'script'})).json()['token']}"
    other = await signed_in(sign_in, OLD)
    assert (await other.get(TOKENS)).status_code == 200
    answer = await ada.put(PASSWORD, json={"old_password": OLD, "new_password": NEW})
    assert (answer.status_code, answer.json()["user"]["username"]) == (200, "ada")
    assert (await other.get(TOKENS)).status_code == 401
    ada.headers[CSRF_HEADER] = answer.json()["csrf_token"]
    assert (await ada.post(TOKENS, json={"name": "goes on"})).status_code == 201
    assert (await script.get(TOKENS)).status_code == 200
    assert (await (await signed_in(sign_in, OLD)).get(TOKENS)).status_code == 401
    assert (await (await signed_in(sign_in, NEW)).get(TOKENS)).status_code == 200


@pytest.mark.parametrize("weak", ["", "short", "password123", "aaaaaaaaaa", "12345678", "Password1"])
async def test_a_weak_password_is_refused_and_the_old_one_stays(weak: str, ada: AsyncClient, sign_in: SignIn) -> None:
    answer = await ada.put(PASSWORD, json={"old_password": OLD, "new_password": weak})
    assert (answer.status_code, answer.json()["code"], answer.json()["params"]["field"]) == (422, "weak_password", "new_password")
    assert (await (await signed_in(sign_in, OLD)).get(TOKENS)).status_code == 200


async def test_the_present_password_cannot_be_guessed_from_an_open_browser(ada: AsyncClient) -> None:
    tries = [ada.put(PASSWORD, json={"old_password": f"guess {number}", "new_password": NEW}) for number in range(8)]
    answers = await asyncio.gather(*tries)
    assert sorted(answer.status_code for answer in answers) == [422] * 5 + [429] * 3
    assert {answer.json()["code"] for answer in answers} == {"wrong_password", "login_throttled"}


async def test_of_two_changes_at_once_one_wins(ada: AsyncClient) -> None:
    wishes = [{"old_password": OLD, "new_password": f"{NEW} {number}"} for number in range(2)]
    answers = await asyncio.gather(*(ada.put(PASSWORD, json=wish) for wish in wishes))
    assert sorted(answer.status_code for answer in answers)[0] == 200
    assert all(answer.status_code in (200, 401, 422) for answer in answers)
    assert sum(answer.status_code == 200 for answer in answers) == 1


async def test_nobody_changes_a_password_without_being_signed_in(anonymous: AsyncClient, sign_in: SignIn) -> None:
    body = {"old_password": OLD, "new_password": NEW}
    assert (await anonymous.put(PASSWORD, json=body)).status_code == 401
    viewer = await sign_in.user("viewer", Role.VIEWER)
    viewer.headers.pop(CSRF_HEADER)
    assert (await viewer.put(PASSWORD, json=body)).status_code == 403
