"""Numbers the lines of a text file as an editor does, with a bound on each. Knows no format."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, TextIO

MAX_ROW_CHARACTERS = 131_072  # also the longest cell that the csv module takes


class Line(NamedTuple):
    """number is 1-based; text has no line end, and is None when the line is longer than the bound."""

    number: int
    text: str | None


def open_text(path: Path, encoding: str) -> TextIO:
    """Any of the three line ends becomes a newline; a wrong byte raises UnicodeDecodeError."""
    return open(path, encoding=encoding, errors="strict", newline=None)


def lines(file: TextIO, limit: int = MAX_ROW_CHARACTERS) -> Iterator[Line]:
    """Every line; of one that is too long, no more than the limit is ever held in memory."""
    number = 0
    while piece := file.readline(limit + 1):
        number += 1
        if piece.endswith("\n"):
            yield Line(number, piece[:-1])
        elif len(piece) <= limit:
            yield Line(number, piece)
        else:
            _skip_rest(file, limit)
            yield Line(number, None)


def _skip_rest(file: TextIO, limit: int) -> None:
    while True:
        piece = file.readline(limit)
        if not piece or piece.endswith("\n"):
            return
