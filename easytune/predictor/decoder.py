"""One thread that writes all answers of a model, a token each in turn. Knows no torch, no text and no socket.

Answers join and leave between steps. Each has its own forward pass: products over several rows at once round in another way
than those over one (measured: fp32 always, bf16 in two of ten shapes), and then an answer would depend on who else is asking.
"""

import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.contract.generate import Answered, AnyPiece, BrokenOff, Piece, Sampling

MOST_AT_ONCE = 16  # each keeps its keys and values in memory; others wait for a place
LOOK_SECONDS = 0.2


class Writing(Protocol):
    """One answer that is being written."""

    @property
    def finish_reason(self) -> Literal["stop", "length"] | None: ...

    @property
    def answer_tokens(self) -> int: ...

    def step(self) -> str:
        """One forward pass: a part of the prompt is read, or a token is written. The text to show, often none."""


class Writes(Protocol):
    """What a decoder needs of an engine."""

    def begin(self, ids: Sequence[int], sampling: Sampling) -> Writing: ...


@dataclass
class Asked:
    """A request and where its pieces go; whoever sets `gone` wants no more of them. deliver is called from the decoding thread."""

    ids: Sequence[int]
    sampling: Sampling
    deliver: Callable[[AnyPiece], None]
    gone: bool = False
    at: float = field(default_factory=time.perf_counter)
    first_token_seconds: float = 0.0


@dataclass
class _Seat:
    asked: Asked
    writing: Writing


class Decoder:
    """Runs until it is closed."""

    def __init__(self, engine: Writes, prepare_thread: Callable[[], None]) -> None:
        self._engine, self._prepare_thread = engine, prepare_thread
        self._waiting: queue.SimpleQueue[Asked] = queue.SimpleQueue()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="decoder")

    def start(self) -> None:
        self._thread.start()

    def ask(self, asked: Asked) -> None:
        self._waiting.put(asked)

    def close(self) -> None:
        """Break off what is being written, at the next step; returns at once."""
        self._closing.set()

    def join(self) -> None:
        self._thread.join()

    def _run(self) -> None:
        self._prepare_thread()
        seats: list[_Seat] = []
        while not self._closing.is_set():
            self._admit(seats)
            seats = [seat for seat in seats if not seat.asked.gone and self._advance(seat)]
        for seat in seats:
            seat.asked.deliver(_unloading())
        while not self._waiting.empty():
            self._waiting.get().deliver(_unloading())

    def _admit(self, seats: list[_Seat]) -> None:
        """Who waits takes a free place; when nobody is there, wait for somebody."""
        while len(seats) < MOST_AT_ONCE:
            try:
                asked = self._waiting.get(timeout=LOOK_SECONDS) if not seats else self._waiting.get_nowait()
            except queue.Empty:
                return
            if not asked.gone:
                seats.append(_Seat(asked, self._engine.begin(asked.ids, asked.sampling)))

    def _advance(self, seat: _Seat) -> bool:
        """One step of one answer; false when it was the last."""
        asked, writing = seat.asked, seat.writing
        try:
            text = writing.step()
        except RunFailed as failure:
            asked.deliver(BrokenOff(code=failure.code, params=failure.params))
            return False
        except RuntimeError as error:  # of torch, for example memory: this answer fails, the others go on
            asked.deliver(BrokenOff(code=ErrorCode.PREDICTOR_FAILED, params={"reason": f"{type(error).__name__}: {error!s:.300}"}))
            return False
        if writing.answer_tokens and not asked.first_token_seconds:
            asked.first_token_seconds = time.perf_counter() - asked.at
        if text:
            asked.deliver(Piece(text=text))
        if writing.finish_reason is None:
            return True
        asked.deliver(_answered(seat, writing.finish_reason))
        return False


def _answered(seat: _Seat, finish_reason: Literal["stop", "length"]) -> Answered:
    seconds = time.perf_counter() - seat.asked.at
    return Answered(
        finish_reason=finish_reason,
        prompt_tokens=len(seat.asked.ids),
        answer_tokens=seat.writing.answer_tokens,
        first_token_seconds=seat.asked.first_token_seconds or seconds,
        seconds=seconds,
    )


def _unloading() -> BrokenOff:
    return BrokenOff(code=ErrorCode.PREDICTOR_FAILED, params={"reason": "the model is being unloaded"})
