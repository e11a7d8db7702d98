"""Loads what a spec names, in a thread of its own, and gives the application that answers. Knows no socket, no event and no run folder.

The loading thread imports torch while this one imports the server.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from easytune.contract.run_spec import PredictSpec

if TYPE_CHECKING:  # torch
    from easytune.predictor.engine import Engine
    from easytune.predictor.language_engine import LanguageEngine
    from easytune.predictor.server import Message, Receive, Send

POLL_SECONDS = 0.2
Loaded = TypeVar("Loaded")


class ServedApp(Protocol):
    """An application that can be idle, and be told to hurry."""

    @property
    def idle_seconds(self) -> float: ...

    def close(self) -> None: ...

    async def __call__(self, scope: "Message", receive: "Receive", send: "Send") -> None: ...


@contextmanager
def classifier(spec: PredictSpec, check: Callable[[], None]) -> Iterator[ServedApp]:
    """check: called while it loads; what it raises ends the wait. Raises: RunFailed when the model cannot be loaded."""
    with ThreadPoolExecutor(spec.threads, "engine", _use_one_thread) as workers:
        loading = workers.submit(_load_classifier, spec)
        from easytune.predictor.server import PredictApp

        engine = _wait_for(loading, check)
        yield PredictApp(engine, workers, parallel=spec.threads, model_id=spec.model_id)


@contextmanager
def language_model(spec: PredictSpec, check: Callable[[], None]) -> Iterator[ServedApp]:
    """As classifier."""
    with ThreadPoolExecutor(1, "prompts", _use_one_thread) as prompts:
        loading = prompts.submit(_load_language_model, spec)
        from easytune.predictor.decoder import Decoder
        from easytune.predictor.generate_server import GenerateApp

        engine = _wait_for(loading, check)
        decoder = Decoder(engine, lambda: _use_threads(decoding_threads(spec.threads)))
        decoder.start()
        try:
            yield GenerateApp(engine, decoder, prompts, model_id=spec.model_id)
        finally:
            decoder.close()
            decoder.join()


def decoding_threads(threads: int) -> int:
    """Half of them: a thread that waits for another one which a training has put aside loses more than it gains.

    Measured with MiniMind2-Small on 2 busy cores, median of a step: fp32 14 to 45 ms with one thread, 138 to 166 with two.
    """
    return max(1, threads // 2)


def _load_classifier(spec: PredictSpec) -> "Engine":
    from easytune.modeling.load import stay_offline_and_quiet
    from easytune.predictor.engine import Engine

    stay_offline_and_quiet()
    engine = Engine(Path(spec.model_folder), spec.max_tokens, _base(spec))
    engine.predict(engine.encode(["预热 warm up"]))
    return engine


def _load_language_model(spec: PredictSpec) -> "LanguageEngine":
    from easytune.contract.generate import Sampling
    from easytune.modeling.load import stay_offline_and_quiet
    from easytune.predictor.language_engine import LanguageEngine

    stay_offline_and_quiet()
    engine = LanguageEngine(Path(spec.model_folder), spec.max_tokens, _base(spec))
    engine.begin([0], Sampling(max_tokens=1)).step()
    return engine


def _base(spec: PredictSpec) -> Path | None:
    return Path(spec.base_folder) if spec.base_folder is not None else None


def _wait_for(loading: "Future[Loaded]", check: Callable[[], None]) -> Loaded:
    while True:
        try:
            return loading.result(POLL_SECONDS)
        except TimeoutError:
            check()


def _use_one_thread() -> None:
    _use_threads(1)


def _use_threads(threads: int) -> None:
    from easytune.predictor.threads import use_threads

    use_threads(threads)
