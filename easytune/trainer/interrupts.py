"""Hears that the run should end early: the file `stop`, or SIGTERM. Knows no training and no checkpoint."""

from enum import Enum, auto
from types import FrameType

from easytune.contract.platform import processes
from easytune.contract.run_folder import RunFolder


class Wish(Enum):
    """What was asked for. HAND_OVER: the host goes down; commit a checkpoint, the run goes on elsewhere or later."""

    SAVE = auto()
    DISCARD = auto()
    HAND_OVER = auto()


class EndedEarly(Exception):
    """A wish was heard outside the training loop, where there is nothing to save."""

    def __init__(self, wish: Wish) -> None:
        super().__init__(wish.name)
        self.wish = wish


class Interrupts:
    """Asked at every step edge and phase edge."""

    def __init__(self, folder: RunFolder) -> None:
        self._stop = folder.stop
        self._terminated = False

    def listen(self) -> None:
        """Take SIGTERM as a wish instead of a death."""
        processes.on_ending(self._on_sigterm)

    def wish(self) -> Wish | None:
        """The strongest wish so far; an unreadable stop file counts as save, which loses nothing."""
        if self._stop.exists():
            return Wish.DISCARD if self._stop.read_text(encoding="utf-8", errors="replace").strip() == "discard" else Wish.SAVE
        return Wish.HAND_OVER if self._terminated else None

    def check(self) -> None:
        """Raises: EndedEarly."""
        wish = self.wish()
        if wish is not None:
            raise EndedEarly(wish)

    def _on_sigterm(self, _number: int, _frame: FrameType | None) -> None:
        self._terminated = True
