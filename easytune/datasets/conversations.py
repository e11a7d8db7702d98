"""One raw row and a conversation's mapping become a Conversation, or the reason why not. Knows no file; pure."""

from typing import Any

from easytune.contract.error_codes import ErrorCode
from easytune.contract.rows import Conversation, Role, RowError, Turn
from easytune.datasets.cells import as_list, as_text
from easytune.datasets.messages import BadTurn, read_turns
from easytune.datasets.raw_rows import RawRow
from easytune.datasets.schemas import AnswerMapping, TurnsMapping
from easytune.datasets.tool_calls import read_tools
from easytune.datasets.turn_order import misplaced


def from_turns(row: RawRow, mapping: TurnsMapping) -> Conversation | RowError:
    """The messages as they are. A system column counts only where the messages bring no system turn."""
    messages = as_list(row.fields.get(mapping.turns))
    if not messages:
        return _error(row, ErrorCode.ROW_NO_TURNS, column=mapping.turns)
    turns = read_turns(messages)
    if isinstance(turns, BadTurn):
        return _error(row, turns.code, **turns.params)
    tools = "" if mapping.tools is None else read_tools(row.fields.get(mapping.tools))
    if tools is None:
        return _error(row, ErrorCode.ROW_TOOLS)
    system = [] if turns[0].role is Role.SYSTEM else _system(row, mapping.system)
    if isinstance(system, RowError):
        return system
    if wrong := misplaced(turns):
        return _error(row, wrong.code, **wrong.params)
    return Conversation(turns=(*system, *turns), tools=tools or None)


def from_answer(row: RawRow, mapping: AnswerMapping) -> Conversation | RowError:
    """System prompt, earlier pairs, question with its input below it, answer; spaces around each go."""
    system = _system(row, mapping.system)
    if isinstance(system, RowError):
        return system
    earlier = _history(row, mapping.history)
    if isinstance(earlier, RowError):
        return earlier
    question, extra, answer = (_cell(row, column) for column in (mapping.question, mapping.input, mapping.answer))
    for cell in (question, extra, answer):
        if isinstance(cell, RowError):
            return cell
    asked = "\n".join(str(part) for part in (question, extra) if part)
    pair = _pair(row, asked, str(answer))
    return pair if isinstance(pair, RowError) else Conversation(turns=(*system, *earlier, *pair))


def _history(row: RawRow, column: str | None) -> list[Turn] | RowError:
    value = row.fields.get(column) if column is not None else None
    if value is None or (isinstance(value, str) and not value.strip()):
        return []
    pairs = as_list(value)
    turns: list[Turn] = []
    for pair in [None] if pairs is None else pairs:
        texts = [as_text(part) for part in pair] if isinstance(pair, list) and len(pair) == 2 else [None]
        if None in texts:
            return _error(row, ErrorCode.ROW_HISTORY, column=column)
        found = _pair(row, *((text or "").strip() for text in texts))
        if isinstance(found, RowError):
            return found
        turns += found
    return turns


def _pair(row: RawRow, question: str, answer: str) -> list[Turn] | RowError:
    if not question:
        return _error(row, ErrorCode.ROW_QUESTION_EMPTY)
    if not answer:
        return _error(row, ErrorCode.ROW_ANSWER_EMPTY)
    return [Turn(role=Role.USER, content=question), Turn(role=Role.ASSISTANT, content=answer)]


def _system(row: RawRow, column: str | None) -> list[Turn] | RowError:
    text = _cell(row, column)
    if isinstance(text, RowError):
        return text
    return [Turn(role=Role.SYSTEM, content=text)] if text else []


def _cell(row: RawRow, column: str | None) -> str | RowError:
    text = "" if column is None else as_text(row.fields.get(column))
    return _error(row, ErrorCode.ROW_NOT_TEXT, column=column) if text is None else text.strip()


def _error(row: RawRow, code: ErrorCode, **params: Any) -> RowError:
    return RowError(line=row.line, code=code, params=params)
