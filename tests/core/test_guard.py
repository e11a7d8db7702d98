"""Hosts, origins, CSRF tokens, bodies and headers, as the guard of the whole app treats them."""

from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient
from sqlalchemy import func, select

from easytune.accounts.tables import ApiToken
from easytune.core.db import Database
from easytune.core.request_body import MAX_BODY_BYTES, MAX_JSON_DEPTH
from easytune.core.security import CSRF_HEADER, SESSION_COOKIE, Role
from tests.conftest import SignIn

TOKENS = "/api/v1/tokens"
FOREIGN_ORIGINS = (
    "null", "http://evil.example", "https://localhost", "http://localhost:81", "http://localhost.evil.example", "http://evil-localhost",
    "http://localhost@evil.example", "http://127.0.0.1", "http://[::1]", "ftp://localhost", "file://", "http://localhost/",
    "http://localhost:80", "http://sub.localhost", "localhost", "//localhost", "", " ", "http://localhost http://evil.example",
    "chrome-extension://abcdef",
)  # fmt: skip
MUTATIONS = (
    ("POST", "/api/v1/session"), ("DELETE", "/api/v1/session"), ("PATCH", "/api/v1/session"), ("POST", "/api/v1/setup"),
    ("POST", TOKENS), ("DELETE", TOKENS + "/1"), ("POST", "/api/v1/models"), ("DELETE", "/api/v1/models/1"), ("POST", "/api/v1/jobs"),
    ("POST", "/api/v1/runs/1/stop"),
)  # fmt: skip
FOREIGN_HOSTS = (
    "evil.example", "localhost.evil.example", "localhost@evil.example", "evil.example:80", "localhost:80:80", "localhost:", "", " ",
    "127.0.0.2",
    "127.0.0.1.nip.example", "[::2]", "::1", "localhost/", "localhost#", "localhost, evil.example", "2130706433", "localhost.",
)  # fmt: skip


@pytest.mark.parametrize("origin", FOREIGN_ORIGINS)
async def test_no_other_origin_changes_anything_with_a_valid_cookie(client: AsyncClient, origin: str) -> None:
    for method, path in MUTATIONS:
        response = await client.request(method, path, headers={"Origin": origin}, json={"name": "x"})
        assert (response.status_code, response.json()["code"]) == (403, "cross_site"), (method, path)


@pytest.mark.parametrize("site", ["cross-site", "same-site", "", "anything"])
async def test_the_browser_s_own_word_for_another_site_is_believed(client: AsyncClient, site: str) -> None:
    for method, path in MUTATIONS:
        assert (await client.request(method, path, headers={"Sec-Fetch-Site": site})).status_code == 403
    assert (await client.get(TOKENS, headers={"Sec-Fetch-Site": site})).status_code == 200


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}])
async def test_the_own_origin_may_change_things(client: AsyncClient, headers: dict[str, str]) -> None:
    assert (await client.post(TOKENS, json={"name": "x"}, headers=headers)).status_code == 201


@pytest.mark.parametrize("token", [None, "", "wrong", "ä"])
async def test_a_cookie_without_the_csrf_token_changes_nothing(client: AsyncClient, database: Database, token: str | None) -> None:
    del client.headers[CSRF_HEADER]
    headers = {} if token is None else {CSRF_HEADER.encode(): token.encode()}
    for method, path in MUTATIONS:
        response = await client.request(method, path, headers=headers, json={"name": "x"})
        assert (response.status_code, response.json()["code"]) == (403, "cross_site")
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(ApiToken)) == 0


async def test_the_csrf_token_of_another_session_does_not_help(client: AsyncClient, sign_in: SignIn) -> None:
    other = await sign_in.user("other", Role.OWNER)
    client.headers[CSRF_HEADER] = other.headers[CSRF_HEADER]
    assert (await client.post(TOKENS, json={"name": "x"})).status_code == 403


async def test_a_wrong_api_token_is_not_made_good_by_a_cookie(client: AsyncClient) -> None:
    assert (await client.get(TOKENS, headers={"Authorization": "Bearer et_wrong"})).status_code == 401
    assert (await client.get(TOKENS, headers={"Authorization": "Basic b3duZXI6eA=="})).status_code == 401


@pytest.mark.parametrize("host", FOREIGN_HOSTS)
async def test_a_foreign_host_name_is_refused_before_anything_else(client: AsyncClient, host: str) -> None:
    for path in ("/api/v1/health", TOKENS, "/", "/nothing", "/assets/x.js"):
        response = await client.get(path, headers={"Host": host})
        assert (response.status_code, response.json()["code"]) == (400, "host_not_allowed")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]:8000", "[::1]"])
async def test_the_own_names_are_answered_on_any_port(client: AsyncClient, host: str) -> None:
    assert (await client.get("/api/v1/health", headers={"Host": host})).status_code == 200


async def test_a_body_over_the_cap_is_refused_by_its_declared_and_by_its_real_size(client: AsyncClient) -> None:
    large = b'{"name": "' + b"x" * MAX_BODY_BYTES + b'"}'

    async def in_pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(large), 65536):
            yield large[start : start + 65536]

    for content in (large, in_pieces()):
        response = await client.post(TOKENS, content=content, headers={"Content-Type": "application/json"})
        assert (response.status_code, response.json()["code"]) == (413, "body_too_large")


@pytest.mark.parametrize("depth", [MAX_JSON_DEPTH + 1, 1000, 100_000])
@pytest.mark.parametrize("opening", ["[", '{"a":'])
async def test_json_that_nests_too_deep_is_refused_before_it_is_parsed(client: AsyncClient, depth: int, opening: str) -> None:
    response = await client.post(TOKENS, content=opening * depth, headers={"Content-Type": "application/json"})
    assert (response.status_code, response.json()["code"]) == (422, "json_too_deep")


async def test_brackets_inside_of_strings_do_not_count(client: AsyncClient) -> None:
    answer = await client.post("/api/v1/session", json={"username": '[{\\"[' * 20, "password": "x"})
    assert answer.json()["code"] == "wrong_credentials"


async def test_every_answer_carries_the_security_headers_and_an_id_of_its_own(client: AsyncClient) -> None:
    seen = set()
    for path in ("/api/v1/health", "/nothing", "/docs", "/api/v1/session", "/"):
        response = await client.get(path, headers={"Accept": "text/html"} if path == "/" else {})
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
        assert "script-src 'self';" in response.headers["Content-Security-Policy"]
        assert response.headers["Referrer-Policy"] == "same-origin"
        seen.add(response.headers["X-Request-ID"])
    assert len(seen) == 5


async def test_cookies_are_read_whatever_stands_around_them(client: AsyncClient) -> None:
    token = client.cookies[SESSION_COOKIE]
    client.cookies.clear()
    assert (await client.get(TOKENS, headers={"Cookie": f"a=b; {SESSION_COOKIE}={token};c=d=e"})).status_code == 200
    assert (await client.get(TOKENS, headers={"Cookie": f"x{SESSION_COOKIE}={token}"})).status_code == 401
    assert (await client.get(TOKENS, headers={"Cookie": f"{SESSION_COOKIE}={'a' * 5000}"})).status_code == 401
