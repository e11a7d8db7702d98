"""A predictor process of a language model answers as a stream, several at once, and forgets who hangs up."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from easytune.contract.error_codes import ErrorCode
from easytune.contract.events import Failed, Finished, Ready, Stopped
from easytune.contract.generate import Answered, AnyPiece, BrokenOff, GenerateRequest, Piece, piece_adapter
from tests.predictor.language_stock import bare, question, tiny_language_model
from tests.predictor.stock import Predictor, tiny_classifier

CONTEXT_TOKENS = 8192  # so many take seconds to write
LONG = 20_000  # tokens of an answer that lasts


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_language_model(tmp_path_factory.mktemp("model") / "m", context_tokens=CONTEXT_TOKENS)


@pytest.fixture(scope="module")
def predictor(tmp_path_factory: pytest.TempPathFactory, model: Path) -> Iterator[Predictor]:
    predictor = Predictor.start(tmp_path_factory.mktemp("run") / "1", model, task="generate", max_tokens=CONTEXT_TOKENS)
    yield predictor
    assert predictor.end() == 0
    assert isinstance(predictor.events()[-1], Stopped)


def ask(client: httpx.Client, request: GenerateRequest) -> list[AnyPiece]:
    answer = client.post("/generate", content=request.model_dump_json())
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/x-ndjson"), answer.text
    return pieces_of(answer.content)


def pieces_of(content: bytes) -> list[AnyPiece]:
    """A line feed alone ends a line: an answer may hold other characters that end lines elsewhere."""
    return [piece_adapter.validate_json(line) for line in content.split(b"\n") if line]


def endless() -> GenerateRequest:
    """The end token is drawn so rarely that it lasts until the context does."""
    return bare("Once", max_tokens=LONG, temperature=0.01, seed=1)


def idle_seconds(client: httpx.Client) -> float:
    seconds = client.get("/health").json()["idle_seconds"]
    assert isinstance(seconds, float)
    return seconds


def test_an_answer_comes_in_pieces_and_ends_with_its_figures(predictor: Predictor) -> None:
    with predictor.client() as client:
        pieces = ask(client, question("hi", max_tokens=20))
    assert all(isinstance(piece, Piece) for piece in pieces[:-1])
    last = pieces[-1]
    assert isinstance(last, Answered)
    assert (last.finish_reason, last.answer_tokens) == ("length", 20)
    assert last.prompt_tokens > 10
    assert 0 < last.first_token_seconds < last.seconds


def test_the_same_question_gets_the_same_answer_alone_and_among_others(predictor: Predictor) -> None:
    requests = [question("x" * number, max_tokens=40, temperature=number % 3, seed=number) for number in range(6)]
    with predictor.client() as client:
        alone = [told(ask(client, request)) for request in requests]
        together: dict[int, str] = {}
        threads = [threading.Thread(target=lambda n=n: together.update({n: told(ask(client, requests[n]))})) for n in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert [together[number] for number in range(6)] == alone


def told(pieces: list[AnyPiece]) -> str:
    assert isinstance(pieces[-1], Answered)
    return "".join(piece.text for piece in pieces if isinstance(piece, Piece))


def test_whoever_hangs_up_is_written_for_no_longer_and_health_never_waits(predictor: Predictor) -> None:
    with predictor.client() as client:
        with client.stream("POST", "/generate", content=endless().model_dump_json()) as answer:
            chunks = answer.iter_bytes()  # kept: without it the client hangs up at once
            assert next(chunks)
            assert idle_seconds(client) == 0
            began = time.perf_counter()
            for _ in range(10):
                client.get("/health")
            assert time.perf_counter() - began < 5
        deadline = time.monotonic() + 5
        while idle_seconds(client) == 0:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        assert told(ask(client, bare("next", max_tokens=3)))


@pytest.mark.parametrize(
    ("request_body", "status", "code"),
    [
        (b"{", 422, ErrorCode.INVALID_INPUT),
        (b'{"prompt": 3}', 422, ErrorCode.INVALID_INPUT),
        (bare("x" * 9000).model_dump_json().encode(), 422, ErrorCode.PROMPT_TOO_LONG),
        (GenerateRequest().model_dump_json().encode(), 422, ErrorCode.PROMPT_EMPTY),
    ],
)
def test_a_bad_question_gets_a_clear_error(request_body: bytes, status: int, code: ErrorCode, predictor: Predictor) -> None:
    with predictor.client() as client:
        answer = client.post("/generate", content=request_body)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert client.post("/predict", content=b"{}").status_code == 404


def test_when_it_is_stopped_an_answer_under_way_breaks_off_with_a_reason(tmp_path: Path, model: Path) -> None:
    predictor = Predictor.start(tmp_path / "1", model, task="generate")
    with predictor.client() as client, client.stream("POST", "/generate", content=endless().model_dump_json()) as answer:
        chunks = answer.iter_bytes()
        begun = next(chunks)
        predictor.folder.stop.write_text("discard")
        last = pieces_of(begun + b"".join(chunks))[-1]
    assert isinstance(last, BrokenOff)
    assert predictor.process.wait(60) == 0
    assert isinstance(predictor.events()[-1], Stopped)


def test_when_nobody_asks_it_unloads(tmp_path: Path, model: Path) -> None:
    predictor = Predictor.start(tmp_path / "1", model, idle_seconds=0.5, task="generate")
    predictor.ready()
    assert predictor.process.wait(60) == 0
    assert [type(event) for event in predictor.events()][-2:] == [Ready, Finished]


def test_a_classifier_cannot_be_loaded_to_write(tmp_path: Path) -> None:
    predictor = Predictor.start(tmp_path / "1", tiny_classifier(tmp_path / "m"), task="generate")
    assert predictor.process.wait(120) == 1
    last = predictor.events()[-1]
    assert isinstance(last, Failed)
    assert last.code in (ErrorCode.MODEL_FOLDER_INVALID, ErrorCode.ARCHITECTURE_UNSUPPORTED)
