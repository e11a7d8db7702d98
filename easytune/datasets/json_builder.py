"""Builds the objects of a JSON list out of parser events, one at a time, with bounds on depth and size. Knows no file."""

from collections.abc import Iterator, Sequence
from typing import Any

from easytune.contract.error_codes import ErrorCode
from easytune.datasets.raw_rows import AnyRow, RawRow, bad

Event = tuple[str, Any]
_OPENS = ("start_map", "start_array")
_CLOSES = ("end_map", "end_array")
_MOVES = frozenset((*_OPENS, *_CLOSES))


class RowBuilder:
    """The list is the document itself, or the first list in an outer object whose first element is an object."""

    def __init__(self, max_depth: int, max_characters: int) -> None:
        self._max_depth = max_depth
        self._max_characters = max_characters
        self._depth = 0
        self._list_depth: int | None = None
        self._perhaps = False
        self._done = False
        self._begin(0)

    @property
    def found_rows(self) -> bool:
        """Whether there was a list to take rows from, however short."""
        return self._list_depth is not None or self._done

    def take(self, events: Sequence[Event], line: int) -> Iterator[AnyRow]:
        """The rows that these events, all of one line of the file, complete."""
        for kind, value in events:
            if self._error is not None and self._passed_over(kind):
                continue
            if self._list_depth is None:
                self._look_for_list(kind)
                if self._list_depth is None or kind == "start_array":
                    continue
            yield from self._in_list(kind, value, line)

    def _passed_over(self, kind: str) -> bool:
        """Of a row that is given up only its end matters; a million keys or levels must not cost a look each."""
        inside = self._depth - (self._list_depth or 0)
        if kind not in _MOVES:
            return inside > 0
        if inside <= 0 or (inside == 1 and kind in _CLOSES):
            return False
        self._depth += (kind in _OPENS) - (kind in _CLOSES)
        return True

    def _look_for_list(self, kind: str) -> None:
        if self._perhaps:
            self._perhaps = False
            if kind == "start_map":
                self._list_depth = self._depth
                return
        if kind == "start_array" and self._depth == 0:
            self._list_depth = 1
        self._perhaps = kind == "start_array" and self._depth == 1 and not self._done
        self._depth += (kind in _OPENS) - (kind in _CLOSES)

    def _in_list(self, kind: str, value: Any, line: int) -> Iterator[AnyRow]:
        if kind in _CLOSES:
            self._depth -= 1
            if self._depth < (self._list_depth or 0):
                self._list_depth, self._done = None, True
                return
            self._close()
        elif kind in _OPENS:
            if self._depth == self._list_depth:
                self._begin(line)
            self._depth += 1
            self._open({} if kind == "start_map" else [])
        elif kind == "map_key":
            self._count(value)
            self._key = value
        else:
            if self._depth == self._list_depth:
                self._begin(line)
            self._count(value)
            self._put(value)
        if self._depth == self._list_depth:
            yield self._row()

    def _begin(self, line: int) -> None:
        self._line = line
        self._characters = 0
        self._error: ErrorCode | None = None
        self._nul = False
        self._root: Any = None
        self._stack: list[Any] = []
        self._keys: list[str] = []
        self._key = ""

    def _open(self, container: Any) -> None:
        if self._depth - (self._list_depth or 0) > self._max_depth:
            self._error = ErrorCode.ROW_TOO_DEEP
        if self._error is not None:
            return
        self._put(container)
        self._stack.append(container)
        self._keys.append(self._key)

    def _close(self) -> None:
        if self._error is None:
            self._stack.pop()
            self._key = self._keys.pop()

    def _put(self, value: Any) -> None:
        if self._error is not None:
            return
        if not self._stack:
            self._root = value
        elif isinstance(self._stack[-1], dict):
            self._stack[-1][self._key] = value
        else:
            self._stack[-1].append(value)

    def _count(self, value: Any) -> None:
        if isinstance(value, str):
            self._nul = self._nul or "\0" in value
            self._characters += len(value)
        else:
            self._characters += 8
        if self._characters > self._max_characters and self._error is None:
            self._error = ErrorCode.ROW_TOO_LONG
            self._root, self._stack, self._keys = None, [], []

    def _row(self) -> AnyRow:
        match self._error:
            case ErrorCode.ROW_TOO_DEEP:
                return bad(self._error, self._line, "", limit=self._max_depth)
            case ErrorCode.ROW_TOO_LONG:
                return bad(self._error, self._line, "", limit=self._max_characters)
            case _:
                pass
        if not isinstance(self._root, dict):
            return bad(ErrorCode.ROW_NOT_OBJECT, self._line, _as_text(self._root))
        if self._nul:
            return bad(ErrorCode.ROW_NUL, self._line, _as_text(self._root))
        return RawRow(self._line, self._root)


def _as_text(value: Any) -> str:
    import orjson

    return orjson.dumps(value).decode()
