"""Submits over real HTTP while the server or its database connection dies: each key is one job. Knows the API, no scheduler."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx
from sqlalchemy import make_url

from tests.e2e.server import Server
from tests.process.cutting_proxy import Cut, CuttingProxy
from tests.process.judge import faults_of
from tests.process.plant import Plant
from tests.process.postgres import url_through
from tests.process.script import allow_models_below, answer, script_on
from tests.soak.clients import Clients
from tests.soak.ground import Ground
from tests.soak.outcome import Found

CSV = b"text,label\n" + b"".join(f"good {number},positive\nbad {number},negative\n".encode() for number in range(40))
FAKE = {"EASYTUNE_TRAINER_MODULE": "tests.fakes.fake_trainer", "EASYTUNE_VERIFY_MODULE": "tests.fakes.fake_verify"}
BROKEN = ("-m", "tests.soak.broken_platform", "--keys-in-memory")


@dataclass
class Platform:
    """A real `easytune serve`, clients of it, and a view of its data."""

    server: Server
    clients: Clients
    plant: Plant

    def wait_for_answers(self, answers: int, seconds: float) -> None:
        """Or until nobody waits for one any more."""
        deadline = time.monotonic() + seconds
        while self.clients.are_busy and self.clients.answered < answers and time.monotonic() < deadline:
            time.sleep(0.005)

    def faults(self) -> list[str]:
        """Once everything is over: one job a key, in every answer and in the database, and all of them trained once."""
        self.clients.join(120)
        several = [f"{key} is several jobs: {sorted(ids)}" for key, ids in self.clients.jobs.items() if len(ids) > 1]
        submitted = {key: min(ids) for key, ids in self.clients.jobs.items()}
        self.plant.wait_for_all(180)
        (count,) = self.plant.query("SELECT count(*) AS jobs FROM jobs")
        if count["jobs"] != len(submitted):
            several.append(f"{len(submitted)} keys made {count['jobs']} jobs")
        return [*self.clients.faults, *several, *faults_of(self.plant, submitted, {})]

    def counts(self) -> dict[str, int]:
        statuses = self.clients.statuses
        others = sum(count for status, count in statuses.items() if status >= 500 and status != 503)
        return {
            "answers": statuses[201],
            "keys": len(self.clients.jobs),
            "connections_lost": self.clients.lost,
            "connections_refused": self.clients.refused,
            "answers_503": statuses[503],
            "other_5xx": others,
        }


@contextmanager
def platform(ground: Ground, url: str | None, view_url: str | None, *, program: tuple[str, ...] = ("-m", "easytune")) -> Iterator[Platform]:
    """With an owner, a tiny model and a data set. url: what the server connects to; view_url: the same database, for us."""
    folder = ground.new_folder("platform")
    environment = FAKE | dict([allow_models_below(folder)]) | {"EASYTUNE_TRAINERS_PER_DEVICE": "4"}
    if url is not None:
        environment["EASYTUNE_DATABASE_URL"] = url
    with Server(folder / "data", environment=environment, program=program) as server, script_on(server, folder) as client:
        dataset = answer(client.post("/api/v1/datasets", files={"file": ("reviews.csv", CSV)}), 201)
        (model,) = answer(client.get("/api/v1/models"))["items"]
        body = {"dataset_id": dataset["id"], "model_id": model["id"], "settings": {"epochs": 1, "max_tokens": 32}}
        token = client.headers["Authorization"].removeprefix("Bearer ")
        clients = Clients(server.address, token, body)
        yield Platform(server, clients, ground.view_of(folder / "data", view_url))


def _keys(count: int) -> list[str]:
    return [f"key-{number}" for number in range(count)]


def _storm(ground: Ground, *, keys: int, repeats: int, kills: int, program: tuple[str, ...] = ("-m", "easytune")) -> Found:
    url = ground.new_migrated_database()
    with platform(ground, url, url, program=program) as running:
        running.clients.start(_keys(keys), repeats, ground.chance)
        done = 0
        for kill in range(1, kills + 1):
            running.wait_for_answers(keys * repeats * kill // (kills + 1), 60)
            time.sleep(ground.chance.uniform(0, 0.1))
            if running.clients.are_busy:
                running.server.kill()
                running.server.start()
                done += 1
        faults = running.faults()
        if done < kills:
            faults.append(f"the clients were done after {done} of {kills} kills")
        return Found(counts={"server_kills": done} | running.counts(), faults=tuple(faults))


def submits(ground: Ground) -> Found:
    """1,000 submits with 50 keys, 20 kills of the server meanwhile."""
    return _storm(ground, keys=ground.times(50, least=2), repeats=20, kills=ground.times(20))


def submits_over_a_build_that_keeps_keys_in_memory(ground: Ground) -> list[str]:
    return list(_storm(ground, keys=3, repeats=12, kills=2, program=BROKEN).faults)


def _cut(ground: Ground, *, cuts: int, program: tuple[str, ...] = ("-m", "easytune")) -> Found:
    """Half of the cuts meet a submit, half the scheduler; half come before the COMMIT and half after it."""
    url = ground.new_migrated_database()
    assert url is not None
    with CuttingProxy(ground.postgres.socket) as proxy:
        through = url_through(proxy.port, make_url(url).database or "")
        with platform(ground, through, url, program=program) as running:
            for number in range(cuts):
                needle = "INSERT INTO runs" if number % 4 < 2 else "UPDATE runs"
                proxy.cut_at_commit(Cut.AFTER if number % 2 else Cut.BEFORE, needle)
                running.clients.start([f"key-{number}"], 2, ground.chance, clients=2)
                running.clients.join(60)
                running.plant.wait("the cut", lambda number=number: proxy.cuts > number, 30)
            faults = running.faults()
            if httpx.get(f"{running.server.address}/api/v1/health", timeout=5).status_code != httpx.codes.OK:
                faults.append("the server does not answer any more")
            return Found(counts={"cuts": proxy.cuts} | running.counts(), faults=tuple(faults))


def commit_cuts(ground: Ground) -> Found:
    """The connection is cut exactly at COMMIT 50 times: nobody may guess what became of it."""
    return _cut(ground, cuts=ground.times(50, least=4))


def commit_cuts_over_a_build_that_keeps_keys_in_memory(ground: Ground) -> list[str]:
    return list(_cut(ground, cuts=2, program=BROKEN).faults)
