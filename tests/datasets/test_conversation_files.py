"""Files of conversations: every format is read, a bad row keeps its line, and nothing is lost on the way to the page."""

import csv
import io
import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from easytune.contract.error_codes import ErrorCode
from easytune.contract.rows import Conversation, Role, ToolCall, Turn
from easytune.core.errors import InvalidInput
from easytune.datasets.schemas import AnswerMapping, TurnsMapping
from easytune.datasets.store import ROWS_FILE
from tests.datasets.files import json_lines, read, read_as

CHAT = [{"role": "user", "content": "几点开门？"}, {"role": "assistant", "content": "九点。"}]
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)
SAID = TEXT.filter(str.strip)
CALLS = st.lists(st.builds(ToolCall, name=SAID, arguments=st.dictionaries(TEXT, TEXT, max_size=2).map(json.dumps)), min_size=1, max_size=2)


@st.composite
def conversations(draw: st.DrawFn) -> Conversation:
    """Any legal one."""
    turns = [Turn(role=Role.SYSTEM, content=draw(TEXT))] if draw(st.booleans()) else []
    for _ in range(draw(st.integers(1, 3))):
        turns.append(Turn(role=Role.USER, content=draw(SAID)))
        for _ in range(draw(st.integers(0, 2))):
            turns.append(Turn(role=Role.ASSISTANT, content=draw(TEXT), tool_calls=tuple(draw(CALLS))))
            turns += [Turn(role=Role.TOOL, content=draw(TEXT)) for _ in range(draw(st.integers(1, 2)))]
        calls = tuple(draw(CALLS)) if draw(st.booleans()) else ()
        turns.append(Turn(role=Role.ASSISTANT, content=draw(TEXT if calls else SAID), tool_calls=calls))
    return Conversation(turns=tuple(turns))


def as_messages(conversation: Conversation) -> list[dict[str, object]]:
    """As OpenAI writes them."""
    return [
        {"role": turn.role.value, "content": turn.content}
        | ({"tool_calls": [{"type": "function", "function": call.model_dump()} for call in turn.tool_calls]} if turn.tool_calls else {})
        for turn in conversation.turns
    ]


@settings(max_examples=80, deadline=None)
@given(st.lists(conversations(), min_size=1, max_size=4), st.sampled_from(["jsonl", "json", "csv"]))
def test_a_legal_conversation_comes_out_as_it_went_in(found: list[Conversation], extension: str) -> None:
    messages = [as_messages(conversation) for conversation in found]
    with tempfile.TemporaryDirectory() as folder:
        rows = read(Path(folder), f"a.{extension}", _written(messages, extension)).rows()
    assert [row.conversation for row in rows] == found
    assert [row.text for row in rows] == [next(turn.content for turn in one.turns if turn.role is Role.USER) for one in found]


def _written(messages: Sequence[Sequence[Mapping[str, object]]], extension: str) -> str:
    if extension == "csv":
        file = io.StringIO()
        csv.writer(file, lineterminator="\n").writerows([["messages"], *([json.dumps(turns)] for turns in messages)])
        return file.getvalue()
    rows = [{"messages": turns} for turns in messages]
    return json_lines(*rows) if extension == "jsonl" else json.dumps(rows, ensure_ascii=False)


def _table(delimiter: str) -> str:
    return "\n".join(delimiter.join(row) for row in [("问题", "回答"), ("几点开门？", "九点。"), ("怎么还书？", "放进还书箱。")])


FILES = [
    ("a.csv", _table(",")),
    ("a.tsv", _table("\t")),
    ("a.jsonl", json_lines({"问题": "几点开门？", "回答": "九点。"}, {"问题": "怎么还书？", "回答": "放进还书箱。"})),
    ("a.json", json.dumps([{"问题": "几点开门？", "回答": "九点。"}, {"问题": "怎么还书？", "回答": "放进还书箱。"}])),
]


@pytest.mark.parametrize(("name", "content"), FILES)
def test_questions_and_answers_are_read_from_every_format(tmp_path: Path, name: str, content: str) -> None:
    found = read(tmp_path, name, content)
    assert found.imported.mapping == AnswerMapping(kind="answer", question="问题", answer="回答")
    assert [row.text for row in found.rows()] == ["几点开门？", "怎么还书？"]
    assert (found.imported.version.labels, found.imported.multi_label) == ({}, False)
    row = found.rows()[0]
    assert (row.label, row.labels, row.raw) == (None, None, {"问题": "几点开门？", "回答": "九点。"})


def test_the_rows_file_has_the_columns_of_conversations(tmp_path: Path) -> None:
    import pyarrow.parquet

    schema = pyarrow.parquet.read_schema(read(tmp_path, "a.jsonl", json_lines({"messages": CHAT})).folder / ROWS_FILE)
    assert {field.name: str(field.type) for field in schema} == {"line": "int64", "conversation": "string", "raw": "string"}


