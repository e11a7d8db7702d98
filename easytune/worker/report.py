"""What a task says while it works: phases, progress, log lines; and hears: a stop. Knows the run folder; knows no task."""

import time
from datetime import UTC, datetime
from typing import Literal

from easytune.contract.error_codes import ErrorCode
from easytune.contract.error_texts import message
from easytune.contract.events import Event, LogLevel, LogLine, Phase, PhaseChanged, Progress
from easytune.contract.failure import StopAsked
from easytune.contract.journal import JournalWriter
from easytune.contract.run_folder import RunFolder

PROGRESS_SECONDS = 0.25


class Report:
    """The one voice of a task; every call that tells progress also looks for a stop."""

    def __init__(self, folder: RunFolder, language: Literal["zh", "en"]) -> None:
        self._folder = folder
        self._language = language
        self._events = JournalWriter(folder.events)
        self._log = JournalWriter(folder.log)
        self._phase = Phase.QUEUE
        self._next_progress_at = 0.0

    def event(self, event: Event) -> None:
        self._events.write(event)

    def phase(self, phase: Phase) -> None:
        """Enter a phase. Raises: StopAsked."""
        self.check_stop()
        self._phase = phase
        self._next_progress_at = 0.0
        self._events.write(PhaseChanged(phase=phase))

    def progress(
        self, done: int, total: int | None = None, unit: Literal["bytes", "rows", "tensors"] = "bytes", *, per_second: float | None = None
    ) -> None:
        """How far the phase is; written at most four times a second, and always when done equals total. Raises: StopAsked."""
        self.check_stop()
        now = time.monotonic()
        if now < self._next_progress_at and done != total:
            return
        self._next_progress_at = now + PROGRESS_SECONDS
        self._events.write(Progress(phase=self._phase, done=done, total=total, unit=unit, per_second=per_second))

    def say(self, zh: str, en: str, level: LogLevel = LogLevel.INFO) -> None:
        """One line of the readable log, in the language of the run; control characters become spaces."""
        text = zh if self._language == "zh" else en
        printable = "".join(character if character.isprintable() else " " for character in text)
        self._log.append(LogLine(at=datetime.now(UTC), level=level, source="worker", text=printable))

    def say_error(self, code: ErrorCode, params: dict[str, object]) -> None:
        text = message(code, params, self._language)
        self.say(text, text, LogLevel.ERROR)

    def check_stop(self) -> None:
        """Raises: StopAsked when the file `stop` is there."""
        if self._folder.stop.exists():
            raise StopAsked

    def close(self) -> None:
        self._events.sync()
        self._events.close()
        self._log.close()
