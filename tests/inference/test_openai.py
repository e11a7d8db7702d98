"""What OpenAI's clients ask becomes our question, and errors below /v1 have their shape."""

import json
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient

from easytune.contract.error_codes import ErrorCode
from easytune.contract.generate import Sampling
from easytune.contract.rows import Role
from easytune.core.db import Database
from easytune.core.errors import InvalidInput
from easytune.core.security import Role as UserRole
from easytune.inference.openai_schemas import ChatIn, CompletionIn
from easytune.inference.openai_wishes import MOST_TOKENS, of_chat, of_completion
from tests.conftest import SignIn
from tests.inference.events import events_of
from tests.inference.test_generate import language_model, loaded
from tests.inference.test_service import count
from tests.jobs.stock import add_language_model, add_model

HELLO = [{"role": "user", "content": "hello"}]


def chat(**changes: Any) -> ChatIn:
    return ChatIn.model_validate({"model": "m", "messages": HELLO} | changes)


def test_what_is_not_wished_is_as_everywhere_here_and_what_is_unknown_is_ignored() -> None:
    assert of_chat(chat(user="me", store=True, metadata={}, service_tier="auto")).sampling == Sampling()


def test_every_wish_about_the_sampling_arrives() -> None:
    wish = chat(temperature=0.1, top_p=0, max_tokens=10**9, stop="x", seed=-1, repetition_penalty=1.5, n=1, logprobs=False)
    found = of_chat(wish).sampling
    assert (found.temperature, found.max_tokens, found.stop, found.seed) == (0.1, MOST_TOKENS, ("x",), 2**32 - 1)
    assert 0 < found.top_p < 0.001
    assert found.repetition_penalty == 1.5
    assert of_chat(chat(max_tokens=5, max_completion_tokens=3)).sampling.max_tokens == 3
    assert of_chat(chat(stop=["a", "", "b"])).sampling.stop == ("a", "b")


def test_every_kind_of_message_becomes_a_turn() -> None:
    call = {"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    messages = [
        {"role": "developer", "content": "rules", "name": "x"},
        {"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "content": "42", "tool_call_id": "c"},
    ]
    tools = [{"type": "function", "function": {"name": "f"}}]
    request = of_chat(chat(messages=messages, tools=tools))
    assert [turn.role for turn in request.turns] == [Role.SYSTEM, Role.USER, Role.ASSISTANT, Role.TOOL]
    assert [turn.content for turn in request.turns] == ["rules", "ab", "", "42"]
    assert request.turns[2].tool_calls[0].name == "f"
    assert json.loads(request.tools or "") == tools
    assert of_chat(chat(messages=messages, tools=tools, tool_choice="none")).tools is None


@pytest.mark.parametrize(
    "wish",
    [
        {"n": 2}, {"n": 0}, {"logprobs": True}, {"response_format": {"type": "json_object"}}, {"tool_choice": {"type": "function"}},
        {"frequency_penalty": 0.5}, {"presence_penalty": -1}, {"logit_bias": {"1": 2}},
    ],
)  # fmt: skip
def test_what_would_be_answered_wrongly_is_refused(wish: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput) as refused:
        of_chat(chat(**wish))
    assert refused.value.code is ErrorCode.OPTION_UNSUPPORTED
    assert refused.value.params["field"] == next(iter(wish))


@pytest.mark.parametrize("wish", [{"best_of": 2}, {"echo": True}, {"suffix": "x"}, {"logprobs": 0}, {"prompt": ["a", "b"]}, {"prompt": []}])
def test_a_completion_that_would_be_wrong_is_refused(wish: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        of_completion(CompletionIn.model_validate({"model": "m", "prompt": "x"} | wish))


@pytest.mark.parametrize("stop", [["a"] * 5, "x" * 101])
def test_stops_beyond_the_limits_are_refused(stop: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        of_chat(chat(stop=stop))
    assert refused.value.params["field"].startswith("stop")


async def test_models_are_listed_newest_first_and_found_by_name_or_number(client: AsyncClient, database: Database, owner_id: int) -> None:
    old, new = [await add_language_model(database, owner_id, name="qa", folder=folder) for folder in ("a", "b")]
    await add_model(database, owner_id, name="encoder")
    listed = (await client.get("/v1/models")).json()
    assert listed["object"] == "list"
    assert [model["id"] for model in listed["data"]] == ["qa", str(old)]
    for name in ("qa", str(new), str(old)):
        assert (await client.get(f"/v1/models/{name}")).json()["id"] == name
    for name in ("encoder", "99", "9" * 50, "²", "x" * 150):
        answer = await client.get(f"/v1/models/{name}")
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


async def test_a_broken_answer_is_an_error_of_the_server_whole_or_streamed(
    client: AsyncClient, database: Database, owner_id: int, tmp_path: Path
) -> None:
    model_id = await language_model(database, owner_id, tmp_path)
    async with loaded(database, client, model_id, tmp_path):
        body = {"model": "writer", "messages": [{"role": "user", "content": "ab!"}]}
        whole = await client.post("/v1/chat/completions", json=body)
        assert (whole.status_code, whole.json()["error"]["type"]) == (503, "server_error")
        stream = await client.post("/v1/chat/completions", json=body | {"stream": True})
        assert stream.status_code == 200
        assert events_of(stream.text)[-1].data["error"]["code"] == "predictor_failed"
        assert "[DONE]" not in stream.text
        fine = await client.post("/v1/completions", json={"model": str(model_id), "prompt": "a\u2028b"})
        assert fine.json()["choices"][0]["text"] == "a\u2028b"


async def test_errors_below_v1_have_the_shape_of_openai(
    client: AsyncClient, anonymous: AsyncClient, database: Database, owner_id: int, sign_in: SignIn
) -> None:
    body = {"model": "nobody", "messages": HELLO}
    refused = {
        401: await anonymous.post("/v1/chat/completions", json=body),
        403: await client.post("/v1/chat/completions", json=body, headers={"X-CSRF-Token": "x"}),
        404: await client.post("/v1/chat/completions", json=body),
        400: await client.post("/v1/chat/completions", json={"model": "m"}),
        405: await client.post("/v1/models"),
    }
    for status, answer in refused.items():
        assert answer.status_code == status
        assert set(answer.json()) == {"error"}
        assert set(answer.json()["error"]) == {"message", "type", "code", "param"}
    assert refused[400].json()["error"]["param"] == "messages"
    assert (await anonymous.get("/v1/nothing")).json()["error"]["code"] == "not_found"
    assert (await client.get("/api/v1/models/99")).json()["code"] == "not_found"
    async with await sign_in.bearer("script", UserRole.VIEWER) as script:
        assert (await script.get("/v1/models")).status_code == 200
        assert (await script.post("/v1/chat/completions", json=body)).status_code == 404
    assert await count(database) == 0