def test_bad_rows_keep_their_lines_and_reasons(tmp_path: Path) -> None:
    rows = [
        {"messages": CHAT},
        {"messages": CHAT[1:]},
        {"messages": CHAT[:1]},
        {"messages": []},
        {"messages": [{"role": "user", "content": None}, CHAT[1]]},
        {"messages": [CHAT[0], {"role": "assistant", "content": None}]},
        {},
        {"messages": CHAT},
    ]
    found = read(tmp_path, "a.jsonl", json_lines(*rows) + '\n{"messages": [{"role": "user", "content": NaN}]}\n')
    assert [row.line for row in found.rows()] == [1, 8]
    assert [(row.line, row.code) for row in found.rejected()] == [
        (2, ErrorCode.ROW_ROLE_ORDER),
        (3, ErrorCode.ROW_ROLE_ORDER),
        (4, ErrorCode.ROW_NO_TURNS),
        (5, ErrorCode.ROW_QUESTION_EMPTY),
        (6, ErrorCode.ROW_ANSWER_EMPTY),
        (7, ErrorCode.ROW_NO_TURNS),
        (9, ErrorCode.JSON_BROKEN),
    ]
    assert "message 1 is of assistant, expected system / user" in found.rejected()[0].message


def test_a_very_long_answer_is_kept_whole(tmp_path: Path) -> None:
    answer = "长" * 100_000
    for name, content in (("a.csv", f"question,answer\n问,{answer}\n"), ("a.jsonl", json_lines({"question": "问", "answer": answer}))):
        conversation = read(tmp_path, name, content).rows()[0].conversation
        assert conversation is not None
        assert conversation.turns[1].content == answer


def test_a_search_finds_turns_that_the_file_holds_escaped(tmp_path: Path) -> None:
    content = 'messages\n"' + json.dumps(CHAT).replace('"', '""') + '"\n'
    assert "\\u" in content
    found = read(tmp_path, "a.csv", content)
    assert len(found.rows(search="几点")) == 1
    assert found.rows(search="十点") == []


def test_a_search_finds_raw_fields_that_are_no_turns(tmp_path: Path) -> None:
    found = read(tmp_path, "a.jsonl", json_lines({"messages": CHAT, "source": "Library"}, {"messages": CHAT, "source": "shop"}))
    assert [row.line for row in found.rows(search="library")] == [1]


@pytest.mark.parametrize("word", ["role", "user", "content", "messages", "turns", "tool_calls"])
@pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
def test_a_search_does_not_find_the_words_of_the_shape(tmp_path: Path, name: str, word: str) -> None:
    mentions = [{"role": "user", "content": f"What is a {word.upper()}?"}, CHAT[1]]
    content = _written([CHAT, mentions], name.partition(".")[2])
    assert [row.text for row in read(tmp_path, name, content).rows(search=word)] == [mentions[0]["content"]]


def test_a_search_finds_quotes_calls_and_tools(tmp_path: Path) -> None:
    call = {"role": "assistant", "content": "", "tool_calls": [{"name": "find_book", "arguments": {"title": "城南"}}]}
    said = [{"role": "user", "content": 'he said "no"\nand left'}, call]
    found = read(
        tmp_path, "a.jsonl", json_lines({"messages": said, "tools": [{"name": "other_tool"}], "page": 12, "meta": {"from": ["shelf"]}})
    )
    for word in ('"NO"\nand', "find_book", "城南", "other_tool", "12", "shelf"):
        assert len(found.rows(search=word)) == 1, word
    assert found.rows(search="function") == []


def test_what_a_person_says_goes_before_the_guess(tmp_path: Path) -> None:
    content = json_lines({"messages": CHAT, "a": "问", "b": "答"})
    assert isinstance(read(tmp_path, "a.jsonl", content).imported.mapping, TurnsMapping)
    found = read_as(tmp_path, "a.jsonl", content, kind="answer", question="a", answer="b")
    assert [row.text for row in found.rows()] == ["问"]
    assert read(tmp_path, "a.jsonl", content, text="a").imported.mapping.kind == "text"


def test_a_line_with_a_tab_may_be_a_question_and_its_answer(tmp_path: Path) -> None:
    found = read_as(tmp_path, "a.txt", "几点？\t九点。\n哪里？\t门口。\n", kind="answer", question="label", answer="text")
    assert [row.text for row in found.rows()] == ["几点？", "哪里？"]


@pytest.mark.parametrize(
    ("mapping", "code"),
    [
        ({"kind": "answer", "question": "question", "answer": "reply"}, ErrorCode.COLUMN_MISSING),
        ({"kind": "answer", "question": "question", "answer": "question"}, ErrorCode.SAME_COLUMN),
        ({"kind": "answer", "question": "question", "answer": "answer", "system": "answer"}, ErrorCode.SAME_COLUMN),
        ({"kind": "turns", "turns": "messages"}, ErrorCode.COLUMN_MISSING),
        ({"kind": "turns", "turns": "question"}, ErrorCode.NO_VALID_ROWS),
    ],
)
def test_columns_that_do_not_fit_are_refused(tmp_path: Path, mapping: dict[str, str], code: ErrorCode) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_as(tmp_path, "a.csv", "question,answer\n问,答\n", **mapping)
    assert caught.value.code is code
