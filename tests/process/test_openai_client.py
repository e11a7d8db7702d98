"""OpenAI's own client, against a served platform with a real, tiny language model."""

from collections.abc import Iterator

import openai
import pytest
from openai import OpenAI
from openai.types.chat import ChatCompletionMessageParam

from tests.e2e.server import Server
from tests.predictor.language_stock import tiny_language_model
from tests.process.script import answer, script_on

QUESTION: list[ChatCompletionMessageParam] = [
    {"role": "system", "content": "be kind"},
    {"role": "user", "content": [{"type": "text", "text": "hello "}, {"type": "text", "text": "there"}]},
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenAI]:
    """Of a platform with two language models: qa-model, and one without a template."""
    folder = tmp_path_factory.mktemp("openai")
    with Server(folder / "data", environment={"EASYTUNE_MODEL_ROOTS": f'["{folder}"]'}) as server, script_on(server, folder) as script:
        add = {"qa-model": tiny_language_model(folder / "qa"), "bare": tiny_language_model(folder / "bare", template=None)}
        for name, path in add.items():
            answer(script.post("/api/v1/models", json={"name": name, "folder": str(path)}), 201)
        token = script.headers["Authorization"].removeprefix("Bearer ")
        with OpenAI(base_url=f"{server.address}/v1", api_key=token, timeout=120, max_retries=0) as client:
            yield client


def test_language_models_are_listed_by_name(client: OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["bare", "qa-model"]
    assert client.models.retrieve("qa-model").owned_by == "easytune"
    assert client.models.retrieve("2").id == "2"


def test_a_chat_is_answered_at_once_and_as_it_is_written(client: OpenAI) -> None:
    whole = client.chat.completions.create(model="qa-model", messages=QUESTION, temperature=0, max_tokens=20)
    assert (whole.object, whole.model, whole.choices[0].finish_reason) == ("chat.completion", "qa-model", "length")
    assert whole.choices[0].message.role == "assistant"
    assert whole.usage is not None
    assert (whole.usage.completion_tokens, whole.usage.total_tokens) == (20, whole.usage.prompt_tokens + 20)
    stream = client.chat.completions.create(
        model="2", messages=QUESTION, temperature=0, max_completion_tokens=20, stream=True, stream_options={"include_usage": True}
    )
    chunks = list(stream)
    assert chunks[0].choices[0].delta.role == "assistant"
    parts = [choice.delta.content or "" for chunk in chunks for choice in chunk.choices]
    assert "".join(parts) == whole.choices[0].message.content
    assert len([part for part in parts if part]) > 1
    assert chunks[-2].choices[0].finish_reason == "length"
    assert (chunks[-1].choices, chunks[-1].usage) == ([], whole.usage)


def test_a_stop_text_and_a_seed_do_what_they_say(client: OpenAI) -> None:
    whole = client.chat.completions.create(model="qa-model", messages=QUESTION, temperature=0, max_tokens=20)
    text = whole.choices[0].message.content or ""
    cut = client.chat.completions.create(model="qa-model", messages=QUESTION, temperature=0, max_tokens=20, stop=[text[4:6]])
    assert (cut.choices[0].message.content, cut.choices[0].finish_reason) == (text[: text.index(text[4:6])], "stop")
    drawn = [client.chat.completions.create(model="qa-model", messages=QUESTION, seed=seed, max_tokens=20) for seed in (1, 1, -2)]
    texts = [one.choices[0].message.content for one in drawn]
    assert texts[0] == texts[1] != texts[2]


def test_a_text_is_continued(client: OpenAI) -> None:
    whole = client.completions.create(model="bare", prompt="Once", temperature=0, max_tokens=16)
    assert whole.object == "text_completion"
    assert whole.choices[0].finish_reason == "length"
    stream = client.completions.create(model="bare", prompt=["Once"], temperature=0, max_tokens=16, stream=True)
    assert "".join(choice.text for part in stream for choice in part.choices) == whole.choices[0].text


def test_tools_and_their_results_are_taken(client: OpenAI) -> None:
    call = {"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": '{"city": "Paris"}'}}
    turns = [
        {"role": "user", "content": "rain?"},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_1", "content": "no"},
    ]
    tools = [{"type": "function", "function": {"name": "weather", "parameters": {}}}]
    whole = client.chat.completions.create(model="qa-model", messages=turns, tools=tools, tool_choice="auto", max_tokens=4)  # type: ignore[call-overload]
    assert whole.choices[0].finish_reason


def test_a_wrong_token_and_a_wrong_model_are_told_apart(client: OpenAI) -> None:
    with pytest.raises(openai.AuthenticationError) as stranger:
        client.with_options(api_key="et_wrong").models.list()
    assert stranger.value.code == "not_authenticated"
    with pytest.raises(openai.NotFoundError) as missing:
        client.chat.completions.create(model="gpt-4", messages=QUESTION)
    assert missing.value.type == "invalid_request_error"
    assert "gpt-4" in missing.value.message
    with pytest.raises(openai.NotFoundError):
        client.chat.completions.create(model="bert-tiny", messages=QUESTION)


def test_what_would_be_answered_wrongly_is_refused_by_name(client: OpenAI) -> None:
    schema = {"type": "json_schema", "json_schema": {"name": "x", "schema": {}}}
    for field, value in {"n": 2, "logprobs": True, "response_format": schema, "presence_penalty": 1, "tool_choice": "required"}.items():
        with pytest.raises(openai.BadRequestError) as refused:
            client.chat.completions.create(model="qa-model", messages=QUESTION, **{field: value})  # type: ignore[call-overload]
        assert (refused.value.param, refused.value.code) == (field, "option_unsupported")
    with pytest.raises(openai.BadRequestError) as refused:
        client.completions.create(model="qa-model", prompt="x", best_of=3)
    assert refused.value.param == "best_of"
    with pytest.raises(openai.BadRequestError) as refused:
        client.chat.completions.create(model="bare", messages=QUESTION)
    assert refused.value.code == "chat_template_missing"
    with pytest.raises(openai.BadRequestError) as refused:
        client.completions.create(model="qa-model", prompt="x" * 5000)
    assert refused.value.code == "prompt_too_long"
    with pytest.raises(openai.BadRequestError) as refused:
        client.chat.completions.create(model="qa-model", messages=[])
    assert (refused.value.code, refused.value.param) == ("invalid_input", "messages")
