"""Tokens become text in whole characters, and a stop text is never seen, however both are cut."""

import random

import pytest

from easytune.predictor.text_stream import StopTexts, TextStream

TEXTS = ["hello", "你好，世界", "a😀b👩‍🔬c", "é" * 9, " leading", "x\n\ny"]


def decode(ids: list[int]) -> str:
    """A token is a byte."""
    return bytes(ids).decode("utf-8", "replace")


@pytest.mark.parametrize("text", TEXTS)
def test_pieces_are_whole_characters_and_make_the_text(text: str) -> None:
    stream = TextStream(decode, list("问题".encode()))
    pieces = [stream.push(byte) for byte in text.encode()] + [stream.rest()]
    assert "".join(pieces) == text
    assert all("\ufffd" not in piece for piece in pieces)


def test_a_character_that_never_became_complete_is_not_shown() -> None:
    stream = TextStream(decode, [])
    pieces = [stream.push(byte) for byte in "好的".encode()[:-1]] + [stream.rest()]
    assert "".join(pieces) == "好"


def test_bytes_that_are_no_character_are_shown_once_something_follows() -> None:
    stream = TextStream(decode, [])
    assert [stream.push(byte) for byte in b"a\xffb"] == ["a", "", "\ufffdb"]


@pytest.mark.parametrize(
    ("stops", "text", "shown"),
    [
        (("END",), "abcENDdef", "abc"),
        (("END",), "abcEN", "abcEN"),
        (("END",), "EEND", "E"),
        (("aab",), "aaab", "a"),
        (("\n\n", "用户："), "答。\n用户：再问\n\n", "答。\n"),
        ((), "anything", "anything"),
        (("a", "ab"), "xab", "x"),
    ],
)
def test_a_stop_text_ends_the_answer_however_the_text_is_cut(stops: tuple[str, ...], text: str, shown: str) -> None:
    chance = random.Random(1)
    for _ in range(40):
        finder, seen, left = StopTexts(stops), "", text
        while left:
            cut = chance.randint(1, len(left))
            seen += finder.push(left[:cut])
            assert shown.startswith(seen)
            left = left[cut:]
        assert seen + finder.rest() == shown
        assert finder.found == (shown != text)


def test_what_cannot_become_a_stop_text_is_shown_at_once() -> None:
    finder = StopTexts(("STOP",))
    assert [finder.push(part) for part in ("a", "ST", "A", "STO", "P")] == ["a", "", "STA", "", ""]
    assert finder.found
