"""Many clients that submit over HTTP and repeat until they are answered, as a careful script does. Knows no server and no kill."""

import queue
import random
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

PAUSE_SECONDS = 0.1
PATIENCE_SECONDS = 120.0


@dataclass
class Clients:
    """statuses: how often each HTTP status was answered; lost: connections that broke before an answer; refused: nobody listened."""

    address: str
    token: str
    body: dict[str, Any]
    jobs: dict[str, set[int]] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    lost: int = 0
    refused: int = 0
    faults: list[str] = field(default_factory=list)
    _guard: threading.Lock = field(default_factory=threading.Lock)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self, keys: Sequence[str], repeats: int, chance: random.Random, *, clients: int = 8) -> None:
        """Every key is sent so many times, in any order, by several clients at once."""
        waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
        for key in chance.sample(list(keys) * repeats, len(keys) * repeats):
            waiting.put(key)
        self._threads = [threading.Thread(target=self._work, args=(waiting,), daemon=True) for _ in range(clients)]
        for thread in self._threads:
            thread.start()

    def join(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.1, deadline - time.monotonic()))
        if any(thread.is_alive() for thread in self._threads):
            self.faults.append(f"clients are without an answer after {seconds} s")

    @property
    def answered(self) -> int:
        return self.statuses[201]

    @property
    def are_busy(self) -> bool:
        return any(thread.is_alive() for thread in self._threads)

    def _work(self, waiting: "queue.SimpleQueue[str]") -> None:
        headers = {"Authorization": f"Bearer {self.token}", "Accept": "application/json"}
        with httpx.Client(base_url=self.address, headers=headers, timeout=15) as client:
            while True:
                try:
                    key = waiting.get_nowait()
                except queue.Empty:
                    return
                self._submit(client, key)

    def _submit(self, client: httpx.Client, key: str) -> None:
        """Again and again with the same key, until it is answered."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            try:
                response = client.post("/api/v1/jobs", json=self.body | {"name": key}, headers={"Idempotency-Key": key})
            except httpx.TransportError as broken:
                with self._guard:
                    self.refused += isinstance(broken, httpx.ConnectError)
                    self.lost += not isinstance(broken, httpx.ConnectError)
                time.sleep(PAUSE_SECONDS)
                continue
            with self._guard:
                self.statuses[response.status_code] += 1
                if response.status_code == httpx.codes.CREATED:
                    self.jobs.setdefault(key, set()).add(response.json()["id"])
                    return
                if response.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                    self.faults.append(f"{key} was answered {response.status_code} {response.text[:200]}")
                    return
            time.sleep(PAUSE_SECONDS)
        with self._guard:
            self.faults.append(f"{key} was never answered")
