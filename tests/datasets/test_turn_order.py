"""Which roles may follow which: every order of up to five turns is judged as an independent grammar judges it."""

import itertools
import re

import pytest

from easytune.contract.error_codes import ErrorCode
from easytune.contract.rows import Role, ToolCall, Turn
from easytune.datasets.messages import BadTurn
from easytune.datasets.turn_order import misplaced

# s: system, u: user, a: assistant, c: assistant that calls, t: tool
LETTERS = {
    "s": Turn(role=Role.SYSTEM, content="s"),
    "u": Turn(role=Role.USER, content="u"),
    "a": Turn(role=Role.ASSISTANT, content="a"),
    "c": Turn(role=Role.ASSISTANT, content="", tool_calls=(ToolCall(name="f", arguments="{}"),)),
    "t": Turn(role=Role.TOOL, content="t"),
}
LEGAL = re.compile(r"s?(u(ct+)*[ac])+")


def judged(order: str) -> BadTurn | None:
    return misplaced([LETTERS[letter] for letter in order])


def test_exactly_the_legal_orders_pass() -> None:
    orders = ["".join(letters) for length in range(1, 7) for letters in itertools.product(LETTERS, repeat=length)]
    assert [order for order in orders if judged(order) is None] == [order for order in orders if LEGAL.fullmatch(order)]


@pytest.mark.parametrize(
    ("order", "turn", "found", "expected"),
    [
        ("a", 1, "assistant", "system / user"),
        ("au", 1, "assistant", "system / user"),
        ("sa", 2, "assistant", "user"),
        ("ss", 2, "system", "user"),
        ("uu", 2, "user", "assistant"),
        ("uaa", 3, "assistant", "user"),
        ("uat", 3, "tool", "user"),
        ("uca", 3, "assistant", "tool / user"),
        ("uctu", 4, "user", "tool / assistant"),
        ("uas", 3, "system", "user"),
        ("u", 1, "user", "assistant"),
        ("uau", 3, "user", "assistant"),
        ("uct", 3, "tool", "assistant"),
        ("s", 1, "system", "assistant"),
    ],
)
def test_the_first_turn_out_of_place_is_told(order: str, turn: int, found: str, expected: str) -> None:
    assert judged(order) == BadTurn(ErrorCode.ROW_ROLE_ORDER, {"turn": turn, "found": found, "expected": expected})
