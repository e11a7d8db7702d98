"""Every route with paths, queries and bodies that nobody sends in good faith: refused in the one shape, never a fault of ours."""

import re

import pytest
from fastapi import FastAPI
from httpx import AsyncClient, Response

from easytune.core.openai_errors import is_openai_path
from easytune.core.route_table import GuardedRoute, RouteTable
from easytune.core.security import Policy, Role
from tests.conftest import SignIn

PARTS = (
    "0", "-1", "77", "2147483647", "2147483648", "9223372036854775808", "1" * 400, "1.5", "NaN", "x", "%00", "..%2f..%2fetc", "%ff", "a'--",
    "%e4%b8%ad",
)  # fmt: skip
QUERIES = (
    "page=0", "page=-1", "page=9999999999999999999999", "page_size=201", "search=%00", "search=%25_%5c", "search=%ff", "state=NOTHING",
    "topics=", "topics=job:999999999999999999999", "topics=job:1,run:x", "max_points=0", "from_step=x", "tail=maybe", "limit=-5",
    "task=%0a", "q=%5b%5b&limit=1", "job_id=99999999999999999999",
)  # fmt: skip
BODIES = (
    b"", b"null", b"[]", b"{}", b'"x"', b"{", b"\xff\xfe", b'{"model_id": 1e400}',
    b'{"model_id": 99999999999999999999, "dataset_id": -1, "name": ""}',
    b'{"name": "\\ud800", "texts": ["\\udfff"], "username": "\\u0000", "password": "\\ud800", "token": "\\ud800"}',
    b'{"model_id": 1, "dataset_id": 1, "name": "x", "settings": {"learning_rate": "NaN"}}',
    b'{"texts": [], "text": null}',
    b'{"step": -99999999999999999999, "mode": "x"}',
    b'{"name": "../x", "folder": "\\u0000/etc"}',
    b"--x\r\nContent-Disposition: form-data",
)  # fmt: skip
TYPES = ("application/json", "text/plain", "multipart/form-data; boundary=x", "multipart/form-data", "\x01")


@pytest.fixture
async def caller(sign_in: SignIn) -> AsyncClient:
    return await sign_in.bearer("owner", Role.OWNER)


async def send(client: AsyncClient, method: str, target: str, body: bytes = b"", content_type: str = "application/json") -> Response:
    request = client.build_request(method, "/", content=body, headers={"Content-Type": content_type})
    request.url = request.url.copy_with(raw_path=target.encode())
    return await client.send(request)


def assert_understood(response: Response, asked: object) -> None:
    """A success, or the one shape of refusals; below /v1 OpenAI's."""
    refused = response.status_code >= 400
    if is_openai_path(response.request.url.path):
        assert response.status_code < 500, (asked, response.text)
        assert not refused or set(response.json()["error"]) == {"message", "type", "code", "param"}, asked
        return
    assert response.status_code < 500 or response.json()["code"] == "disk_full", (asked, response.text)
    assert not refused or set(response.json()) == {"code", "message", "params", "request_id"}, asked


def routes_of(app: FastAPI) -> list[tuple[str, GuardedRoute]]:
    """Method and route of everything that is not only a file."""
    table = RouteTable(app.routes).routes
    return [(method, route) for route in table if route.policy is not Policy.PUBLIC for method in sorted(route.methods)]


async def test_ids_that_nobody_has_are_refused_everywhere(app: FastAPI, caller: AsyncClient) -> None:
    for method, route in routes_of(app):
        if "{" in route.path:
            for part in PARTS:
                target = re.sub(r"{[^}]+}", part, route.path)
                response = await send(caller, method, target, b"{}" if method != "GET" else b"")
                assert_understood(response, (method, target))
                assert response.status_code >= 400


async def test_queries_that_mean_nothing_are_refused_or_ignored(app: FastAPI, caller: AsyncClient) -> None:
    for method, route in routes_of(app):
        if method == "GET":
            for query in QUERIES:
                target = f"{re.sub(r'{[^}]+}', '1', route.path)}?{query}"
                assert_understood(await send(caller, method, target), (method, target))


async def test_bodies_that_mean_nothing_are_refused(app: FastAPI, caller: AsyncClient) -> None:
    for method, route in routes_of(app):
        if method in ("POST", "PATCH", "PUT"):
            target = re.sub(r"{[^}]+}", "1", route.path)
            for body in BODIES:
                for content_type in TYPES:
                    assert_understood(await send(caller, method, target, body, content_type), (method, target, body, content_type))
