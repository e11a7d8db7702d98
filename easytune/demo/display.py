"""Progress bars and sentences on stderr, so that stdout holds the result alone. Knows no HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TaskProgressColumn, TextColumn, TimeElapsedColumn


@dataclass(frozen=True)
class Bar:
    """One line with a bar; a total of None shows that something goes on."""

    progress: Progress
    task: TaskID

    def show(self, done: float, total: float | None, note: str = "") -> None:
        self.progress.update(self.task, completed=done, total=total, note=note)

    def finish(self, note: str = "") -> None:
        """Fill the bar."""
        self.progress.update(self.task, completed=1, total=1, note=note)


class Display:
    """All that the person at the terminal sees."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False)

    def say(self, text: str) -> None:
        self._console.print(text, markup=False)

    @contextmanager
    def bars(self) -> Iterator["Bars"]:
        """Bars that live for the block; without a terminal only their last state is printed."""
        columns = (
            SpinnerColumn(finished_text="✓"),
            TextColumn("{task.description:<22}", markup=False),
            BarColumn(bar_width=32),
            TaskProgressColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[note]}", markup=False),
        )
        with Progress(*columns, console=self._console) as progress:
            yield Bars(progress)


@dataclass(frozen=True)
class Bars:
    """A group of bars shown together."""

    progress: Progress

    def add(self, title: str) -> Bar:
        return Bar(self.progress, self.progress.add_task(title, total=None, note=""))
