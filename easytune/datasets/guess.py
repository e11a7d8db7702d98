"""Guesses what the rows are and which column is what, from names (zh and en) and content. Knows no file and no format."""

from collections.abc import Callable, Sequence
from collections.abc import Mapping as AnyMapping
from typing import Any

from easytune.datasets.column_names import may_be_text, plain_name
from easytune.datasets.guess_conversation import HEADINGS, guess_answer, guess_turns
from easytune.datasets.schemas import Mapping, TextMapping

# the first of each is the surest
TEXT_NAMES = tuple(
    "text 文本 sentence content 内容 review 评论 comment 句子 正文 评价 文字 texts sentence1 body message 消息 query 问题 question "
    "document doc article input 输入 utterance tweet title 标题 描述 description summary 摘要".split()
)
LABEL_NAMES = tuple(
    "label 标签 labels label_name label_text class 类别 category 分类 类型 sentiment 情感 情绪 emotion target intent 意图 topic 主题 "
    "tag tags y type class_name polarity 极性 rating 评分 星级 score stars output 输出 answer label_id class_id".split()
)
MAX_LABEL_CHARACTERS = 200
_MOST_LABELS_OF_SAMPLE = 0.5
_TEXT_RANK = {name: rank for rank, name in enumerate(TEXT_NAMES)}
_LABEL_RANK = {name: rank for rank, name in enumerate(LABEL_NAMES)}


def is_known_name(name: str) -> bool:
    """Whether a cell reads like the heading of a column that is known here, or of an id."""
    plain = plain_name(name)
    return plain in _TEXT_RANK or plain in _LABEL_RANK or plain in HEADINGS or plain in ("id", "index", "编号", "序号")


def guess(columns: Sequence[str], sample: Sequence[AnyMapping[str, Any]]) -> Mapping:
    """Messages; else a question and its answer, unless the answer is rather a label; else a text and perhaps its label.

    columns must not be empty; sample: the first rows, column -> any JSON value.
    """
    values = _filled(columns, sample)
    return guess_turns(values) or guess_answer(values, is_label=repeats) or guess_text(columns, sample)


def guess_text(columns: Sequence[str], sample: Sequence[AnyMapping[str, Any]]) -> TextMapping:
    """A text column always; a label column when one has a telling name or few short values that come again."""
    values = _filled(columns, sample)
    label = _by_name(columns, values, _LABEL_RANK, _may_be_label)
    text = _by_name([column for column in columns if column != label], values, _TEXT_RANK, may_be_text)
    if text is None:
        candidates = [column for column in columns if column != label] or list(columns)
        text = max(candidates, key=lambda column: _mean_length(values[column]))
    label = label if label != text else None
    if label is None:
        label = _by_content([column for column in columns if column != text], values)
    return TextMapping(text=text, label=label)


def _filled(columns: Sequence[str], sample: Sequence[AnyMapping[str, Any]]) -> dict[str, list[Any]]:
    return {column: [row[column] for row in sample if row.get(column) not in (None, "")] for column in columns}


def _by_name(
    columns: Sequence[str], values: AnyMapping[str, Sequence[Any]], ranks: AnyMapping[str, int], fits: Callable[[Sequence[Any]], bool]
) -> str | None:
    named = [column for column in columns if plain_name(column) in ranks and fits(values[column])]
    return min(named, key=lambda column: ranks[plain_name(column)], default=None)


def _by_content(columns: Sequence[str], values: AnyMapping[str, Sequence[Any]]) -> str | None:
    """The column with the fewest different values among those whose values come again."""
    fitting = [(len(set(map(str, values[column]))), -place, column) for place, column in enumerate(columns) if repeats(values[column])]
    return min(fitting)[2] if fitting else None


def repeats(values: Sequence[Any]) -> bool:
    """Whether they are short, at least two different ones, and come again."""
    distinct = len(set(map(str, values)))
    return _may_be_label(values) and 2 <= distinct < len(values) and distinct <= max(2, _MOST_LABELS_OF_SAMPLE * len(values))


def _may_be_label(values: Sequence[Any]) -> bool:
    return all(_is_label(inner) for value in values for inner in (value if isinstance(value, list) else [value]))


def _is_label(value: Any) -> bool:
    return isinstance(value, str | int | float) and len(str(value)) <= MAX_LABEL_CHARACTERS


def _mean_length(values: Sequence[Any]) -> float:
    lengths = [len(value) for value in values if isinstance(value, str)]
    return sum(lengths) / len(lengths) if lengths else 0.0
