"""What reading a file gives: a raw row, or why a line is none. Knows no format and no canonical row."""

from typing import Any, NamedTuple

from easytune.contract.error_codes import ErrorCode
from easytune.contract.rows import RowError


class RawRow(NamedTuple):
    """fields: column -> any JSON value."""

    line: int
    fields: dict[str, Any]


class BadRow(NamedTuple):
    """raw is the row as the file has it, as far as it is known."""

    error: RowError
    raw: str


AnyRow = RawRow | BadRow


def bad(code: ErrorCode, row_line: int, raw: str, **params: Any) -> BadRow:
    return BadRow(RowError(line=row_line, code=code, params=params), raw)
