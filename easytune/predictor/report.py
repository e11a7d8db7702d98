"""What a predictor says: events for the program, log lines for people. Knows the run folder; knows no model."""

from datetime import UTC, datetime
from typing import Literal

from easytune.contract.events import Event, LogLevel, LogLine
from easytune.contract.journal import JournalWriter
from easytune.contract.run_folder import RunFolder


class Report:
    """The one voice of a predictor."""

    def __init__(self, folder: RunFolder, language: Literal["zh", "en"]) -> None:
        self._language = language
        self._events = JournalWriter(folder.events)
        self._log = JournalWriter(folder.log)

    def event(self, event: Event) -> None:
        self._events.write(event)

    def say(self, zh: str, en: str, level: LogLevel = LogLevel.INFO) -> None:
        """One line; control characters become spaces."""
        text = zh if self._language == "zh" else en
        printable = "".join(character if character.isprintable() else " " for character in text)
        self._log.append(LogLine(at=datetime.now(UTC), level=level, source="predictor", text=printable))

    def close(self) -> None:
        self._events.close()
        self._log.close()
