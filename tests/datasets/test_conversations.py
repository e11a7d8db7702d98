"""Every shape of a conversation becomes the same turns, and what is wrong with a row is told with its line."""

import json
from typing import Any

import pytest

from easytune.contract.error_codes import ErrorCode
from easytune.contract.error_texts import sentence
from easytune.contract.rows import Conversation, RowError
from easytune.datasets.formats import canonical
from easytune.datasets.raw_rows import RawRow
from easytune.datasets.schemas import AnswerMapping, TurnsMapping

LINE = 7
TURNS = TurnsMapping(kind="turns", turns="messages", system="system", tools="tools")
ANSWER = AnswerMapping(kind="answer", question="instruction", input="input", answer="output", system="system", history="history")
CALL = {"name": "weather", "arguments": '{"city": "北京"}'}
TOOL = {"type": "function", "function": {"name": "weather", "parameters": {"type": "object"}}}


def of_turns(messages: Any, **fields: Any) -> Conversation | RowError:
    found = canonical(RawRow(LINE, {"messages": messages, **fields}), TURNS)
    assert isinstance(found, Conversation | RowError)
    return found


def of_answer(**fields: Any) -> Conversation | RowError:
    found = canonical(RawRow(LINE, fields), ANSWER)
    assert isinstance(found, Conversation | RowError)
    return found


def said(found: Conversation | RowError) -> list[tuple[str, str]]:
    assert isinstance(found, Conversation), found
    return [(turn.role.value, turn.content) for turn in found.turns]


def wrong(found: Conversation | RowError) -> tuple[ErrorCode, dict[str, Any]]:
    assert isinstance(found, RowError), found
    assert found.line == LINE
    for language in ("zh", "en"):
        assert "{" not in sentence(found.code, found.params, language)
    return found.code, found.params


def user(content: Any = "问") -> dict[str, Any]:
    return {"role": "user", "content": content}


def assistant(content: Any = "答", **more: Any) -> dict[str, Any]:
    return {"role": "assistant", "content": content, **more}


def calling() -> dict[str, Any]:
    return assistant(None, tool_calls=[{"id": "1", "type": "function", "function": CALL}])


PAIR = [("user", "问"), ("assistant", "答")]


def test_messages_keep_their_contents_to_the_last_space() -> None:
    assert said(of_turns([user(" 问\n"), assistant("  答\t")])) == [("user", " 问\n"), ("assistant", "  答\t")]


@pytest.mark.parametrize("names", ["user assistant", "human gpt", "Human Assistant", "user model", "human bot", " USER chatbot"])
def test_roles_are_known_by_their_usual_names(names: str) -> None:
    asks, answers = names.rsplit(" ", 1)
    assert said(of_turns([{"from": asks, "value": "问"}, {"from": answers, "value": "答"}])) == PAIR
    assert said(of_turns([{"role": asks, "content": "问"}, {"role": answers, "content": "答"}])) == PAIR


def test_keys_of_the_other_spelling_may_stand_beside_as_null() -> None:
    assert said(of_turns([{"role": None, "content": None, "from": "human", "value": "问"}, assistant(value=None)])) == PAIR


def test_text_parts_are_put_together_and_a_picture_is_refused() -> None:
    parts = [{"type": "text", "text": "问"}, {"type": "text", "text": "题"}]
    assert said(of_turns([user(parts), assistant()]))[0] == ("user", "问题")
    picture = {"type": "image_url", "image_url": {"url": "x"}}
    assert wrong(of_turns([user([*parts, picture]), assistant()])) == (ErrorCode.ROW_TURN_SHAPE, {"turn": 1})


def test_a_number_is_an_answer() -> None:
    assert said(of_turns([user("1+1"), assistant(2)]))[1] == ("assistant", "2")


def test_a_list_may_be_the_text_of_one() -> None:
    assert said(of_turns(json.dumps([user(), assistant()]))) == PAIR


