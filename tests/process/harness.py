"""Kills servers, trainers and supervisors at random while trainings run, and counts what was hit. Knows no promise; see judge.py.

As a long soak: `python -m tests.process.harness --servers 200 --trainers 100 --supervisors 30 --seed 1`.
"""

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.fakes.behaviour import Behaviour
from tests.process.judge import faults_of
from tests.process.plant import Plant

LONGEST_WAIT_SECONDS = 1.0
MOST_DEATHS = 3


@dataclass(frozen=True)
class Orders:
    """How much to destroy. live: trainings kept unfinished meanwhile; two_servers: a second one always waits for the role."""

    servers: int
    trainers: int
    supervisors: int
    seed: int
    live: int = 3
    two_servers: bool = False
    steps: tuple[int, int] = (30, 60)


@dataclass
class Storm:
    """One run of the harness over a plant."""

    plant: Plant
    orders: Orders
    chance: random.Random = field(init=False)
    submitted: dict[str, int] = field(default_factory=dict)
    disturbed: Counter[int] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.orders.seed)

    def rage(self, seconds: float) -> list[str]:
        """Kill all that is ordered, let everything end, and give the broken promises. Raises: TooSlow."""
        deadline = time.monotonic() + seconds
        self._start_servers()
        while (left := self._left()) and time.monotonic() < deadline:
            self._keep_busy()
            time.sleep(self.chance.uniform(0.0, LONGEST_WAIT_SECONDS))
            self._kill(self.chance.choice(sorted(left.elements())))
        assert not left, f"not killed within {seconds} s: {left}"
        self.plant.wait_for_all(max(30.0, deadline - time.monotonic()))
        return faults_of(self.plant, self.submitted, self.disturbed)

    def _left(self) -> Counter[str]:
        ordered = Counter(server=self.orders.servers, trainer=self.orders.trainers, supervisor=self.orders.supervisors)
        return ordered - self.done

    def _start_servers(self) -> None:
        for _ in range(2 if self.orders.two_servers else 1):
            self.plant.start_server()

    def _keep_busy(self) -> None:
        for _ in range(self.orders.live - len(self.plant.unfinished())):
            key = f"key-{len(self.submitted)}"
            behaviour = Behaviour(
                steps_per_epoch=self.chance.randint(*self.orders.steps),
                step_seconds=self.chance.choice((0.005, 0.01, 0.02)),
                save_seconds=self.chance.choice((0.0, 0.05)),
                load_seconds=self.chance.choice((0.0, 0.2)),
                leave_child=self.chance.random() < 0.3,
            )
            epochs = self.chance.choice((1, 2))
            self.submitted[key] = self.plant.submit(behaviour, epochs=epochs, checkpoint_every_steps=self.chance.choice((5, 9)), key=key)

    def _kill(self, what: str) -> None:
        """One kill that hits something alive counts; a miss is tried again later."""
        rows = self.plant.rows()
        # the fourth death in a row ends a run, and rightly so
        ongoing = [row["id"] for row in rows if row["state"] in ("PREPARING", "RUNNING") and row["deaths"] < MOST_DEATHS]
        if what == "server":
            if self.plant.unfinished():
                self._kill_server()
            return
        for run_id in self.chance.sample(ongoing, len(ongoing)):
            hit = self.plant.kill_trainer(run_id) if what == "trainer" else self.plant.kill_supervisor(run_id)
            if hit:
                self.disturbed[run_id] += 1
                self.done[what] += 1
                return

    def _kill_server(self) -> None:
        if self.orders.two_servers:
            victim = self.plant.servers.pop(self.chance.randrange(len(self.plant.servers)))
            victim.kill()
            victim.wait(10)
        else:
            self.plant.kill_server()
            time.sleep(self.chance.choice((0.0, 0.5)))
        self.plant.start_server()
        self.done["server"] += 1


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


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.process.harness")
    for name, default in (("servers", 50), ("trainers", 25), ("supervisors", 10), ("seed", 1), ("live", 3), ("seconds", 3600)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--two-servers", action="store_true")
    arguments = parser.parse_args()
    orders = Orders(
        servers=arguments.servers,
        trainers=arguments.trainers,
        supervisors=arguments.supervisors,
        seed=arguments.seed,
        live=arguments.live,
        two_servers=arguments.two_servers,
    )
    with tempfile.TemporaryDirectory() as folder:
        storm = Storm(Plant(Path(folder), {"trainers_per_device": arguments.live}), orders)
        try:
            faults = storm.rage(arguments.seconds)
        finally:
            storm.plant.close()
    print(f"{dict(storm.done)} kills over {len(storm.submitted)} trainings: {len(faults)} faults", *faults, sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
