"""Whether turns follow each other as a conversation's do (contract.rows.Conversation). Knows no shape of files; pure."""

from collections.abc import Sequence
from typing import assert_never

from easytune.contract.error_codes import ErrorCode
from easytune.contract.rows import Role, Turn
from easytune.datasets.messages import BadTurn


def misplaced(turns: Sequence[Turn]) -> BadTurn | None:
    """The first turn that is out of place or says nothing where it must; None when all is well. turns must not be empty."""
    before: Turn | None = None
    for number, turn in enumerate(turns, 1):
        expected = _may_follow(before)
        if turn.role not in expected:
            return _out_of_order(number, turn.role, expected)
        if empty := _empty(turn):
            return BadTurn(empty, {"turn": number})
        before = turn
    last = turns[-1]
    return None if last.role is Role.ASSISTANT else _out_of_order(len(turns), last.role, (Role.ASSISTANT,))


def _may_follow(before: Turn | None) -> tuple[Role, ...]:
    if before is None:
        return (Role.SYSTEM, Role.USER)
    match before.role:
        case Role.SYSTEM:
            return (Role.USER,)
        case Role.USER:
            return (Role.ASSISTANT,)
        case Role.ASSISTANT:
            return (Role.TOOL, Role.USER) if before.tool_calls else (Role.USER,)
        case Role.TOOL:
            return (Role.TOOL, Role.ASSISTANT)
        case _:
            assert_never(before.role)


def _out_of_order(number: int, found: Role, expected: tuple[Role, ...]) -> BadTurn:
    return BadTurn(ErrorCode.ROW_ROLE_ORDER, {"turn": number, "found": found.value, "expected": " / ".join(expected)})


def _empty(turn: Turn) -> ErrorCode | None:
    """Why a turn that says nothing is wrong; an empty system prompt or result of a tool is none."""
    if turn.content.strip() or turn.tool_calls:
        return None
    return {Role.USER: ErrorCode.ROW_QUESTION_EMPTY, Role.ASSISTANT: ErrorCode.ROW_ANSWER_EMPTY}.get(turn.role)