def test_openai_tool_turns_keep_their_calls() -> None:
    found = of_turns([user("天气"), calling(), {"role": "tool", "content": "晴", "tool_call_id": "1"}, assistant("晴天")], tools=[TOOL])
    assert said(found) == [("user", "天气"), ("assistant", ""), ("tool", "晴"), ("assistant", "晴天")]
    assert isinstance(found, Conversation)
    assert [call.model_dump() for call in found.turns[1].tool_calls] == [CALL]
    assert json.loads(found.tools or "") == [TOOL]


def test_sharegpt_calls_are_the_same_turns_as_openais() -> None:
    call = json.dumps({"name": "weather", "arguments": {"city": "北京"}}, ensure_ascii=False)
    turns = [("human", "天气"), ("function_call", call), ("observation", "晴"), ("gpt", "晴天")]
    found = of_turns([{"from": role, "value": value} for role, value in turns], tools=json.dumps([TOOL["function"]]))
    other = of_turns([user("天气"), calling(), {"role": "tool", "content": "晴"}, assistant("晴天")], tools=[TOOL])
    assert isinstance(found, Conversation)
    assert isinstance(other, Conversation)
    assert json.loads(found.turns[1].tool_calls[0].arguments) == json.loads(other.turns[1].tool_calls[0].arguments)
    assert said(found) == said(other)
    assert json.loads(found.tools or "") == [TOOL]


def test_a_call_may_end_a_conversation() -> None:
    assert said(of_turns([user(), calling()]))[-1] == ("assistant", "")


def test_several_calls_may_be_asked_for_at_once() -> None:
    twice = assistant("", tool_calls=[{"function": CALL}, {"function": {"name": "time"}}])
    found = of_turns([user(), twice, {"role": "tool", "content": "1"}, {"role": "tool", "content": ""}, assistant()])
    assert isinstance(found, Conversation)
    assert [call.arguments for call in found.turns[1].tool_calls] == [CALL["arguments"], "{}"]


BAD_CALLS = ["x", {"name": ""}, {"function": CALL["name"]}, {"name": "a", "arguments": "[1]"}, {"name": "a", "arguments": "{"}, 3]


@pytest.mark.parametrize("call", BAD_CALLS)
def test_a_call_without_name_or_with_other_arguments_than_an_object_is_none(call: Any) -> None:
    assert wrong(of_turns([user(), assistant("", tool_calls=[call])])) == (ErrorCode.ROW_TOOL_CALL, {"turn": 2})
    assert wrong(of_turns([user(), {"from": "function_call", "value": call}]))[0] is ErrorCode.ROW_TOOL_CALL


def test_only_the_assistant_calls_tools() -> None:
    assert wrong(of_turns([user() | {"tool_calls": [CALL]}, assistant()])) == (ErrorCode.ROW_TOOL_CALL, {"turn": 1})


@pytest.mark.parametrize("tools", [None, "", " ", [], "[]"])
def test_no_tools_are_none(tools: Any) -> None:
    found = of_turns([user(), assistant()], tools=tools)
    assert isinstance(found, Conversation)
    assert found.tools is None


@pytest.mark.parametrize("tools", ["{", "weather", {"name": "weather"}, [3], [{}], [{"function": 3}], [{"name": " "}], "null", 0, False])
def test_tools_that_are_no_list_of_functions_are_told(tools: Any) -> None:
    assert wrong(of_turns([user(), assistant()], tools=tools)) == (ErrorCode.ROW_TOOLS, {})


@pytest.mark.parametrize("value", [None, "", "hello", [], "[]", "[1", {}, 3, '["a\\u0000"]'])
def test_what_is_no_list_of_messages_is_told_with_its_column(value: Any) -> None:
    assert wrong(of_turns(value)) == (ErrorCode.ROW_NO_TURNS, {"column": "messages"})


@pytest.mark.parametrize("message", [3, None, [], {}, {"role": "user"}, {"content": "x"}, {"role": 1, "content": "x"}, user({"a": 1})])
def test_a_message_without_role_or_text_is_told_with_its_place(message: Any) -> None:
    assert wrong(of_turns([user(), assistant(), message])) == (ErrorCode.ROW_TURN_SHAPE, {"turn": 3})


