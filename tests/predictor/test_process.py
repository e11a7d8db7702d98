"""A predictor process loads, answers, unloads, and ends in order however it is ended."""

import os
import shutil
import stat
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from easytune.contract.error_codes import ErrorCode
from easytune.contract.events import Failed, Finished, Ready, Started, Stopped
from tests.predictor.stock import Predictor, tiny_classifier


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_classifier(tmp_path_factory.mktemp("model") / "m")


@pytest.fixture(scope="module")
def predictor(tmp_path_factory: pytest.TempPathFactory, model: Path) -> Iterator[Predictor]:
    predictor = Predictor.start(tmp_path_factory.mktemp("run") / "1", model)
    yield predictor
    assert predictor.end() == 0
    assert isinstance(predictor.events()[-1], Stopped)


def test_it_answers_on_a_socket_that_only_its_owner_may_use(predictor: Predictor) -> None:
    mode = os.stat(predictor.ready()).st_mode
    assert stat.S_ISSOCK(mode)
    assert mode & 0o077 == 0
    with predictor.client() as client:
        answer = client.post("/predict", json={"texts": ["good", "bad"]}).json()
        assert len(answer["predictions"]) == 2
        assert answer["seconds"] > 0
        health = client.get("/health").json()
        assert (health["model_id"], health["memory_bytes"] > 1e6) == (3, True)


@pytest.mark.parametrize(
    ("body", "field"),
    [(b"", "body"), (b"{", "body"), (b'{"texts": []}', "texts"), (b'{"texts": "x"}', "texts"), (b'{"texts": [1]}', "texts.0")],
)
def test_a_bad_question_gets_a_clear_error_and_the_next_one_an_answer(body: bytes, field: str, predictor: Predictor) -> None:
    with predictor.client() as client:
        answer = client.post("/predict", content=body)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
        assert answer.json()["params"]["field"] == field
        assert client.post("/predict", json={"texts": ["good"]}).status_code == 200
        assert client.get("/elsewhere").status_code == 404


def test_health_and_single_texts_get_in_between_while_a_large_request_runs(predictor: Predictor) -> None:
    texts = [f"{'good ' * 60}{number}" for number in range(1024)]
    waits: list[float] = []

    def ask_many() -> None:
        with predictor.client() as client:
            for _ in range(3):
                assert client.post("/predict", json={"texts": texts}).status_code == 200

    many = threading.Thread(target=ask_many)
    many.start()
    with predictor.client() as client:
        while many.is_alive():
            started = time.perf_counter()
            assert client.get("/health").status_code == 200
            waits.append(time.perf_counter() - started)
            assert client.post("/predict", json={"texts": ["good"]}).status_code == 200
    many.join()
    assert len(waits) > 3
    assert sorted(waits)[len(waits) // 2] < 0.5


def test_when_nobody_asks_it_unloads_and_leaves_no_socket(tmp_path: Path, model: Path) -> None:
    predictor = Predictor.start(tmp_path / "1", model, idle_seconds=0.5)
    address = predictor.ready()
    assert predictor.process.wait(60) == 0
    kinds = [type(event) for event in predictor.events()]
    assert kinds[0] is Started
    assert kinds[-2:] == [Ready, Finished]
    assert not os.path.exists(address)


def test_the_stop_file_ends_it(tmp_path: Path, model: Path) -> None:
    predictor = Predictor.start(tmp_path / "1", model)
    predictor.ready()
    predictor.folder.stop.write_text("discard")
    assert predictor.process.wait(60) == 0
    assert isinstance(predictor.events()[-1], Stopped)


def test_terminated_while_it_loads_it_still_says_goodbye(tmp_path: Path, model: Path) -> None:
    predictor = Predictor.start(tmp_path / "1", model)
    while not predictor.events():
        time.sleep(0.01)
    assert predictor.end() == 0
    assert isinstance(predictor.events()[-1], Stopped)


def test_a_path_too_long_for_a_socket_is_no_obstacle(tmp_path: Path, model: Path) -> None:
    predictor = Predictor.start(tmp_path / ("long" * 30) / "1", model)
    with predictor.client() as client:
        assert client.post("/predict", json={"texts": ["good"]}).status_code == 200
    address = Path(predictor.ready())
    assert len(os.fsencode(address)) < 104
    assert predictor.end() == 0
    assert not address.parent.exists()


def test_a_folder_without_a_model_fails_with_a_reason(tmp_path: Path, model: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(model, broken)
    (broken / "model.safetensors").write_bytes(b"\0" * 100)
    predictor = Predictor.start(tmp_path / "1", broken)
    assert predictor.process.wait(120) == 1
    last = predictor.events()[-1]
    assert isinstance(last, Failed)
    assert last.code in (ErrorCode.MODEL_FOLDER_INVALID, ErrorCode.CRASHED)
