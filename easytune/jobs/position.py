"""Where a reader of the event stream stands: one position per topic, written into every event's id. Knows no file and no HTTP.

The server keeps nothing about its readers: an id alone says what was delivered, on any server and after any restart.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from easytune.contract.error_codes import ErrorCode
from easytune.core.errors import InvalidInput

MOST_TOPICS = 50
_TOPIC = re.compile(r"(job|run):([1-9][0-9]{0,15})")
_POSITION = re.compile(r"([jr])([1-9][0-9]{0,15})\.([0-9a-z]{1,13})\.([0-9a-z]{1,13})\.([0-9a-z]{1,13})\.([0-9a-z]{1,13})\.([0-9a-f]{1,8})")
_SEPARATOR = "~"


class TopicKind(StrEnum):
    JOB = "job"
    RUN = "run"


@dataclass(frozen=True)
class Topic:
    """`job:12` is a training with its curve and log, `run:5` the state of any run."""

    kind: TopicKind
    id: int

    def __str__(self) -> str:
        return f"{self.kind.value}:{self.id}"


@dataclass(frozen=True)
class Position:
    """What was delivered of a topic.

    attempt; events, log: byte offsets into its journals; lines: log lines of all attempts up to there;
    version: of the state that was shown last, "0" for none.
    """

    attempt: int
    events: int = 0
    log: int = 0
    lines: int = 0
    version: str = "0"


def topics_of(text: str) -> tuple[Topic, ...]:
    """`job:12,run:5` in its order, each once. Raises: InvalidInput."""
    found: dict[Topic, None] = {}
    for word in text.split(","):
        match = _TOPIC.fullmatch(word.strip())
        if match is None:
            raise InvalidInput(ErrorCode.INVALID_INPUT, field="topics", reason=f"“{word[:40]}” is not like job:12 or run:5")
        found[Topic(TopicKind(match[1]), int(match[2]))] = None
    if len(found) > MOST_TOPICS:
        raise InvalidInput(ErrorCode.INVALID_INPUT, field="topics", reason=f"{len(found)} > {MOST_TOPICS}")
    return tuple(found)


def encoded(topic: Topic, position: Position) -> str:
    """One topic's part of an id; of the characters that need no escaping anywhere."""
    numbers = ".".join(_base36(value) for value in (position.attempt, position.events, position.log, position.lines))
    return f"{topic.kind.value[0]}{topic.id}.{numbers}.{position.version}"


def joined(parts: list[str]) -> str:
    return _SEPARATOR.join(parts)


def decoded(cursor: str) -> dict[Topic, Position]:
    """The positions in an id. Raises: InvalidInput(CURSOR_INVALID)."""
    found: dict[Topic, Position] = {}
    for part in cursor.split(_SEPARATOR):
        match = _POSITION.fullmatch(part)
        if match is None or len(found) >= MOST_TOPICS:
            raise InvalidInput(ErrorCode.CURSOR_INVALID, cursor=part[:40])
        attempt, events, log, lines = (int(match[group], 36) for group in (3, 4, 5, 6))
        kind = TopicKind.JOB if match[1] == "j" else TopicKind.RUN
        found[Topic(kind, int(match[2]))] = Position(max(1, attempt), events, log, lines, match[7])
    return found


def _base36(value: int) -> str:
    digits = ""
    while True:
        value, digit = divmod(value, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
        if not value:
            return digits
