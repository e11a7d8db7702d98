"""Which column is the text and which the label, from names and from content."""

from collections.abc import Sequence

import pytest

from easytune.datasets.guess import guess
from easytune.datasets.schemas import TextMapping

SENTENCES = ["今天天气很好，我们去公园玩。", "我很不开心。", "这个产品不错，值得买。", "送货太慢了，再也不来了。"]


def guessed(**columns: Sequence[object]) -> tuple[str, str | None]:
    sample = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    found = guess(list(columns), sample)
    assert isinstance(found, TextMapping)
    return found.text, found.label


TELLING = ["text label", "文本 标签", "review sentiment", "内容 类别", "Sentence Class", "content intent", "评论 情感"]


@pytest.mark.parametrize(("text", "label"), [names.split() for names in TELLING])
def test_telling_names_are_known_in_both_languages(text: str, label: str) -> None:
    assert guessed(id=[1, 2, 3, 4], **{label: ["a", "b", "a", "b"], text: SENTENCES}) == (text, label)


def test_without_names_the_long_column_is_the_text_and_the_repeating_one_the_label() -> None:
    assert guessed(a=["x", "y", "x", "y"], b=SENTENCES, c=[1, 2, 3, 4]) == ("b", "a")


def test_a_number_that_repeats_can_be_a_label() -> None:
    assert guessed(a=SENTENCES, b=[0, 1, 0, 1]) == ("a", "b")


def test_an_id_is_no_label() -> None:
    assert guessed(id=["a1", "a2", "a3", "a4"], text=SENTENCES) == ("text", None)


def test_a_named_label_may_hold_lists_of_labels_but_not_of_objects() -> None:
    assert guessed(text=SENTENCES, label=[["a"], ["b", "a"], [], ["b"]]) == ("text", "label")
    assert guessed(text=SENTENCES, label=[[{"role": "user"}], ["b"], ["a"], ["b"]]) == ("text", None)


def test_one_column_is_the_text() -> None:
    assert guessed(label=["a", "b", "a"]) == ("label", None)


def test_the_surer_of_two_names_wins() -> None:
    assert guessed(title=["a", "b", "c", "d"], text=SENTENCES, type=["x", "x", "y", "y"], label=["p", "n", "p", "n"]) == ("text", "label")
