"""A language model's answer reaches the page as it is written, and ends where the page leaves."""

import asyncio
from collections.abc import AsyncIterator, MutableMapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import AsyncClient, Response

from easytune.contract.error_codes import ErrorCode
from easytune.core.db import Database
from easytune.core.security import Role
from easytune.inference.answering import OpenAnswer
from easytune.inference.proxy import client_of
from easytune.models.service import predictor_subject
from easytune.runs import service as runs
from easytune.runs.schemas import RunState
from tests.conftest import SignIn
from tests.inference.events import Event, events_of
from tests.inference.letter_writer import LONGEST, STEPS
from tests.inference.stand_in import LetterEngine, stand_in
from tests.inference.test_service import count, submitted
from tests.jobs.stock import add_language_model, add_model, set_run

ODD = "a\u2028b\x85c\x0bd\r\n\n好😀"


async def language_model(database: Database, owner_id: int, tmp_path: Path, **changes: Any) -> int:
    folder = tmp_path / "writer"
    folder.mkdir(exist_ok=True)
    return await add_language_model(database, owner_id, folder=str(folder), **changes)


@asynccontextmanager
async def loaded(database: Database, client: AsyncClient, model_id: int, tmp_path: Path) -> AsyncIterator[LetterEngine]:
    """With a predictor that repeats what it is asked."""
    assert (await client.post("/api/v1/predictors", json={"model_id": model_id})).status_code == 202
    run = await submitted(database, model_id)
    async with stand_in(tmp_path / "s", model_id) as engine:
        await set_run(database, run.id, RunState.RUNNING, address=str(tmp_path / "s"))
        yield engine


async def ask(client: AsyncClient, model_id: int, text: str, **more: Any) -> Response:
    turns = [{"role": "user", "content": text}]
    return await client.post("/api/v1/generate", json={"model_id": model_id, "turns": turns, **more})


def said(events: list[Event]) -> str:
    return "".join(event.data["text"] for event in events if event.name == "piece")


async def test_the_first_question_starts_a_predictor_that_writes(
    client: AsyncClient, database: Database, owner_id: int, tmp_path: Path
) -> None:
    model_id = await language_model(database, owner_id, tmp_path)
    asked = asyncio.create_task(ask(client, model_id, "hello"))
    run = await submitted(database, model_id)
    assert (run.spec["task"], run.spec["max_tokens"]) == ("generate", 512)
    async with stand_in(tmp_path / "s", model_id):
        await set_run(database, run.id, RunState.RUNNING, address=str(tmp_path / "s"))
        answer = await asked
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert (answer.headers["x-accel-buffering"], answer.headers["cache-control"]) == ("no", "no-store")
    events = events_of(answer.text)
    assert said(events) == "hello"
    assert events[-1].name == "answered"
    assert {"finish_reason": "stop", "prompt_tokens": 5, "answer_tokens": 5}.items() <= events[-1].data.items()


async def test_turns_a_prompt_and_the_sampling_reach_the_model_whole(
    client: AsyncClient, database: Database, owner_id: int, tmp_path: Path
) -> None:
    model_id = await language_model(database, owner_id, tmp_path)
    async with loaded(database, client, model_id, tmp_path):
        assert said(events_of((await ask(client, model_id, ODD)).text)) == ODD
        body = {"model_id": model_id, "prompt": "abcdef", "sampling": {"max_tokens": 3}}
        events = events_of((await client.post("/api/v1/generate", json=body)).text)
        assert (said(events), events[-1].data["finish_reason"]) == ("abc", "length")


async def test_an_answer_that_breaks_off_says_why_in_the_reader_s_language(
    client: AsyncClient, database: Database, owner_id: int, tmp_path: Path, sign_in: SignIn
) -> None:
    model_id = await language_model(database, owner_id, tmp_path)
    async with loaded(database, client, model_id, tmp_path), await sign_in.user("zh", Role.VIEWER, "zh") as reader:
        events = events_of((await ask(reader, model_id, "ab!c")).text)
        assert said(events) == "ab"
        assert (events[-1].name, events[-1].data["code"]) == ("error", ErrorCode.PREDICTOR_FAILED)
        assert "模型" in events[-1].data["message"]
        assert said(events_of((await ask(client, model_id, "next")).text)) == "next"


async def test_a_page_that_leaves_ends_the_writing(
    app: FastAPI, client: AsyncClient, database: Database, owner_id: int, tmp_path: Path
) -> None:
    model_id = await language_model(database, owner_id, tmp_path)
    async with loaded(database, client, model_id, tmp_path) as engine:
        STEPS.clear()
        await leave_after_the_first_piece(app, client, model_id, "a#" + "b" * 900)
        await asyncio.sleep(0.2)
        engine.go.set()
        assert said(events_of((await ask(client, model_id, "next")).text)) == "next"
        assert STEPS.count("b") < 100


