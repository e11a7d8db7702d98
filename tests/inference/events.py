"""Reads server-sent events. Knows no route."""

import json
from typing import Any, NamedTuple


class Event(NamedTuple):
    """name is empty where the stream names none."""

    name: str
    data: Any


def events_of(text: str) -> list[Event]:
    """All events of a whole stream but [DONE]."""
    found = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n") if line)
        if fields and fields["data"] != "[DONE]":
            found.append(Event(fields.get("event", ""), json.loads(fields["data"])))
    return found
