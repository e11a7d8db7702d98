"""The readable log of a job over all its attempts: pages, tail, search, download. Knows files only, no database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from easytune.contract.events import LogLevel, LogLine
from easytune.contract.run_folder import RunFolder
from easytune.jobs.log_index import LINES_PER_BLOCK, index_of
from easytune.jobs.safe_text import safe_text
from easytune.jobs.schemas import LogLineOut, LogPage

LONGEST_TEXT = 10_000
MOST_MATCHES = 10_000
MOST_SEARCHED_BYTES = 512 << 20
_ESCAPED = b"\\u"  # such a line is shown otherwise than it is written
_JSON_ESCAPES = '"\\/'


@dataclass(frozen=True)
class Filter:
    """What a search keeps: a case-insensitive part of the text, and any of the levels; empty means everything."""

    text: str = ""
    levels: frozenset[LogLevel] = frozenset()

    @property
    def is_empty(self) -> bool:
        return not self.text and not self.levels

    def keeps(self, line: LogLineOut) -> bool:
        return (not self.levels or line.level in self.levels) and self.text.lower() in line.text.lower()


@dataclass(frozen=True)
class _Block:
    """One index block of one attempt; first is the 1-based number of its first line over all attempts."""

    attempt: int
    path: Path
    number: int
    first: int
    size_bytes: int

    def read(self) -> bytes:
        return index_of(self.path).read_block(self.number)

    def lines(self) -> list[bytes]:
        return self.read().split(b"\n")[:-1]


def line_out(content: bytes, *, number: int, attempt: int, longest: int | None = LONGEST_TEXT) -> LogLineOut:
    """One line of log.jsonl, made safe; a line that is not a LogLine is shown as it is, as a warning."""
    try:
        line = LogLine.model_validate_json(content)
    except ValidationError:
        raw = content.decode(errors="replace")
        line = LogLine(at=datetime.fromtimestamp(0, UTC), level=LogLevel.WARNING, source="trainer", text=raw)
    text = safe_text(line.text)
    if longest is not None and len(text) > longest:
        text = f"{text[:longest]}… (+{len(text) - longest})"
    return LogLineOut(number=number, attempt=attempt, at=line.at, level=line.level.value, source=line.source, text=text, step=line.step)


def log_position(path: Path) -> tuple[int, int]:
    """(complete lines, byte offset behind them) of one attempt's log."""
    return index_of(path).refresh()


class LogBook:
    """The logs of attempts 1..attempts of a job as one; lines are numbered from 1. Blocking: call it in a thread."""

    def __init__(self, runs: Path, run_id: int, attempts: int) -> None:
        self._blocks: list[_Block] = []
        self.total = 0
        for attempt in range(1, attempts + 1):
            path = RunFolder.of(runs, run_id, attempt).log
            index = index_of(path)
            lines, _ = index.refresh()
            for number in range(-(-lines // LINES_PER_BLOCK)):
                first = self.total + number * LINES_PER_BLOCK + 1
                self._blocks.append(_Block(attempt, path, number, first, index.block_bytes(number)))
            self.total += lines

    def page(self, from_line: int, limit: int) -> LogPage:
        """Lines from_line to from_line + limit - 1."""
        return LogPage(lines=self._take(self._lines_from(from_line), limit), total=self.total)

    def tail(self, limit: int) -> LogPage:
        """The last lines."""
        return self.page(max(1, self.total - limit + 1), limit)

    def search(self, wanted: Filter, from_line: int, limit: int) -> LogPage:
        """The first matching lines from from_line on; total counts matches of the whole log, up to 10,000."""
        matches, capped, found = 0, False, list[LogLineOut]()
        for block, over_budget in self._within_budget(self._blocks):
            capped = capped or over_budget or matches >= MOST_MATCHES
            full = len(found) >= limit
            if over_budget or (capped and full):
                break
            if capped and block.first + LINES_PER_BLOCK <= from_line:
                continue
            for line in _matches(block, wanted):
                matches += 1
                if line.number >= from_line and len(found) < limit:
                    found.append(line)
        return LogPage(lines=found, total=min(matches, MOST_MATCHES), total_is_capped=capped)

    def search_tail(self, wanted: Filter, limit: int) -> LogPage:
        """The last matching lines, in order."""
        matches, capped, found = 0, False, list[LogLineOut]()
        for block, over_budget in self._within_budget(self._blocks[::-1]):
            capped = over_budget or matches >= MOST_MATCHES
            if capped:
                break
            in_block = list(_matches(block, wanted))
            matches += len(in_block)
            found = (in_block + found)[-limit:]
        return LogPage(lines=found, total=min(matches, MOST_MATCHES), total_is_capped=capped)

    def plain_text(self) -> Iterator[bytes]:
        """The whole log for a person: time, level, attempt and text, one line each."""
        for block in self._blocks:
            lines = (line_out(content, number=0, attempt=block.attempt, longest=None) for content in block.lines())
            yield "".join(_plain(line) for line in lines).encode()

    def _lines_from(self, from_line: int) -> Iterator[LogLineOut]:
        for block in self._blocks:
            contents = block.lines() if block.first + LINES_PER_BLOCK > from_line else []
            for number, content in enumerate(contents, start=block.first):
                if number >= from_line:
                    yield line_out(content, number=number, attempt=block.attempt)

    @staticmethod
    def _take(lines: Iterator[LogLineOut], limit: int) -> list[LogLineOut]:
        return [line for line, _ in zip(lines, range(limit), strict=False)]

    @staticmethod
    def _within_budget(blocks: list[_Block]) -> Iterator[tuple[_Block, bool]]:
        """Each block, and whether more has been read than one request may."""
        read_bytes = 0
        for block in blocks:
            read_bytes += block.size_bytes
            yield block, read_bytes > MOST_SEARCHED_BYTES


def _plain(line: LogLineOut) -> str:
    at = line.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return f"{at} {line.level:<7} #{line.attempt} {line.source}: {line.text}\n"


def _matches(block: _Block, wanted: Filter) -> Iterator[LogLineOut]:
    """Parses only lines that can match: what the search says must occur in the raw JSON."""
    raw = block.read()
    words, levels = _words(wanted.text), [f'"{level.value}"'.encode().lower() for level in wanted.levels]
    lowered = raw.lower()
    if _ESCAPED not in lowered and not _may_match(lowered, words, levels):
        return
    lines = zip(raw.split(b"\n")[:-1], lowered.split(b"\n"), strict=False)
    for number, (content, low) in enumerate(lines, start=block.first):
        if _ESCAPED in low or _may_match(low, words, levels):
            line = line_out(content, number=number, attempt=block.attempt)
            if wanted.keeps(line):
                yield line


def _may_match(lowered: bytes, words: list[bytes], levels: list[bytes]) -> bool:
    return all(word in lowered for word in words) and (not levels or any(level in lowered for level in levels))


def _words(text: str) -> list[bytes]:
    """Parts of a search that JSON writes as they are and that bytes.lower makes equal in either case."""
    kept = (letter if _is_written_as_it_is(letter) else " " for letter in text)
    return [word.encode().lower() for word in "".join(kept).split()]


def _is_written_as_it_is(letter: str) -> bool:
    return letter not in _JSON_ESCAPES and (letter.isascii() or letter.lower() == letter.upper())