async def leave_after_the_first_piece(app: FastAPI, client: AsyncClient, model_id: int, text: str) -> None:
    """Straight to the app, since httpx's own transport never leaves early."""
    request = client.build_request("POST", "/api/v1/generate", json={"model_id": model_id, "turns": [{"role": "user", "content": text}]})
    scope = {
        "type": "http", "http_version": "1.1", "method": "POST", "path": "/api/v1/generate", "raw_path": b"/api/v1/generate",
        "root_path": "", "scheme": "http", "query_string": b"", "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": ("127.0.0.1", 1), "server": ("localhost", 80),
    }  # fmt: skip
    came, left = asyncio.Event(), False

    async def receive() -> dict[str, Any]:
        nonlocal left
        if not left:
            left = True
            return {"type": "http.request", "body": request.content, "more_body": False}
        await came.wait()
        return {"type": "http.disconnect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        if b"piece" in message.get("body", b""):
            came.set()

    await asyncio.wait_for(app(scope, receive, send), 20)
    assert came.is_set()


async def test_a_predictor_that_dies_while_it_writes_is_told_as_the_end(tmp_path: Path) -> None:
    async def cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        line = b'{"type":"piece","text":"half"}\n'
        writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n%x\r\n%s\r\n" % (len(line), line))
        await writer.drain()
        writer.close()

    server = await asyncio.start_unix_server(cut, tmp_path / "s")
    async with server:
        client = client_of(str(tmp_path / "s"), 10)
        answer = OpenAnswer(client, await client.send(client.build_request("POST", "/generate"), stream=True))
        pieces = [piece async for piece in answer.pieces()]
        await answer.close()
    assert [piece.type for piece in pieces] == ["piece", "broken_off"]


async def test_a_prompt_that_is_too_long_is_refused_before_the_stream_begins(
    client: AsyncClient, database: Database, owner_id: int, tmp_path: Path
) -> None:
    model_id = await language_model(database, owner_id, tmp_path)
    async with loaded(database, client, model_id, tmp_path):
        answer = await ask(client, model_id, "x" * (LONGEST + 1))
        assert (answer.status_code, answer.json()["code"]) == (422, ErrorCode.PROMPT_TOO_LONG)
        assert answer.json()["params"] == {"tokens": LONGEST + 1, "limit": LONGEST}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"turns": []}, ErrorCode.PROMPT_EMPTY),
        ({"turns": [{"role": "user", "content": " \n"}]}, ErrorCode.PROMPT_EMPTY),
        ({"turns": [{"role": "system", "content": "be kind"}]}, ErrorCode.PROMPT_EMPTY),
        ({"turns": [], "prompt": ""}, ErrorCode.PROMPT_EMPTY),
        ({"prompt": "both"}, ErrorCode.INVALID_INPUT),
        ({"tools": "{}"}, ErrorCode.INVALID_INPUT),
        ({"tools": "["}, ErrorCode.INVALID_INPUT),
        ({"sampling": {"temperature": 3}}, ErrorCode.INVALID_INPUT),
        ({"turns": [{"role": "nobody", "content": "x"}]}, ErrorCode.INVALID_INPUT),
    ],
)
async def test_what_is_no_question_is_refused_before_anything_is_loaded(
    changes: dict[str, Any], code: ErrorCode, client: AsyncClient, database: Database, owner_id: int, tmp_path: Path
) -> None:
    model_id = await language_model(database, owner_id, tmp_path)
    body = {"model_id": model_id, "turns": [{"role": "user", "content": "hi"}]} | changes
    answer = await client.post("/api/v1/generate", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert await count(database) == 0


async def test_what_cannot_write_is_refused_before_anything_is_loaded(
    client: AsyncClient, database: Database, owner_id: int, tmp_path: Path
) -> None:
    encoder = await add_model(database, owner_id, folder=str(tmp_path))
    tuned = await add_model(database, owner_id, task="classifier", source="tuned", folder=str(tmp_path))
    bare = await language_model(database, owner_id, tmp_path, has_chat_template=False)
    gone = await add_language_model(database, owner_id, folder=str(tmp_path / "gone"))
    cases = [
        (encoder, 422, ErrorCode.MODEL_NOT_GENERATIVE),
        (tuned, 422, ErrorCode.MODEL_NOT_GENERATIVE),
        (bare, 422, ErrorCode.CHAT_TEMPLATE_MISSING),
        (gone, 404, ErrorCode.MODEL_FOLDER_GONE),
        (999, 404, ErrorCode.NOT_FOUND),
    ]
    for model_id, status, code in cases:
        answer = await ask(client, model_id, "hi")
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert await count(database) == 0
    async with database.reading() as session:
        assert await runs.live_of(session, predictor_subject(bare)) is None
