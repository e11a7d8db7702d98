"""A data folder with servers on it that can be killed, and runs of the fake trainer. Knows how to disturb; judges nothing."""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import psutil
from sqlalchemy import text

from easytune.contract.run_folder import RunFolder
from easytune.contract.supervision import ChildStarted, SupervisorStarted, supervision_adapter
from easytune.contract.train_spec import TrainSpec
from easytune.core.database_errors import DatabaseAway
from easytune.core.db import Database
from easytune.runs import folders, service
from easytune.supervisor import liveness
from tests.fakes.behaviour import Behaviour
from tests.fakes.database import create_tables, url_of
from tests.fakes.fake_output import write_model
from tests.process.submit import spec_of, submit

ENDED = ("COMPLETED", "FAILED", "STOPPED")
Row = Mapping[str, Any]
T = TypeVar("T")


class TooSlow(AssertionError):
    """What was waited for did not come."""


@dataclass
class Plant:
    """One data folder. options: more Settings, database_url among them; server_arguments: for every server that is started."""

    folder: Path
    options: dict[str, Any] = field(default_factory=dict)
    server_arguments: tuple[str, ...] = ()
    servers: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._loop = asyncio.Runner()
        self._client = Database(self.url)
        self.on_database(create_tables)

    @property
    def url(self) -> str:
        """Of the database."""
        return self.options.get("database_url") or url_of(self.folder / "easytune.db")

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

    def kill_one_server(self, chance: random.Random) -> None:
        """SIGKILL any one of them."""
        victim = self.servers.pop(chance.randrange(len(self.servers)))
        victim.kill()
        victim.wait(10)

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
        self._loop.run(self._client.close())
        self._loop.close()

    # runs

    def model(self, behaviour: Behaviour) -> Path:
        """A base model folder that makes the fake behave so."""
        path = self.folder / "bases" / str(len(list((self.folder / "bases").glob("*"))) if (self.folder / "bases").exists() else 0)
        write_model(path, (), b"base" * 8)
        (path / "fake.json").write_text(behaviour.model_dump_json())
        return path

    def submit(self, behaviour: Behaviour, *, epochs: int = 1, checkpoint_every_steps: int = 7, key: str | None = None) -> int:
        return self.submit_spec(spec_of(self.model(behaviour), epochs=epochs, checkpoint_every_steps=checkpoint_every_steps), key)

    def submit_spec(self, spec: TrainSpec, key: str | None = None) -> int:
        return self.on_database(lambda database: submit(database, spec, key))

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

    def on_database(self, work: Callable[[Database], Awaitable[T]]) -> T:
        """Our own connection, which no kill of a server touches."""

        async def with_database() -> T:
            return await work(self._client)

        return self._loop.run(with_database())

    def query(self, statement: str, **values: Any) -> Sequence[Row]:
        """Rows that are alike on both databases: JSON as text. Asked again when the database died since the last time."""

        async def ask(database: Database) -> Sequence[Row]:
            async with database.reading() as session:
                rows = (await session.execute(text(statement), values)).mappings().all()
            return [{name: json.dumps(value) if isinstance(value, dict | list) else value for name, value in row.items()} for row in rows]

        try:
            return self.on_database(ask)
        except DatabaseAway:
            return self.on_database(ask)

    def rows(self) -> Sequence[Row]:
        return self.query("SELECT * FROM runs ORDER BY id")

    def row(self, run_id: int) -> Row:
        (row,) = self.query("SELECT * FROM runs WHERE id = :id", id=run_id)
        return row

    def unfinished(self) -> Sequence[Row]:
        return self.query("SELECT * FROM runs WHERE state NOT IN ('COMPLETED', 'FAILED', 'STOPPED') ORDER BY id")

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

    def wait_for_state(self, run_id: int, *states: str, seconds: float = 30.0) -> Row:
        def reached() -> Row | None:
            row = self.row(run_id)
            return row if row["state"] in states else None

        row: Row = self.wait(f"run {run_id} in {states}", reached, seconds)
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
        pid = self.pid_of(folder, of_type)
        alive = {process.pid for process in self.processes()}
        if pid is None or pid not in alive or folder.exit.exists():
            return False
        os.kill(pid, signal.SIGKILL)
        return True

    def pid_of(self, folder: RunFolder, of_type: type[ChildStarted] | type[SupervisorStarted]) -> int | None:
        """Of the newest one in an attempt, alive or not."""
        if not folder.supervisor_events.exists():
            return None
        said = [supervision_adapter.validate_json(line) for line in folder.supervisor_events.read_bytes().splitlines()]
        return next((event.pid for event in reversed(said) if isinstance(event, of_type)), None)
