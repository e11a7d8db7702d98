"""Rows of JSON Lines and of JSON documents (a list of objects, or an object that holds one). Knows no text and no label."""

import re
from collections.abc import Iterator
from typing import Any, TextIO

from easytune.contract.error_codes import ErrorCode
from easytune.core.errors import InvalidInput
from easytune.datasets.json_builder import RowBuilder
from easytune.datasets.lines import MAX_ROW_CHARACTERS, Line
from easytune.datasets.raw_rows import AnyRow, RawRow, bad

MAX_DEPTH = 32
_PIECE_CHARACTERS = 64 * 1024
_MAX_TOKEN_CHARACTERS = 16 * 1024 * 1024
# half a surrogate pair, for which the parser would put a question mark or another character; and the end of a piece that may cut one
_LONE_HALF = re.compile(r"(?<!\\)(?:\\\\)*\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F][0-9a-fA-F]{2})")
_CUT_PAIR = re.compile(r"\\(?:u(?:[dD](?:[89abAB](?:[0-9a-fA-F](?:[0-9a-fA-F](?:\\(?:u[0-9a-fA-F]{0,3})?)?)?)?)?)?)?\Z")
_PAIR_CHARACTERS = 12
_POSITION = re.compile(r": line \d+ column \d+ \(char (\d+)\)$")


def json_lines(source: Iterator[Line]) -> Iterator[AnyRow]:
    """One object a line; a broken line is a bad row, the others stay."""
    for number, text in source:
        if text is None:
            yield bad(ErrorCode.ROW_TOO_LONG, number, "", limit=MAX_ROW_CHARACTERS)
        elif text.strip():
            yield _json_line(number, text)


def _json_line(number: int, text: str) -> AnyRow:
    import orjson

    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        return bad(ErrorCode.JSON_BROKEN, number, text, line=number, reason=_POSITION.sub(_column, str(error)))
    if not isinstance(value, dict):
        return bad(ErrorCode.ROW_NOT_OBJECT, number, text)
    if text.count("{") + text.count("[") > MAX_DEPTH and is_deeper(value, MAX_DEPTH):
        return bad(ErrorCode.ROW_TOO_DEEP, number, text, limit=MAX_DEPTH)
    if "\\u0000" in text and contains_nul(value):
        return bad(ErrorCode.ROW_NUL, number, text)
    return RawRow(number, value)


def _column(match: re.Match[str]) -> str:
    return f" (column {int(match.group(1)) + 1})"


def is_deeper(value: Any, levels: int) -> bool:
    """Whether lists and objects nest deeper than that."""
    match value:
        case dict():
            return levels == 0 or any(is_deeper(inner, levels - 1) for inner in value.values())
        case list():
            return levels == 0 or any(is_deeper(inner, levels - 1) for inner in value)
        case _:
            return False


def contains_nul(value: Any) -> bool:
    match value:
        case str():
            return "\0" in value
        case dict():
            return any("\0" in key or contains_nul(inner) for key, inner in value.items())
        case list():
            return any(map(contains_nul, value))
        case _:
            return False


def json_document(file: TextIO) -> Iterator[AnyRow]:
    """Rows of a list of objects; the text goes to the parser line by line, so that every event has its line.

    Raises: InvalidInput(JSON_BROKEN with the line of the fault, JSON_SHAPE when there is no list of objects).
    """
    import ijson

    events = ijson.sendable_list()
    parser = ijson.basic_parse_coro(events, use_float=True)
    builder = RowBuilder(MAX_DEPTH, MAX_ROW_CHARACTERS)
    line, silent = 1, 0
    try:
        for piece in _pieces(file):
            _refuse_half_pairs(piece, line)
            parser.send(piece.encode())
            silent = 0 if events else silent + len(piece)
            if silent > _MAX_TOKEN_CHARACTERS:
                raise InvalidInput(ErrorCode.JSON_BROKEN, line=line, reason="a value is too long")
            yield from builder.take(events, line)
            events.clear()
            line += piece.endswith("\n")
        parser.close()
    except UnicodeDecodeError:  # the second half of a pair without the first
        raise _half_pair(line) from None
    except ijson.JSONError as error:
        yield from builder.take(events, line)
        raise InvalidInput(ErrorCode.JSON_BROKEN, line=line, reason=_reason(error)) from None
    if not builder.found_rows:
        raise InvalidInput(ErrorCode.JSON_SHAPE)


def _pieces(file: TextIO) -> Iterator[str]:
    """Lines, long ones in pieces, none of which ends inside a surrogate pair."""
    held = ""
    while piece := file.readline(_PIECE_CHARACTERS):
        piece = held + piece
        cut = None if piece.endswith("\n") else _CUT_PAIR.search(piece[-_PAIR_CHARACTERS:])
        held = cut.group() if cut is not None else ""
        if whole := piece.removesuffix(held):  # an empty one would tell the parser that the file has ended
            yield whole
    if held:
        yield held


def _refuse_half_pairs(piece: str, line: int) -> None:
    if ("\\ud" in piece or "\\uD" in piece) and _LONE_HALF.search(piece):
        raise _half_pair(line)


def _half_pair(line: int) -> InvalidInput:
    return InvalidInput(ErrorCode.JSON_BROKEN, line=line, reason="half a surrogate pair")


def _reason(error: Exception) -> str:
    """The parser's first line, without its drawing of the place."""
    text = str(error).removeprefix("b'").removeprefix('b"')
    return re.split(r"\\n|\n", text)[0].strip()[:200] or "syntax error"
