"""Finds out how a file is laid out: encoding, JSON or JSON Lines, delimiter, header, tabs. Knows no meaning of columns."""

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from easytune.contract.error_codes import ErrorCode
from easytune.core.errors import InvalidInput
from easytune.datasets import encoding
from easytune.datasets.csv_records import Record, first_records
from easytune.datasets.guess import is_known_name
from easytune.datasets.layout import Format, Layout, format_of
from easytune.datasets.lines import lines, open_text

SAMPLE_LINES = 200
MAX_LINES_LOOKED_AT = 10_000  # a file may begin with nothing but line ends
MAX_COLUMNS = 1_000
_DELIMITERS = (",", "\t", ";", "|")
_CONSISTENT_SHARE = 0.8
_SENTENCE = re.compile(r"[。！？!?]|.{60}|^-?[\d.]+$")


def detect(path: Path, filename: str) -> Layout:
    """Raises: InvalidInput(FORMAT_UNKNOWN, FILE_EMPTY, FILE_BINARY, ENCODING_UNKNOWN, HEADER_TOO_LONG)."""
    named = format_of(filename)
    codec = encoding.detect(path)
    first = _first_text(path, codec)
    match named:
        case Format.CSV | Format.TSV:
            return _table(path, named, codec)
        case Format.TXT:
            return Layout(named, codec, labelled=_is_labelled(path, codec))
        case Format.JSON | Format.JSONL:
            is_lines = _is_json_lines(first) if named is Format.JSON else not first[0].startswith("[")
            return Layout(Format.JSONL if is_lines else Format.JSON, codec)


def _first_text(path: Path, codec: str) -> list[str]:
    """The first lines that hold something, at most two."""
    with open_text(path, codec) as file:
        found = [
            line.text.strip() for line in itertools.islice(lines(file), MAX_LINES_LOOKED_AT) if line.text is not None and line.text.strip()
        ][:2]
        if found or file.read(1):
            return found or [""]
    with open_text(path, codec) as file:
        if any(line.text is None for line in lines(file)):
            return [""]
    raise InvalidInput(ErrorCode.FILE_EMPTY)


def _is_json_lines(first: Sequence[str]) -> bool:
    """Many a .json file holds one object a line."""
    import orjson

    if len(first) < 2 or not first[0].startswith("{"):
        return False
    try:
        orjson.loads(first[0])
    except orjson.JSONDecodeError:
        return False
    return True


def _is_labelled(path: Path, codec: str) -> bool:
    """label<TAB>text: nearly every line has a tab, and what stands before it is short."""
    with open_text(path, codec) as file:
        sample = [line.text for line in itertools.islice(lines(file), SAMPLE_LINES) if line.text and line.text.strip()]
    labelled = [text for text in sample if 0 < len(text.partition("\t")[0].strip()) <= 100 and "\t" in text]
    return len(labelled) >= _CONSISTENT_SHARE * len(sample) and bool(sample)


def _table(path: Path, named: Format, codec: str) -> Layout:
    delimiter = "\t" if named is Format.TSV else _delimiter(path, codec)
    records = _sample(path, codec, delimiter)
    if not records:
        raise InvalidInput(ErrorCode.FILE_EMPTY)
    header = records[0]
    if header.cells is None or len(header.cells) > MAX_COLUMNS or "\0" in header.raw:
        raise InvalidInput(ErrorCode.HEADER_TOO_LONG, line=header.line)
    has_header = not _is_data(header.cells, [record.cells for record in records[1:] if record.cells is not None])
    names = header.cells if has_header else [""] * len(header.cells)
    return Layout(named, codec, delimiter, _unique(names), has_header)


def _sample(path: Path, codec: str, delimiter: str | None) -> list[Record]:
    with open_text(path, codec) as file:
        return first_records(itertools.islice(lines(file), MAX_LINES_LOOKED_AT), delimiter, SAMPLE_LINES)


def _delimiter(path: Path, codec: str) -> str | None:
    """The one that gives most rows the same number of columns; None when no row has a second column."""
    best: tuple[float, str | None] = (0.0, None)
    for delimiter in _DELIMITERS:
        widths = [len(record.cells) for record in _sample(path, codec, delimiter) if record.cells is not None]
        if not widths:
            continue
        width, rows = Counter(widths).most_common(1)[0]
        share = rows / len(widths)
        if width > 1 and (share >= _CONSISTENT_SHARE or widths[0] > 1):
            score = share + (widths[0] == width)
            if score > best[0]:
                best = (score, delimiter)
        elif widths[0] > 1 and best[0] == 0.0:
            best = (0.1, delimiter)
    return best[1]


def _is_data(first: Sequence[str], rest: Sequence[Sequence[str]]) -> bool:
    """Whether the first row is no header: no known name in it, and a cell that reads like the ones below it."""
    if any(is_known_name(cell) for cell in first) or not rest:
        return False
    for index, cell in enumerate(first):
        below = Counter(row[index] for row in rest if len(row) > index)
        if cell.strip() and below[cell] > 0 and len(below) <= max(2, len(rest) // 2):
            return True
    return any(_SENTENCE.search(cell) for cell in first)


def _unique(names: Sequence[str]) -> tuple[str, ...]:
    """Names as they are, empty ones by position, repeated ones counted."""
    found: dict[str, None] = {}
    for position, name in enumerate(names, 1):
        base = name.strip() or f"column{position}"
        candidates = itertools.chain([base], (f"{base}_{count}" for count in itertools.count(2)))
        found[next(candidate for candidate in candidates if candidate not in found)] = None
    return tuple(found)
