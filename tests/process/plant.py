"""A data folder with servers on it that can be killed, and runs of the fake trainer. Knows how to disturb; judges nothing."""

import asyncio
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from easytune.contract.run_folder import RunFolder
from easytune.contract.supervision import ChildStarted, SupervisorStarted, supervision_adapter
from easytune.core.db import Database
from easytune.runs import folders, service
from easytune.supervisor import liveness
from tests.fakes.behaviour import Behaviour
from tests.fakes.database import open_database
from tests.fakes.fake_output import write_model
from tests.process.submit import spec_of, submit

ENDED = ("COMPLETED", "FAILED", "STOPPED")


class TooSlow(AssertionError):
    """What was waited for did not come."""


@dataclass
class Plant:
    """One data folder. options: more Settings; server_arguments: for every server that is started."""

    folder: Path
    options: dict[str, Any] = field(default_factory=dict)
    server_arguments: tuple[str, ...] = ()
    servers: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        asyncio.run(self._make_database())

    async def _make_database(self) -> None:
        async with open_database(self.database):
            pass

    @property
    def database(self) -> Path:
        return self.folder / "easytune.db"

    @property
    def runs(self) -> Path:
        return self.folder / "runs"

    # servers

    def start_server(self) -> "subprocess.Popen[bytes]":
        modules = {"trainer_module": "tests.fakes.fake_trainer", "verify_module": "tests.fakes.fake_verify"}
        settings = {"data_dir": str(self.folder), **modules, **self.options}
        command = [sys.executable, "-m", "tests.process.serve", json.dumps(settings), *self.server_arguments]
        with open(self.folder / "server.log", "ab") as log:
            server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.servers.append(server)
        return server

    def kill_server(self) -> None:
        """SIGKILL all servers."""
        for server in self.servers:
            server.kill()
            server.wait(10)
        self.servers.clear()

    def stop_server(self) -> None:
        for server in self.servers:
            server.terminate()
            server.wait(30)
        self.servers.clear()

    def close(self) -> None:
        """Nothing that was started here stays."""
        self.kill_server()
        for process in self.processes():
            process.kill()

    # runs

    def model(self, behaviour: Behaviour) -> Path:
        """A base model folder that makes the fake behave so."""
        path = self.folder / "bases" / str(len(list((self.folder / "bases").glob("*"))) if (self.folder / "bases").exists() else 0)
        write_model(path, (), b"base" * 8)
        (path / "fake.json").write_text(behaviour.model_dump_json())
        return path

    def submit(self, behaviour: Behaviour, *, epochs: int = 1, checkpoint_every_steps: int = 7, key: str | None = None) -> int:
        spec = spec_of(self.model(behaviour), epochs=epochs, checkpoint_every_steps=checkpoint_every_steps)
        return asyncio.run(submit(self.database, spec, key))

    def stop_run(self, run_id: int, mode: service.StopMode) -> None:
        async def ask(database: Database) -> None:
            async with database.session() as session:
                await service.request_stop(session, await service.get(session, run_id), mode)

        self.on_database(ask)

    def requeue(self, run_id: int, *, resume: bool, step: int | None = None) -> None:
        async def ask(database: Database) -> None:
            async with database.session() as session:
                await service.requeue_by_user(session, await service.get(session, run_id), resume=resume, step=step)

        self.on_database(ask)

    def on_database(self, work) -> None:
        async def with_database() -> None:
            async with open_database(self.database) as database:
                await work(database)

        asyncio.run(with_database())

    def rows(self) -> list[sqlite3.Row]:
        connection = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=10)
        try:
            connection.row_factory = sqlite3.Row
            return list(connection.execute("SELECT * FROM runs ORDER BY id"))
        finally:
            connection.close()

    def row(self, run_id: int) -> sqlite3.Row:
        return next(row for row in self.rows() if row["id"] == run_id)

    def unfinished(self) -> list[sqlite3.Row]:
        return [row for row in self.rows() if row["state"] not in ENDED]

    def attempt_folder(self, run_id: int) -> RunFolder:
        """Of the present attempt."""
        return RunFolder.of(self.runs, run_id, self.row(run_id)["attempt"])

    # waiting

    def wait(self, what: str, condition, seconds: float = 30.0):
        """The first truthy value of the condition. Raises: TooSlow."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            value = condition()
            if value:
                return value
            time.sleep(0.02)
        log = (self.folder / "server.log").read_text()[-3000:] if (self.folder / "server.log").exists() else ""
        states = [(row["id"], row["state"], row["attempt"], row["step"]) for row in self.rows()]
        raise TooSlow(f"{what}: not within {seconds} s; {states}\n{log}")

    def wait_for_state(self, run_id: int, *states: str, seconds: float = 30.0) -> sqlite3.Row:
        def reached() -> sqlite3.Row | None:
            row = self.row(run_id)
            return row if row["state"] in states else None

        row: sqlite3.Row = self.wait(f"run {run_id} in {states}", reached, seconds)
        return row

    def wait_for_all(self, seconds: float = 60.0) -> None:
        self.wait("all runs over", lambda: not self.unfinished(), seconds)

    def wait_for_step(self, run_id: int, step: int, seconds: float = 30.0) -> None:
        """By the journal, not the row: the follower may be dead."""
        needle = f'"type":"step","step":{step},'.encode()

        def journal_has_it() -> bool:
            attempts = folders.attempts(self.runs, run_id)
            return any(needle in attempt.folder.events.read_bytes() for attempt in attempts if attempt.folder.events.exists())

        self.wait(f"run {run_id} at step {step}", journal_has_it, seconds)

    # processes

    def processes(self) -> list[psutil.Process]:
        """Everything alive that belongs to any attempt in this data folder."""
        found = []
        for process in psutil.process_iter():
            try:
                marked = process.environ().get(liveness.MARKER, "").startswith(f"{self.runs}{os.sep}")
                if marked and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
            except psutil.Error:
                continue
        return found

    def kill_trainer(self, run_id: int) -> bool:
        """SIGKILL the present child; False when there is none."""
        return self._kill(run_id, ChildStarted)

    def kill_supervisor(self, run_id: int) -> bool:
        return self._kill(run_id, SupervisorStarted)

    def _kill(self, run_id: int, of_type: type[ChildStarted] | type[SupervisorStarted]) -> bool:
        folder = self.attempt_folder(run_id)
        pid = self._pid(folder, of_type)
        alive = {process.pid for process in self.processes()}
        if pid is None or pid not in alive or folder.exit.exists():
            return False
        os.kill(pid, signal.SIGKILL)
        return True

    def _pid(self, folder: RunFolder, of_type: type[ChildStarted] | type[SupervisorStarted]) -> int | None:
        if not folder.supervisor_events.exists():
            return None
        said = [supervision_adapter.validate_json(line) for line in folder.supervisor_events.read_bytes().splitlines()]
        return next((event.pid for event in reversed(said) if isinstance(event, of_type)), None)
