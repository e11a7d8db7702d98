"""Turns tokens that come one by one into text: whole characters only, and nothing from a stop text on. Knows no model and no chance."""

from collections.abc import Callable, Sequence

Decode = Callable[[list[int]], str]

CONTEXT_TOKENS = 4  # so that the first piece keeps the space in front of it, which many tokenizers drop at a beginning
_INCOMPLETE = "\ufffd"  # what a decoder writes for bytes that are no character, or not yet


class TextStream:
    """Pieces of text whose concatenation is the decoded whole; a character that is not complete yet is kept back."""

    def __init__(self, decode: Decode, before: Sequence[int]) -> None:
        """before: the tokens after which the text begins."""
        self._decode = decode
        self._window = list(before[-CONTEXT_TOKENS:])
        self._told = len(self._window)
        self._told_text = decode(self._window)

    def push(self, token: int) -> str:
        """The text that this token completes, often none."""
        self._window.append(token)
        text = self._decode(self._window)
        if text.endswith(_INCOMPLETE):
            return ""
        new = text[len(self._told_text) :]
        self._window = self._window[self._told :]
        self._told = len(self._window)
        self._told_text = self._decode(self._window)
        return new

    def rest(self) -> str:
        """What is left at the end, without a character that never became complete."""
        new = self._decode(self._window)[len(self._told_text) :]
        return new.rstrip(_INCOMPLETE)


class StopTexts:
    """Lets text through until one of the stop texts comes, also when it comes in several pieces."""

    def __init__(self, stops: Sequence[str]) -> None:
        self._stops = tuple(stops)
        self._held = ""
        self.found = False

    def push(self, text: str) -> str:
        """What may be shown; the beginning of what could become a stop text is held."""
        if self.found:
            return ""
        held = self._held + text
        places = [place for stop in self._stops if (place := held.find(stop)) >= 0]
        if places:
            self.found, self._held = True, ""
            return held[: min(places)]
        kept = self._beginning_at_the_end(held)
        self._held = held[len(held) - kept :]
        return held[: len(held) - kept]

    def rest(self) -> str:
        """What was held, once it is clear that no stop text comes any more."""
        held, self._held = self._held, ""
        return held

    def _beginning_at_the_end(self, text: str) -> int:
        """How many of the last characters could begin a stop text."""
        longest = max((len(stop) for stop in self._stops), default=1) - 1
        for length in range(min(longest, len(text)), 0, -1):
            if any(stop.startswith(text[-length:]) for stop in self._stops):
                return length
        return 0
