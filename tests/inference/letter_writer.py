"""A language model without a model: the real decoder and server with an engine that repeats what it was asked, a letter a step."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event
from typing import Literal

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.contract.generate import GenerateRequest, Sampling
from easytune.predictor.decoder import Decoder
from easytune.predictor.generate_server import GenerateApp

LONGEST = 1000
STEPS: list[str] = []  # every letter that any engine of this process wrote


@dataclass
class LetterWriting:
    """At the letter # it waits until `go` is set, at ! it fails."""

    text: str
    most: int
    go: Event
    answer_tokens: int = 0
    finish_reason: Literal["stop", "length"] | None = None

    def step(self) -> str:
        letter = self.text[self.answer_tokens]
        if letter == "!":
            raise RuntimeError("out of letters")
        if letter == "#":
            assert self.go.wait(30)
        STEPS.append(letter)
        self.answer_tokens += 1
        if self.answer_tokens == len(self.text):
            self.finish_reason = "stop"
        elif self.answer_tokens == self.most:
            self.finish_reason = "length"
        return letter


@dataclass(frozen=True)
class LetterWriter:
    """Answers the last turn, or the prompt, with itself."""

    go: Event

    def ids_of(self, request: GenerateRequest) -> list[int]:
        text = request.prompt if request.prompt is not None else request.turns[-1].content
        if len(text) > LONGEST:
            raise RunFailed(ErrorCode.PROMPT_TOO_LONG, tokens=len(text), limit=LONGEST)
        if not text:
            raise RunFailed(ErrorCode.PROMPT_EMPTY)
        return [ord(letter) for letter in text]

    def begin(self, ids: Sequence[int], sampling: Sampling) -> LetterWriting:
        return LetterWriting("".join(map(chr, ids)), sampling.max_tokens, self.go)


@contextmanager
def writing_letters(go: Event, model_id: int) -> Iterator[GenerateApp]:
    engine = LetterWriter(go)
    decoder = Decoder(engine, lambda: None)
    decoder.start()
    with ThreadPoolExecutor(1) as prompts:
        try:
            yield GenerateApp(engine, decoder, prompts, model_id=model_id)
        finally:
            go.set()
            decoder.close()
            decoder.join()
