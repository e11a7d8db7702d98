"""The choice between zh and en."""

import pytest

from easytune.core.language import preferred


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"), ("zh", "zh"), ("zh-Hans-CN", "zh"), ("EN-us,zh;q=0.9", "en"), ("fr,zh;q=0.4,en;q=0.8", "en"),
        ("zh;q=abc,en;q=0.1", "en"), ("de", "en"), (",;,", "en"),
    ],
)  # fmt: skip
def test_the_language_that_ranks_higher_is_taken(header: str, language: str) -> None:
    assert preferred(header) == language
