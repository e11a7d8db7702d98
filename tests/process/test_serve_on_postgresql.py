"""`easytune serve` on a PostgreSQL that dies under it, as a client sees it: said kindly, nothing lost, back by itself."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.e2e.server import Server
from tests.fakes.behaviour import Behaviour
from tests.process.postgres import Postgres
from tests.process.script import allow_models_below, script_on
from tests.process.test_live_stream import Watching, train, wait_for

BACK_SECONDS = 5.0
SLOW_MACHINE_SECONDS = 5.0
STEPS = 200


@pytest.fixture
def postgres_here() -> Iterator[Postgres]:
    """A PostgreSQL of this test alone, since it is killed."""
    postgres = Postgres()
    try:
        postgres.start()
        yield postgres
    finally:
        postgres.close()


@pytest.fixture
def server(postgres_here: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """With the fake trainer, on a database that `easytune migrate` has prepared."""
    monkeypatch.setenv(*allow_models_below(tmp_path))
    monkeypatch.setenv("EASYTUNE_DATABASE_URL", postgres_here.url())
    monkeypatch.setenv("EASYTUNE_TRAINER_MODULE", "tests.fakes.fake_trainer")
    monkeypatch.setenv("EASYTUNE_VERIFY_MODULE", "tests.fakes.fake_verify")
    command = [sys.executable, "-m", "easytune", "migrate", "--data-dir", str(tmp_path / "data")]
    subprocess.run(command, check=True, timeout=60)
    with Server(tmp_path / "data") as server:
        yield server


def _steps_seen(watching: Watching) -> int:
    return sum(name == "step" for _, name, _ in watching.events)


def _within(seconds: float, condition: Callable[[], bool]) -> float:
    """How long it took. Raises: AssertionError."""
    began = time.monotonic()
    wait_for(condition, seconds)
    return time.monotonic() - began


@pytest.mark.timeout(240)
def test_a_training_its_stream_and_the_server_outlive_the_database(server: Server, postgres_here: Postgres, tmp_path: Path) -> None:
    with script_on(server, tmp_path) as client:
        behaviour = Behaviour(steps_per_epoch=STEPS, step_seconds=0.05)
        (tmp_path / "bert-tiny" / "fake.json").write_text(json.dumps(behaviour.model_dump()))
        job_id = train(client, epochs=1)
        watching = Watching(server.address, f"job:{job_id}", {"Authorization": client.headers["Authorization"]})
        thread = threading.Thread(target=watching.run)
        thread.start()
        try:
            wait_for(lambda: _steps_seen(watching) > 5)
            postgres_here.kill()
            refused = client.get("/api/v1/jobs")
            assert (refused.status_code, refused.json()["code"], refused.headers["Retry-After"]) == (503, "database_away", "2")
            _within(5, lambda: client.get("/api/v1/health").json()["database"] == "away")
            seen = _steps_seen(watching)
            wait_for(lambda: _steps_seen(watching) > seen + 5)  # the stream goes on from the files
            assert watching.connections == 1
            postgres_here.start()
            _within(BACK_SECONDS + SLOW_MACHINE_SECONDS, lambda: client.get("/api/v1/jobs").status_code == httpx.codes.OK)
            _within(BACK_SECONDS + SLOW_MACHINE_SECONDS, lambda: client.get("/api/v1/health").json()["database"] == "ok")
            wait_for(watching.done.is_set)
        finally:
            watching.done.set()
            thread.join(40)
        job = client.get(f"/api/v1/jobs/{job_id}").json()
        assert (job["state"], job["attempt"], job["step"]) == ("COMPLETED", 1, STEPS)
        assert [data["step"] for _, name, data in watching.events if name == "step"] == list(range(1, STEPS + 1))
        assert [model["job_id"] for model in client.get("/api/v1/models").json()["items"] if model["source"] == "tuned"] == [job_id]
