"""What an exception becomes: one shape, the reader's language, no trace of the inside."""

import errno
import logging

import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from pydantic import BaseModel, Field

from easytune.contract.error_codes import ErrorCode
from easytune.core.database_errors import DatabaseAway, OutcomeUnknown
from easytune.core.errors import Conflict, TooManyRequests
from easytune.core.security import Policy, Role, policy
from tests.conftest import SignIn


class Wish(BaseModel):
    rows: int = Field(ge=1, le=10)
    share: float = 0.5


@pytest.fixture
def raising(app: FastAPI) -> FastAPI:
    """The app with routes that fail in every way."""
    causes: dict[str, Exception] = {
        "conflict": Conflict(ErrorCode.NAME_TAKEN, name="a\x1b[31m\ud800" + "x" * 5000),
        "throttled": TooManyRequests(ErrorCode.LOGIN_THROTTLED, seconds=30),
        "database": DatabaseAway("the secret address refused"),
        "commit": OutcomeUnknown("the secret address hung up"),
        "full": OSError(errno.ENOSPC, "No space left on device"),
        "fault": RuntimeError("the secret of the inside"),
        "not a number": Conflict(ErrorCode.CRASHED, reason=float("nan")),
    }

    async def fail(cause: str) -> None:
        raise causes[cause]

    async def take(wish: Wish) -> Wish:
        return wish

    app.add_api_route("/fail/{cause}", fail, **policy(Policy.PUBLIC))
    app.add_api_route("/take", take, methods=["POST"], **policy(Policy.OPEN))
    return app


@pytest.mark.parametrize(
    ("cause", "status", "code"),
    [
        ("conflict", 409, "name_taken"),
        ("throttled", 429, "login_throttled"),
        ("database", 503, "database_away"),
        ("commit", 503, "outcome_unknown"),
        ("full", 503, "disk_full_now"),
        ("fault", 500, "unexpected"),
        ("not a number", 409, "crashed"),
    ],
)
async def test_every_failure_has_the_one_shape(raising: FastAPI, anonymous: AsyncClient, cause: str, status: int, code: str) -> None:
    response = await anonymous.get(f"/fail/{cause}")
    answer = response.json()
    assert (response.status_code, answer["code"]) == (status, code)
    assert set(answer) == {"code", "message", "params", "request_id"}
    assert answer["request_id"] == response.headers["X-Request-ID"]
    assert answer["message"]
    assert len(response.content) < 5000
    assert "secret" not in response.text


async def test_waiting_times_are_in_the_header(raising: FastAPI, anonymous: AsyncClient) -> None:
    assert (await anonymous.get("/fail/throttled")).headers["Retry-After"] == "30"
    assert (await anonymous.get("/fail/database")).headers["Retry-After"] == "2"


async def test_a_fault_is_logged_with_its_id_and_never_told(
    raising: FastAPI, anonymous: AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        response = await anonymous.get("/fail/fault")
    assert "secret" not in response.text
    assert "secret" in caplog.text
    assert response.json()["request_id"] in caplog.text


@pytest.mark.parametrize(("header", "word"), [("zh-CN,zh;q=0.9,en;q=0.8", "服务器"), ("en-GB", "server"), ("fr, zh;q=0.5", "服务器")])
async def test_the_language_is_the_browser_s(raising: FastAPI, anonymous: AsyncClient, header: str, word: str) -> None:
    assert word in (await anonymous.get("/fail/fault", headers={"Accept-Language": header})).json()["message"]


async def test_the_language_of_who_is_signed_in_wins(raising: FastAPI, sign_in: SignIn) -> None:
    async with await sign_in.user("wang", Role.VIEWER, language="zh") as client:
        answer = (await client.post("/take", json={"rows": 11}, headers={"Accept-Language": "en"})).json()
    assert answer["params"] == {"field": "rows", "reason": "不能大于 10。"}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ("", "body"), ("{", "body"), ("null", "body"), ("[]", "body"), ("{}", "rows"), ('{"rows": "x"}', "rows"), ('{"rows": 0}', "rows"),
        ("\x00", "body"), ('{"rows": 1e999}', "rows"), ('{"rows": NaN}', "rows"), ('{"rows": 1, "share": "\\ud800"}', "share"),
        ('{"rows": ' + "9" * 5000 + "}", "body"),         ('{"rows": {"a": 1}}', "rows"),
    ],
)  # fmt: skip
async def test_a_body_that_is_not_valid_names_the_field(raising: FastAPI, anonymous: AsyncClient, body: str, field: str) -> None:
    for language in ("zh", "en"):
        headers = {"Content-Type": "application/json", "Accept-Language": language}
        response = await anonymous.post("/take", content=body, headers=headers)
        answer = response.json()
        assert (response.status_code, answer["code"], answer["params"]["field"]) == (422, "invalid_input", field), answer
        assert answer["params"]["reason"]
