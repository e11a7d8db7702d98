"""Conversations are known by names and content, and a classification file is not taken for one."""

from collections.abc import Sequence
from typing import Any

import pytest

from easytune.datasets.guess import guess
from easytune.datasets.schemas import AnswerMapping, Mapping, TextMapping, TurnsMapping

QUESTIONS = ["几点开门？", "怎么借书？", "可以续借吗？", "在哪里还书？"]
ANSWERS = ["周二到周日上午九点开门。", "带借书证到服务台。", "可以续借一次，延长十五天。", "在门口的还书箱。"]
CHAT = [{"role": "user", "content": "问"}, {"role": "assistant", "content": "答"}]
SHARED = [{"from": "human", "value": "问"}, {"from": "gpt", "value": "答"}]


def guessed(**columns: Sequence[object]) -> Mapping:
    return guess(list(columns), [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)])


PAIRS = [
    "instruction output", "question answer", "prompt completion", "prompt response", "instruction response", "query response",
    "问题 回答", "问题 答案", "指令 输出", "提问 回复", "Question Answer", "input output", "input target_answer output",
]  # fmt: skip


@pytest.mark.parametrize("names", PAIRS)
def test_telling_pairs_of_names_are_questions_and_answers(names: str) -> None:
    question, *_, answer = names.split()
    found = guessed(id=[1, 2, 3, 4], **{answer: ANSWERS, question: QUESTIONS})
    assert found == AnswerMapping(kind="answer", question=question, answer=answer)


def test_alpaca_is_known_with_all_its_columns() -> None:
    history: list[Any] = [[], [["一", "二"]], [], []]
    found = guessed(instruction=QUESTIONS, input=["", "", "x", ""], output=ANSWERS, system=["s"] * 4, history=history)
    assert found == AnswerMapping(kind="answer", question="instruction", input="input", answer="output", system="system", history="history")


@pytest.mark.parametrize("column", ["messages", "conversations", "whatever"])
@pytest.mark.parametrize("turns", [CHAT, SHARED])
def test_a_column_of_messages_is_a_conversation_whatever_its_name(column: str, turns: list[dict[str, str]]) -> None:
    assert guessed(id=["a", "b"], **{column: [turns, turns]}) == TurnsMapping(kind="turns", turns=column)


def test_system_and_tools_are_found_beside_the_messages() -> None:
    found = guessed(tools=["[]", "[]"], system=["s", ""], rejected=[CHAT, CHAT], messages=[CHAT, CHAT])
    assert found == TurnsMapping(kind="turns", turns="messages", system="system", tools="tools")


def test_the_text_of_a_list_of_messages_is_one() -> None:
    text = '[{"role": "user", "content": "问"}, {"role": "assistant", "content": "答"}]'
    assert guessed(messages=[text, text]) == TurnsMapping(kind="turns", turns="messages")


def test_a_column_that_mostly_holds_other_things_is_none() -> None:
    assert guessed(content=["一", "二", "三", CHAT], label=["a", "b", "a", "b"]) == TextMapping(text="content", label="label")


def test_lists_of_labels_are_no_messages() -> None:
    assert guessed(text=QUESTIONS, label=[["a"], ["b", "a"], [], ["b"]]) == TextMapping(text="text", label="label")


@pytest.mark.parametrize("names", ["question answer", "input output", "query answer", "问题 输出"])
def test_few_short_answers_that_come_again_are_labels(names: str) -> None:
    text, label = names.split()
    assert guessed(**{text: QUESTIONS, label: ["借阅", "时间", "借阅", "时间"]}) == TextMapping(text=text, label=label)
    numbers: dict[str, Sequence[object]] = {text: QUESTIONS, label: [0, 1, 0, 1]}
    assert guessed(**numbers) == TextMapping(text=text, label=label)


def test_sentences_that_come_again_are_answers() -> None:
    repeated = [ANSWERS[0], ANSWERS[1]] * 2
    assert isinstance(guessed(question=QUESTIONS, answer=repeated), AnswerMapping)
    assert isinstance(
        guessed(question=QUESTIONS, answer=["a long answer without any stop at its end and more of it"] * 3 + ["no"]), AnswerMapping
    )


@pytest.mark.parametrize("label", ["label", "标签", "class", "sentiment"])
def test_a_sure_label_beside_question_and_answer_makes_a_classification(label: str) -> None:
    found = guessed(question=QUESTIONS, answer=ANSWERS, **{label: ["yes", "no", "yes", "no"]})
    assert found == TextMapping(text="question", label=label)


@pytest.mark.parametrize("column", ["category", "intent", "score", "source"])
def test_a_category_beside_question_and_answer_makes_none(column: str) -> None:
    found = guessed(instruction=QUESTIONS, response=ANSWERS, **{column: ["a", "b", "a", "b"]})
    assert found == AnswerMapping(kind="answer", question="instruction", answer="response")


def test_answers_that_are_objects_or_missing_are_none() -> None:
    assert isinstance(guessed(question=QUESTIONS, answers=[{"text": ["a"]}] * 4), TextMapping)
    assert isinstance(guessed(question=QUESTIONS, answer=[None, "", None, ""]), TextMapping)
