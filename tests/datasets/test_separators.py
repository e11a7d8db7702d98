"""A separator of labels is guessed only where it surely is one."""

import pytest

from easytune.datasets.separators import guess_separator, split_labels


@pytest.mark.parametrize(
    ("cells", "separator"),
    [
        (["体育|财经", "体育", "财经|科技", "科技"], "|"),
        (["a;b", "b;c", "c;a", "a"], ";"),
        (["物流、价格", "价格、服务", "服务", "物流"], "、"),
        (["food, price", "price", "food, service", "service, price"], ","),
        (["a|b", "a|b", None, ["x"], "", "a", "b"], "|"),
    ],
)
def test_parts_that_come_again_in_other_cells_are_labels(cells: list[object], separator: str) -> None:
    assert guess_separator(cells) == separator


@pytest.mark.parametrize(
    "cells",
    [
        ["positive", "negative", "positive"],
        ["Paris, TX", "Reno, NV", "Waco, TX"],
        ["Q;A", "Q;A", "other", "other"],
        ["I came; I saw; I won", "It rained; we left"],
        ["x" * 50 + "|" + "y" * 50, "x" * 50 + "|z", "y" * 50 + "|z"],
        [],
        [1, 2, True],
    ],
)
def test_a_sign_inside_a_label_is_no_separator(cells: list[object]) -> None:
    assert guess_separator(cells) is None


def test_splitting_drops_spaces_and_empty_parts() -> None:
    assert split_labels(" a | b||", "|") == ["a", "b"]
    assert split_labels("", "|") == []
    assert split_labels("a, b,c", ", ") == ["a", "b,c"]
