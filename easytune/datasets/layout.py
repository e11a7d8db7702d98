"""How a file is laid out: format, encoding, delimiter, columns. What reading it needs, and nothing else; knows no file."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

from easytune.contract.error_codes import ErrorCode
from easytune.core.errors import InvalidInput


class Format(StrEnum):
    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    JSONL = "jsonl"
    TXT = "txt"


_BY_EXTENSION = {
    ".csv": Format.CSV,
    ".tsv": Format.TSV,
    ".tab": Format.TSV,
    ".json": Format.JSON,
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".txt": Format.TXT,
}
TEXT_COLUMN, LABEL_COLUMN = "text", "label"


@dataclass(frozen=True)
class Layout:
    """delimiter, columns and first_row_is_header are of CSV and TSV; delimiter None means one column, the whole line.

    labelled is of TXT: each line is label<TAB>text.
    """

    format: Format
    encoding: str
    delimiter: str | None = None
    columns: tuple[str, ...] = ()
    first_row_is_header: bool = True
    labelled: bool = False


def format_of(filename: str) -> Format:
    """By the extension, whatever its case. Raises: InvalidInput(FORMAT_UNKNOWN)."""
    extension = PurePosixPath(filename.replace("\\", "/")).suffix.lower()
    if extension not in _BY_EXTENSION:
        raise InvalidInput(ErrorCode.FORMAT_UNKNOWN, extension=extension[:32])
    return _BY_EXTENSION[extension]
