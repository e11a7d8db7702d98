"""Guesses whether rows are conversations: lists of messages, or questions with answers. Knows no file and no format.

A file of texts and labels must not be taken for one: a column that is surely called a label, or answers that are few, short
and come again, say that it is none.
"""

from collections.abc import Callable, Sequence
from collections.abc import Mapping as AnyMapping
from typing import Any

from easytune.datasets.cells import as_list
from easytune.datasets.column_names import may_be_text, plain_name
from easytune.datasets.messages import is_message
from easytune.datasets.schemas import AnswerMapping, TurnsMapping

# the first of each is the surest
TURNS_NAMES = "messages conversations conversation turns dialogue dialog chat 对话 消息 会话".split()
QUESTION_NAMES = "instruction question prompt query 指令 问题 提问 提示 提示词 input 输入 questions user human problem".split()
ANSWER_NAMES = "output answer response completion 输出 回答 答案 回复 应答 answers reply assistant gpt solution 答复 响应".split()
INPUT_NAMES = "input 输入 context 上下文 背景".split()
SYSTEM_NAMES = "system system_prompt 系统 系统提示 系统提示词".split()
HISTORY_NAMES = "history 历史 历史对话".split()
TOOLS_NAMES = "tools functions 工具".split()
# those that no row of data without a heading begins with
HEADINGS = frozenset("instruction prompt completion response messages conversations system_prompt 指令 提问 回答 答案 回复".split())
_SURE_LABEL_NAMES = frozenset(
    "label labels label_name label_text label_id 标签 class class_name class_id 类别 sentiment 情感 polarity 极性".split()
)
_LONGEST_LABEL_ANSWER = 40
_SENTENCE_ENDS = tuple("。！？!?.")
_ENOUGH_SHARE = 0.5
Values = AnyMapping[str, Sequence[Any]]


def guess_turns(values: Values) -> TurnsMapping | None:
    """values: column -> those of the first rows that are there. A column that mostly holds lists of messages."""
    fitting = [column for column in values if _holds_messages(values[column])]
    if not fitting:
        return None
    turns = _named(fitting, TURNS_NAMES) or fitting[0]
    others = [column for column in values if column != turns]
    return TurnsMapping(
        kind="turns",
        turns=turns,
        system=_named([column for column in others if may_be_text(values[column])], SYSTEM_NAMES),
        tools=_named(others, TOOLS_NAMES),
    )


def guess_answer(values: Values, is_label: Callable[[Sequence[Any]], bool]) -> AnswerMapping | None:
    """A telling pair of names whose columns hold text; is_label: whether values are short and come again."""
    texts = [column for column in values if may_be_text(values[column])]
    answer = _named([column for column in texts if values[column]], ANSWER_NAMES)
    question = _named([column for column in texts if values[column] and column != answer], QUESTION_NAMES)
    if question is None or answer is None or _is_classified(values, answer, is_label):
        return None
    left = [column for column in values if column not in (question, answer)]
    left_texts = [column for column in left if column in texts]
    return AnswerMapping(
        kind="answer",
        question=question,
        input=_named(left_texts, INPUT_NAMES),
        answer=answer,
        system=_named(left_texts, SYSTEM_NAMES),
        history=_named([column for column in left if _holds_pairs(values[column])], HISTORY_NAMES),
    )


def _is_classified(values: Values, answer: str, is_label: Callable[[Sequence[Any]], bool]) -> bool:
    if any(plain_name(column) in _SURE_LABEL_NAMES and is_label(values[column]) for column in values):
        return True
    return is_label(values[answer]) and all(_reads_like_label(value) for value in values[answer])


def _reads_like_label(value: Any) -> bool:
    text = str(value).strip()
    return len(text) <= _LONGEST_LABEL_ANSWER and not text.endswith(_SENTENCE_ENDS)


def _named(columns: Sequence[str], names: Sequence[str]) -> str | None:
    """The column with the surest of the names."""
    known = [column for column in columns if plain_name(column) in names]
    return min(known, key=lambda column: names.index(plain_name(column)), default=None)


def _holds_messages(values: Sequence[Any]) -> bool:
    lists = [found for value in values if (found := as_list(value))]
    fitting = sum(all(is_message(message) for message in found) for found in lists)
    return fitting > 0 and fitting >= _ENOUGH_SHARE * len(values)


def _holds_pairs(values: Sequence[Any]) -> bool:
    lists = [as_list(value) for value in values]
    return all(found is not None and all(isinstance(pair, list) for pair in found) for found in lists)
