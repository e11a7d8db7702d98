"""A predictor without a model: the real servers with an engine that counts letters, and one that repeats them. Knows no torch."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from easytune.contract.predict import LabelProbability, Prediction
from easytune.predictor.generate_server import GenerateApp
from easytune.predictor.listening import Listening, listening
from easytune.predictor.server import Message, PredictApp, Receive, Send, make_server, with_token
from tests.inference.letter_writer import writing_letters

LONG, SHORT = "long", "short"


@dataclass
class LetterEngine:
    """Says long or short; the word `wait` holds it up until `go` is set, the word `fail` makes it fail."""

    go: Event = field(default_factory=Event)
    multi_label: bool = False
    temperature: float | None = None

    def threshold_or_default(self, threshold: float | None) -> float:
        return threshold or 0.0

    def encode(self, texts: Sequence[str]) -> list[str]:
        return list(texts)

    def batches(self, encoded: Sequence[str]) -> list[list[int]]:
        return [list(range(start, min(start + 10, len(encoded)))) for start in range(0, len(encoded), 10)]

    def predict(self, batch: Sequence[str], threshold: float | None = None) -> list[Prediction]:
        if "fail" in batch:
            raise RuntimeError("out of letters")
        if "wait" in batch:
            assert self.go.wait(30)
        return [self._prediction(LONG if len(text) > 10 else SHORT, threshold or 0.0) for text in batch]

    def _prediction(self, label: str, threshold: float) -> Prediction:
        other = SHORT if label == LONG else LONG
        both = (LabelProbability(label=label, probability=0.75), LabelProbability(label=other, probability=0.25))
        return Prediction(label=label, probability=0.75, probabilities=both, labels=(label,) if threshold <= 0.75 else ())


@dataclass(frozen=True)
class BothApps:
    """Asked for letters it writes, asked for labels it classifies."""

    classifier: PredictApp
    writer: GenerateApp

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        app = self.writer if scope["path"] == "/generate" else self.classifier
        await app(scope, receive, send)


@asynccontextmanager
async def stand_in(path: Path, model_id: int) -> AsyncIterator[LetterEngine]:
    """It listens at `path` until the block ends."""
    with listening(path) as at:
        async with answering(at, model_id) as engine:
            yield engine


@asynccontextmanager
async def answering(at: Listening, model_id: int) -> AsyncIterator[LetterEngine]:
    """It answers on what is open already."""
    engine = LetterEngine()
    with ThreadPoolExecutor(2) as workers, writing_letters(engine.go, model_id) as writer:
        apps = BothApps(PredictApp(engine, workers, parallel=2, model_id=model_id), writer)
        server = make_server(with_token(apps, at.address))
        serving = asyncio.create_task(server.serve([at.socket]))
        try:
            for _ in range(500):
                await asyncio.sleep(0 if server.started else 0.01)
            assert server.started
            yield engine
        finally:
            engine.go.set()
            server.should_exit = True
            await serving
