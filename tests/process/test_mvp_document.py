"""The smallest product of spec/trainer-mvp.md works with nothing but an HTTP client: upload, train, poll, predict, list, stop.

Real server, real scheduler, real trainer and predictor; only the base model is tiny and random.
"""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.e2e.server import Server
from tests.process.script import allow_models_below, answer, script_on

DOCUMENT_CSV = """text,label
"今天天气很好",positive
"我很不开心",negative
"这个产品不错",positive
"""
ROWS = 40
TRAIN_SECONDS, LOOK_SECONDS = 150, 0.3
SLOWEST_ANSWER_SECONDS = 5


def extended_csv() -> bytes:
    """The document's own example with as many rows of its kind as it takes."""
    kinds = (("今天天气很好", "positive"), ("我很不开心", "negative"), ("这个产品不错", "positive"), ("服务太差了", "negative"))
    more = (f'"{text} good {number}",{label}' for number in range(ROWS) for text, label in [kinds[number % len(kinds)]])
    lines = DOCUMENT_CSV.splitlines() + list(more)
    return "\n".join(lines[: ROWS + 1]).encode() + b"\n"


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A fresh platform that may take model folders from one place."""
    monkeypatch.setenv(*allow_models_below(tmp_path))
    with Server(tmp_path / "data") as server:
        yield server


@pytest.fixture
def client(server: Server, tmp_path: Path) -> Iterator[httpx.Client]:
    with script_on(server, tmp_path) as client:
        yield client


def status_when(client: httpx.Client, job_id: int | None, *states: str) -> dict[str, Any]:
    """Poll as the document's client would until the job is in one of the states."""
    ends_at = time.monotonic() + TRAIN_SECONDS
    while True:
        status: dict[str, Any] = answer(client.get("/train/status", params={} if job_id is None else {"job_id": job_id}))
        if status["state"] in states:
            return status
        assert status["state"] in ("PENDING", "PREPARING", "RUNNING"), status
        assert 0 <= status["progress"] < 1
        assert time.monotonic() < ends_at, f"not {states} within {TRAIN_SECONDS} s: {status}"
        time.sleep(LOOK_SECONDS)


@pytest.mark.timeout(400)
def test_a_client_written_to_the_document_uploads_trains_polls_predicts_lists_and_stops(client: httpx.Client) -> None:
    assert answer(client.get("/"))["status"] == "ok"

    dataset = answer(client.post("/upload", files={"file": ("reviews.csv", extended_csv(), "text/csv")}), 201)
    assert (dataset["rows"], dataset["rejected_rows"], set(dataset["labels"])) == (ROWS, 0, {"positive", "negative"})
    assert [listed["id"] for listed in answer(client.get("/datasets"))] == [dataset["id"]]

    started = answer(client.post("/train", json={"dataset_id": dataset["id"], "epochs": 2, "learning_rate": 1e-3}), 201)
    done = status_when(client, started["job_id"], "COMPLETED")
    assert (done["progress"], done["error"]) == (1.0, None)
    assert done["step"] == done["total_steps"] > 0
    assert 0 <= done["accuracy"] <= 1

    tuned = {model["id"]: model for model in answer(client.get("/models"))}[done["model_id"]]
    assert (tuned["kind"], tuned["labels"]) == ("tuned", ["negative", "positive"])

    answer(client.post("/predict", json={"text": "今天天气很好"}))  # loads the model
    began = time.monotonic()
    prediction = answer(client.post("/predict", json={"text": "这个产品不错"}))
    assert time.monotonic() - began < SLOWEST_ANSWER_SECONDS
    assert prediction["label"] in tuned["labels"]
    assert sum(prediction["probabilities"].values()) == pytest.approx(1, abs=1e-3)
    several = answer(client.post("/predict", json={"texts": ["我很不开心", "good"], "model_id": tuned["id"]}))
    assert [one["text"] for one in several] == ["我很不开心", "good"]

    answer(client.post("/train", json={"epochs": 100, "batch_size": 1, "name": "long"}), 201)
    status_when(client, None, "RUNNING")
    stopped = answer(client.post("/train/stop"))
    assert stopped["job_id"] != started["job_id"]
    assert status_when(client, stopped["job_id"], "STOPPED")["progress"] < 1
    assert answer(client.post("/train/stop", json={"job_id": stopped["job_id"]}))["state"] == "STOPPED"


def test_the_paths_that_pages_share_answer_by_what_the_client_prefers(client: httpx.Client) -> None:
    for path in ("/", "/datasets", "/models"):
        page = client.get(path, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
        data = client.get(path, headers={"Accept": "*/*"})
        assert page.headers["content-type"].startswith("text/html")
        assert data.headers["content-type"].startswith("application/json")
        assert "accept" in page.headers["vary"].lower()
        assert data.headers["vary"] == "Accept"


def test_the_quick_api_is_behind_the_same_guard(server: Server, client: httpx.Client) -> None:
    with httpx.Client(base_url=server.address) as stranger:
        assert stranger.get("/").status_code == 200
        for path in ("/datasets", "/models", "/train/status"):
            assert stranger.get(path).status_code == 401
        for path in ("/upload", "/train", "/train/stop", "/predict"):
            assert stranger.post(path, json={}).status_code == 401


def test_what_is_missing_is_said(client: httpx.Client) -> None:
    assert answer(client.post("/train"), 404)["code"] == "no_dataset"
    assert answer(client.get("/train/status"), 404)["code"] == "no_job"
    assert answer(client.post("/train/stop"), 404)["code"] == "no_job"
    assert answer(client.post("/predict", json={"text": "x"}), 404)["code"] == "no_model"
    assert answer(client.post("/predict", json={}), 422)["code"] == "text_missing"
    assert answer(client.post("/upload", files={"file": ("empty.csv", b"", "text/csv")}), 422)["code"] == "file_empty"
    header_only = answer(client.post("/upload", files={"file": ("header.csv", b"text,label\n", "text/csv")}), 422)
    assert header_only["code"] == "no_rows"
