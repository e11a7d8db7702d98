"""Every route of the app against every kind of caller, generated from the router. Knows no route by name."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi import APIRouter, FastAPI
from httpx import ASGITransport, AsyncClient, Response
from sqlalchemy import select, update
from starlette.types import Receive, Scope, Send

from easytune.accounts import service
from easytune.accounts.tables import LoginSession
from easytune.app import create_app
from easytune.core.config import Settings
from easytune.core.db import Database, utc_now
from easytune.core.guard import Guard
from easytune.core.openai_errors import is_openai_path
from easytune.core.route_table import GuardedRoute, RouteTable
from easytune.core.security import CSRF_HEADER, SESSION_COOKIE, Policy, Role, policy
from easytune.migrations.metadata import metadata

ALL_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
RANK = {"none": 0, "garbage cookie": 0, "garbage bearer": 0, "expired": 0, "revoked": 0, "viewer": 1, "bearer of a viewer": 1, "member": 2,
        "bearer of a member": 2, "owner": 3, "bearer of an owner": 3}  # fmt: skip
NEEDS = {Policy.PUBLIC: 0, Policy.OPEN: 0, Policy.VIEWER: 1, Policy.MEMBER: 2, Policy.OWNER: 3}
Headers = dict[str, str]


async def admitted(scope: Scope, receive: Receive, send: Send) -> None:
    """Stands behind the guard instead of the routes: whatever reaches it was let through."""
    await send({"type": "http.response.start", "status": 299, "headers": []})
    await send({"type": "http.response.body", "body": b""})


@pytest.fixture
def guarded(app: FastAPI) -> AsyncClient:
    """The app's own guard and routes, with `admitted` behind them."""
    guard = Guard(admitted, routes=app.routes, allowed_hosts=frozenset({"localhost"}), authenticate=app.state.accounts.principal)
    return AsyncClient(transport=ASGITransport(app=guard), base_url="http://localhost")


@pytest.fixture
async def callers(app: FastAPI, database: Database) -> dict[str, Headers]:
    """The headers that each kind of caller sends."""
    signed = app.state.accounts.signer.signed
    made: dict[str, Headers] = {"none": {}, "garbage cookie": _cookie(signed("x" * 43), "x")}
    made["garbage bearer"] = {"Authorization": "Bearer et_nothing"}
    async with database.session() as session:
        for role in Role:
            user = await service.create_user(session, role.value, "hash", role, "en")
            new = await service.create_session(session, user)
            made[role.value] = _cookie(signed(new.token), new.csrf_token)
            article = "an" if role is Role.OWNER else "a"
            token = (await service.create_token(session, user.id, "script")).token
            made[f"bearer of {article} {role.value}"] = {"Authorization": f"Bearer {token}"}
        user = await service.create_user(session, "former", "hash", Role.OWNER, "en")
        expired = await service.create_session(session, user)
        made["expired"] = _cookie(signed(expired.token), expired.csrf_token)
        old = LoginSession.token_hash == service.hashed(expired.token)
        await session.execute(update(LoginSession).where(old).values(expires_at=utc_now() - timedelta(seconds=1)))
        revoked = await service.create_session(session, user)
        made["revoked"] = _cookie(signed(revoked.token), revoked.csrf_token)
        await service.end_session(session, revoked.token)
    return made


def _cookie(token: str, csrf_token: str) -> Headers:
    return {"Cookie": f"{SESSION_COOKIE}={token}", CSRF_HEADER: csrf_token}


def example(route: GuardedRoute) -> str:
    """A path of the route."""
    return re.sub(r"{[^}]+}", "1", route.path)


async def test_every_route_declares_a_policy(app: FastAPI) -> None:
    routes = RouteTable(app.routes).routes
    assert len(routes) > 20
    assert [route.path for route in routes if route.policy is None] == []


async def test_every_caller_gets_what_the_policy_says(guarded: AsyncClient, callers: dict[str, Headers], app: FastAPI) -> None:
    assert set(callers) == set(RANK)
    for route in RouteTable(app.routes).routes:
        assert route.policy is not None
        for method in route.methods:
            for caller, headers in callers.items():
                response = await guarded.request(method, example(route), headers=headers)
                wanted = 299 if RANK[caller] >= NEEDS[route.policy] else 401 if RANK[caller] == 0 else 403
                assert response.status_code == wanted, (method, route.path, caller, response.text)


