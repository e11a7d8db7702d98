"""Cuts numbered lines into records of cells, quotes and newlines inside quotes respected. Knows no header and no meaning of columns.

Strict where a quote could swallow the rows behind it: such a record is given back as broken and reading goes on at the next
line. Lenient inside one line, where nothing can be lost.
"""

import csv
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from easytune.datasets.lines import MAX_ROW_CHARACTERS, Line

WHOLE_LINE = "\x1f"  # stands for "no delimiter": the unit separator, which no text contains
_REREAD_CHARACTERS = 256 * MAX_ROW_CHARACTERS


@dataclass(frozen=True, slots=True)
class Record:
    """line is where the record starts; cells is None when it is broken, and too_long says in which of the two ways."""

    line: int
    cells: list[str] | None
    raw: str
    too_long: bool = False


class _TooLong(Exception):
    """The quotes of a record stay open beyond the bound."""


class Records:
    """Iterates over the records of a file; empty lines are none."""

    def __init__(self, source: Iterator[Line], delimiter: str | None) -> None:
        self._source = source
        self._delimiter = delimiter or WHOLE_LINE
        self._waiting: list[Line] = []
        self._reread = 0

    def __iter__(self) -> Iterator[Record]:
        while (line := self._next_line()) is not None:
            if line.text is None:
                yield Record(line.number, None, "", too_long=True)
            elif not line.text.strip():
                continue
            elif '"' not in line.text:
                yield Record(line.number, line.text.split(self._delimiter), line.text)
            else:
                yield self._quoted(line.number, line.text)

    def _next_line(self) -> Line | None:
        return self._waiting.pop() if self._waiting else next(self._source, None)

    def _quoted(self, number: int, first: str) -> Record:
        if self._reread > _REREAD_CHARACTERS:
            return self._one_line(number, first)
        taken: list[Line] = []
        try:
            cells = next(csv.reader(self._feed(first, taken), delimiter=self._delimiter, strict=True))
            return Record(number, cells, "\n".join([first, *(line.text or "" for line in taken)]))
        except (csv.Error, _TooLong):
            self._give_back(taken)
        if taken:
            return Record(number, None, first)
        return self._one_line(number, first)

    def _feed(self, first: str, taken: list[Line]) -> Iterator[str]:
        """The reader asks for another line only while a quote is open."""
        yield first + "\n"
        size = len(first)
        while (line := self._next_line()) is not None:
            taken.append(line)
            size += MAX_ROW_CHARACTERS if line.text is None else len(line.text) + 1
            if size > MAX_ROW_CHARACTERS:
                raise _TooLong
            yield (line.text or "") + "\n"

    def _give_back(self, taken: list[Line]) -> None:
        """Read these lines again; after too much of that no quote may span lines any more, or the work would have no bound."""
        self._waiting.extend(reversed(taken))
        self._reread += sum(len(line.text or "") + 1 for line in taken)

    def _one_line(self, number: int, text: str) -> Record:
        try:
            cells = next(csv.reader([text], delimiter=self._delimiter))
        except csv.Error:
            return Record(number, None, text, too_long=True)
        if text.count('"') % 2 and any(cell.startswith('"') for cell in text.split(self._delimiter)):
            return Record(number, None, text)
        return Record(number, cells, text)


def first_records(source: Iterator[Line], delimiter: str | None, count: int) -> list[Record]:
    return list(itertools.islice(Records(source, delimiter), count))
