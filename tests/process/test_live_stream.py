"""The live stream of a real training survives its server: nothing is missed, nothing comes twice. Real processes, real kills."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from easytune.contract.events import Evaluation, LogLine, Step, event_adapter
from easytune.contract.journal import read_from
from easytune.contract.run_folder import RunFolder
from tests.e2e.server import Server
from tests.process.script import allow_models_below, answer, script_on

ENDED = ("COMPLETED", "FAILED", "STOPPED")
CSV = b"text,label\n" + b"".join(f"good word{number},positive\nbad word{number},negative\n".encode() for number in range(60))


@dataclass
class Watching:
    """An EventSource without a browser: comes again with the last id whenever the stream breaks."""

    address: str
    topics: str
    headers: dict[str, str]
    last_id: str = ""
    connections: int = 0
    events: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        while not self.done.is_set():
            try:
                self._connect()
            except httpx.HTTPError:
                time.sleep(0.1)

    def _connect(self) -> None:
        headers = self.headers | ({"Last-Event-ID": self.last_id} if self.last_id else {})
        with httpx.stream("GET", f"{self.address}/api/v1/events?topics={self.topics}", headers=headers, timeout=30) as response:
            response.raise_for_status()
            self.connections += 1
            block: dict[str, str] = {}
            for line in response.iter_lines():
                if line:
                    name, _, value = line.partition(": ")
                    block[name] = value
                    continue
                self._take(block)
                block = {}
                if self.done.is_set():
                    return

    def _take(self, block: dict[str, str]) -> None:
        if "id" not in block:
            return
        self.last_id = block["id"]
        data = json.loads(block["data"])
        self.events.append((block["id"], block["event"], data))
        if block["event"] == "job" and data["state"] in ENDED:
            self.done.set()


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv(*allow_models_below(tmp_path))
    with Server(tmp_path / "data") as server:
        yield server


def train(client: httpx.Client, **settings: int) -> int:
    """Upload and submit; the id of the job."""
    dataset = answer(client.post("/api/v1/datasets", files={"file": ("reviews.csv", CSV)}), 201)
    (model,) = answer(client.get("/api/v1/models"))["items"]
    chosen = settings | {"max_tokens": 32}
    body = {"name": "watched", "dataset_id": dataset["id"], "model_id": model["id"], "settings": chosen}
    job_id: int = answer(client.post("/api/v1/jobs", json=body), 201)["id"]
    return job_id


def written(folder: RunFolder) -> tuple[list[int], list[int], list[str]]:
    """Steps, evaluations and log texts as the trainer wrote them."""
    events = [event_adapter.validate_json(line) for line in read_from(folder.events, 0, max_bytes=1 << 26).lines]
    texts = [LogLine.model_validate_json(line).text for line in read_from(folder.log, 0, max_bytes=1 << 26).lines]
    steps = [event.step for event in events if isinstance(event, Step)]
    return steps, [event.step for event in events if isinstance(event, Evaluation)], texts


@pytest.mark.timeout(300)
def test_a_training_is_watched_to_its_end_through_two_kills_of_the_server(server: Server, tmp_path: Path) -> None:
    with script_on(server, tmp_path) as client:
        job_id = train(client, epochs=12, batch_rows=2)
        watching = Watching(server.address, f"job:{job_id}", {"Authorization": client.headers["Authorization"]})
        thread = threading.Thread(target=watching.run)
        thread.start()
        try:
            for _ in range(2):
                seen_before = len(watching.events)
                wait_for(lambda before=seen_before: len(watching.events) > before + 15)
                assert not watching.done.is_set(), "the training was over before the kill"
                server.kill()
                server.start()
            wait_for(watching.done.is_set)
        finally:
            watching.done.set()
            thread.join(40)
    steps, evaluations, texts = written(RunFolder.of(tmp_path / "data" / "runs", job_id, 1))
    seen = [(name, data) for _, name, data in watching.events]
    assert watching.connections >= 3
    assert [data["step"] for name, data in seen if name == "step"] == steps
    assert [data["step"] for name, data in seen if name == "evaluation"] == evaluations
    assert [data["text"] for name, data in seen if name == "log"] == texts
    assert [data["number"] for name, data in seen if name == "log"] == list(range(1, len(texts) + 1))
    assert seen[-1][1]["state"] == "COMPLETED"
    assert len({event_id for event_id, _, _ in watching.events}) == len(watching.events)


def test_a_server_that_is_asked_to_end_does_not_wait_for_its_streams(server: Server, tmp_path: Path) -> None:
    with script_on(server, tmp_path) as client:
        job_id = train(client, epochs=1, batch_rows=32)
        with client.stream("GET", "/api/v1/events", params={"topics": f"job:{job_id}"}) as response:
            lines = response.iter_lines()
            assert next(lines) == "retry: 2000"
            assert response.headers["x-accel-buffering"] == "no"
            began = time.monotonic()
            server.stop()
            assert time.monotonic() - began < 5
            for _ in lines:  # it ends, and is not cut off in the middle of a chunk
                pass


def wait_for(condition: Any, seconds: float = 120) -> None:
    ends_at = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends_at, "it did not happen"
        time.sleep(0.05)
