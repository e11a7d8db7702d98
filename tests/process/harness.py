"""Kills servers, trainers, supervisors and the database while trainings run, and counts what was hit. Knows no promise; see judge.py."""

import random
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.fakes.behaviour import Behaviour
from tests.process.judge import faults_of
from tests.process.plant import Plant
from tests.process.postgres import Postgres

MOST_DEATHS = 3


@dataclass(frozen=True)
class Orders:
    """How much to destroy, and of what. live: trainings kept unfinished meanwhile; two_servers: a second one always waits for the role.

    begun: a server is killed only while so many trainings have begun.

    steps, step_seconds, checkpoint_every_steps: of the trainings; pause_seconds: the longest one between two kills.
    """

    servers: int = 0
    trainers: int = 0
    supervisors: int = 0
    databases: int = 0
    seed: int = 1
    live: int = 3
    begun: int = 0
    two_servers: bool = False
    steps: tuple[int, int] = (30, 60)
    step_seconds: tuple[float, ...] = (0.005, 0.01, 0.02)
    checkpoint_every_steps: tuple[int, ...] = (5, 9)
    pause_seconds: float = 1.0


@dataclass
class Storm:
    """One run of the harness over a plant. postgres: what the plant's database lives in, where that is killed too."""

    plant: Plant
    orders: Orders
    postgres: Postgres | None = None
    chance: random.Random = field(init=False)
    submitted: dict[str, int] = field(default_factory=dict)
    disturbed: Counter[int] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)
    live: list[int] = field(default_factory=list)
    recoveries_seconds: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.orders.seed)

    def rage(self, seconds: float) -> list[str]:
        """Kill all that is ordered, let everything end, and give the broken promises. Raises: TooSlow."""
        deadline = time.monotonic() + seconds
        self._start_servers()
        while (left := self._left()) and time.monotonic() < deadline:
            self._keep_busy()
            time.sleep(self.chance.uniform(0.0, self.orders.pause_seconds))
            self._kill(self.chance.choice(sorted(left.elements())))
        assert not left, f"not killed within {seconds} s: {left}"
        self.plant.wait_for_all(max(30.0, deadline - time.monotonic()))
        return faults_of(self.plant, self.submitted, self.disturbed)

    def _left(self) -> Counter[str]:
        orders = self.orders
        ordered = Counter(server=orders.servers, trainer=orders.trainers, supervisor=orders.supervisors, database=orders.databases)
        return ordered - self.done

    def _start_servers(self) -> None:
        for _ in range(2 if self.orders.two_servers else 1):
            self.plant.start_server()

    def _keep_busy(self) -> None:
        for _ in range(self.orders.live - len(self.plant.unfinished())):
            key = f"key-{len(self.submitted)}"
            behaviour = Behaviour(
                steps_per_epoch=self.chance.randint(*self.orders.steps),
                step_seconds=self.chance.choice(self.orders.step_seconds),
                save_seconds=self.chance.choice((0.0, 0.05)),
                load_seconds=self.chance.choice((0.0, 0.2)),
                leave_child=self.chance.random() < 0.3,
            )
            epochs, every = self.chance.choice((1, 2)), self.chance.choice(self.orders.checkpoint_every_steps)
            self.submitted[key] = self.plant.submit(behaviour, epochs=epochs, checkpoint_every_steps=every, key=key)

    def _kill(self, what: str) -> None:
        """One kill that hits something alive counts; a miss is tried again later."""
        unfinished = self.plant.unfinished()
        begun = [row for row in unfinished if row["state"] != "PENDING"]
        if what in ("server", "database"):
            if unfinished and len(begun) >= (self.orders.begun if what == "server" else 1):
                self.live.append(len(unfinished))
                self._kill_server() if what == "server" else self._kill_database()
                self.done[what] += 1
            return
        # the fourth death in a row ends a run, and rightly so
        ongoing = [row["id"] for row in begun if row["deaths"] < MOST_DEATHS]
        for run_id in self.chance.sample(ongoing, len(ongoing)):
            hit = self.plant.kill_trainer(run_id) if what == "trainer" else self.plant.kill_supervisor(run_id)
            if hit:
                self.disturbed[run_id] += 1
                self.done[what] += 1
                return

    def _kill_server(self) -> None:
        if self.orders.two_servers:
            self.plant.kill_one_server(self.chance)
        else:
            self.plant.kill_server()
            time.sleep(self.chance.choice((0.0, 0.5)))
        self.plant.start_server()

    def _kill_database(self) -> None:
        assert self.postgres is not None
        self.postgres.kill()
        time.sleep(self.chance.choice((0.0, 0.5, 2.0)))
        self.postgres.start()
        began = time.monotonic()
        self.plant.wait("a scheduler", lambda: self.plant.query("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted"))
        self.recoveries_seconds.append(time.monotonic() - began)


def submit_by_many(plant: Plant, key: str, chance: random.Random, *, processes: int = 4, kills: int = 3) -> set[int]:
    """Several processes submit one key at once, some are killed and all are repeated; the ids that were answered."""
    model = plant.model(Behaviour())
    command = [sys.executable, "-m", "tests.process.submit", plant.url, str(model), key]
    answers: set[int] = set()
    for remaining in reversed(range(kills + 1)):
        clients = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(processes)]
        if remaining:
            time.sleep(chance.uniform(0.4, 1.0))
            for client in clients:
                client.kill()
        answers |= {int(answer) for client in clients if (answer := client.communicate(timeout=30)[0].strip())}
    return answers