async def test_methods_that_a_path_does_not_declare_reach_nothing(guarded: AsyncClient, callers: dict[str, Headers], app: FastAPI) -> None:
    table = RouteTable(app.routes)
    for route in table.routes:
        path = example(route)
        declared = {method for other in table.routes if other.pattern.match(path) for method in other.methods}
        for method in set(ALL_METHODS) - declared:
            response = await guarded.request(method, path, headers=callers["owner"])
            assert response.status_code == 405, (method, path)
            assert set(response.headers["Allow"].split(", ")) == declared


Spelling = Callable[[str], str]
SPELLINGS: tuple[Spelling, ...] = (
    lambda path: path + "/",
    lambda path: "/" + path,
    lambda path: path.replace("/api/", "/api//"),
    lambda path: path.replace("/api/v1", "/api/./v1"),
    lambda path: path.replace("/api/v1", "/api/v2/../v1"),
    lambda path: path.replace("/api/v1", "/API/V1"),
    lambda path: path + "%00",
    lambda path: path + ";a",
    lambda path: path + "%2f",
)


@pytest.mark.parametrize("spelling", SPELLINGS)
async def test_other_spellings_of_a_path_are_no_way_around(guarded: AsyncClient, app: FastAPI, spelling: Spelling) -> None:
    for route in RouteTable(app.routes).routes:
        path = spelling(example(route))
        if route.policy in (Policy.PUBLIC, Policy.OPEN) or path == example(route):
            continue
        for method in route.methods:
            response = await raw_request(guarded, method, path)
            assert response.status_code in (401, 403, 404, 405), (method, path)


async def raw_request(client: AsyncClient, method: str, path: str) -> Response:
    """Sends the path as it is written, without httpx tidying it up."""
    request = client.build_request(method, "http://localhost/")
    request.url = request.url.copy_with(raw_path=path.encode())
    return await client.send(request)


async def test_without_proof_the_whole_app_answers_as_the_guard_does(app: FastAPI, anonymous: AsyncClient) -> None:
    for route in RouteTable(app.routes).routes:
        if route.policy not in (Policy.PUBLIC, Policy.OPEN):
            for method in route.methods:
                response = await anonymous.request(method, example(route), headers={"Accept": "application/json"})
                said = response.json()["error"] if is_openai_path(route.path) else response.json()
                assert (response.status_code, said["code"]) == (401, "not_authenticated")


async def test_a_route_without_a_policy_is_refused_and_found(settings: Settings, database: Database) -> None:
    """The negative control of this file."""
    app = create_app(settings, database)

    async def forgotten() -> str:
        return "secret"

    app.add_api_route("/forgotten", forgotten)
    app.mount("/mounted", admitted)
    assert {route.path for route in RouteTable(app.routes).routes if route.policy is None} == {"/forgotten", "/mounted"}
    async with AsyncClient(transport=ASGITransport(app=app), base_url="http://localhost") as client:
        for path in ("/forgotten", "/mounted/x"):
            assert (await client.get(path)).status_code == 403


async def test_a_public_route_does_not_look_at_who_asks() -> None:
    router = APIRouter()

    async def page() -> str:
        return "page"

    async def asked(_: object) -> None:
        raise AssertionError("looked up")

    router.add_api_route("/page", page, **policy(Policy.PUBLIC))
    app = FastAPI()
    app.include_router(router)
    guard = Guard(app, routes=app.routes, allowed_hosts=frozenset({"localhost"}), authenticate=asked)
    async with AsyncClient(transport=ASGITransport(app=guard), base_url="http://localhost") as client:
        assert (await client.get("/page", headers=_cookie("a" * 43, "b"))).status_code == 200


async def test_reading_changes_nothing(client: AsyncClient, database: Database, app: FastAPI) -> None:
    async def content() -> list[object]:
        async with database.reading() as session:
            return [(await session.execute(select(table))).all() for table in metadata.sorted_tables]

    before = await content()
    for route in RouteTable(app.routes).routes:
        for accept in ("text/html", "application/json"):
            if "GET" in route.methods:
                assert (await client.get(example(route), headers={"Accept": accept})).status_code < 500
    assert await content() == before