def test_an_unknown_role_is_told() -> None:
    assert wrong(of_turns([user(), {"role": "narrator" * 20, "content": "x"}])) == (
        ErrorCode.ROW_ROLE_UNKNOWN,
        {"turn": 2, "role": ("narrator" * 20)[:40]},
    )


@pytest.mark.parametrize("empty", ["", " \n", None])
def test_an_empty_question_or_answer_is_told(empty: Any) -> None:
    assert wrong(of_turns([user(empty), assistant()])) == (ErrorCode.ROW_QUESTION_EMPTY, {"turn": 1})
    assert wrong(of_turns([user(), assistant(empty)])) == (ErrorCode.ROW_ANSWER_EMPTY, {"turn": 2})
    assert wrong(of_turns([user(), assistant(empty), user(), assistant()])) == (ErrorCode.ROW_ANSWER_EMPTY, {"turn": 2})
    assert wrong(of_answer(instruction=empty, output="答")) == (ErrorCode.ROW_QUESTION_EMPTY, {})
    assert wrong(of_answer(instruction="问", output=empty)) == (ErrorCode.ROW_ANSWER_EMPTY, {})


def test_a_system_column_counts_where_the_messages_bring_no_prompt() -> None:
    assert said(of_turns([user(), assistant()], system="简短")) == [("system", "简短"), *PAIR]
    own = {"role": "system", "content": "礼貌"}
    assert said(of_turns([own, user(), assistant()], system="简短")) == [("system", "礼貌"), *PAIR]
    assert said(of_turns([user(), assistant()], system=" ")) == PAIR
    assert wrong(of_turns([user(), assistant()], system=["x"])) == (ErrorCode.ROW_NOT_TEXT, {"column": "system"})


def test_an_empty_prompt_among_the_messages_stays() -> None:
    assert said(of_turns([{"role": "system", "content": ""}, user(), assistant()])) == [("system", ""), *PAIR]


def test_alpaca_puts_the_input_below_the_instruction() -> None:
    assert said(of_answer(instruction=" 翻译 ", input="你好\n", output=" Hello ")) == [("user", "翻译\n你好"), ("assistant", "Hello")]
    assert said(of_answer(instruction="问", input="", output="答")) == PAIR
    assert said(of_answer(instruction=None, input="问", output="答")) == PAIR


@pytest.mark.parametrize("as_text", [False, True])
def test_alpaca_history_and_system_come_first(as_text: bool) -> None:
    history: Any = [["一", "二"], ["三", 4]]
    found = of_answer(instruction="问", output="答", system="简短", history=json.dumps(history) if as_text else history)
    assert said(found) == [("system", "简短"), ("user", "一"), ("assistant", "二"), ("user", "三"), ("assistant", "4"), *PAIR]


@pytest.mark.parametrize("history", [None, "", " ", [], "[]"])
def test_no_history_is_none(history: Any) -> None:
    assert said(of_answer(instruction="问", output="答", history=history)) == PAIR


@pytest.mark.parametrize("history", ["x", 3, {}, ["x"], [["x"]], [["a", "b", "c"]], [["a", {}]], [{"a": "b"}]])
def test_a_history_of_another_shape_is_told(history: Any) -> None:
    assert wrong(of_answer(instruction="问", output="答", history=history)) == (ErrorCode.ROW_HISTORY, {"column": "history"})


def test_an_empty_half_of_the_history_is_told() -> None:
    assert wrong(of_answer(instruction="问", output="答", history=[["", "b"]]))[0] is ErrorCode.ROW_QUESTION_EMPTY
    assert wrong(of_answer(instruction="问", output="答", history=[["a", None]]))[0] is ErrorCode.ROW_ANSWER_EMPTY


@pytest.mark.parametrize("column", ["instruction", "input", "output", "system"])
def test_a_cell_that_is_no_text_is_told_with_its_column(column: str) -> None:
    fields = {"instruction": "问", "output": "答"} | {column: ["x"]}
    assert wrong(of_answer(**fields)) == (ErrorCode.ROW_NOT_TEXT, {"column": column})
