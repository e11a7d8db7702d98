"""A real `easytune serve` for browser tests: started, killed and started again on one port. Knows no page."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Self

import httpx
import psutil

START_SECONDS = 60
END_SECONDS = 20


class Server:
    """One server on a data folder; `kill` is SIGKILL, `start` takes the same port again."""

    def __init__(
        self, data_dir: Path, *options: str, environment: Mapping[str, str] | None = None, program: tuple[str, ...] = ("-m", "easytune")
    ) -> None:
        self.data_dir = data_dir
        self._environment = dict(environment or {})
        self._options = options
        self._program = program
        self._log = data_dir.parent / f"{data_dir.name}.log"
        self._process: subprocess.Popen[bytes] | None = None
        self.address = ""
        self.port = 0

    def start(self) -> None:
        """Raises: AssertionError with the log when it does not come up."""
        command = [sys.executable, *self._program, "serve", "--data-dir", str(self.data_dir), "--port", str(self.port), *self._options]
        self._log.write_bytes(b"")
        with open(self._log, "ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, env=os.environ | self._environment)
        ends_at = time.monotonic() + START_SECONDS
        while time.monotonic() < ends_at:
            found = re.search(r"http://127\.0\.0\.1:(\d+)", self.log)
            if found is not None and _answers(found[0]):
                self.address, self.port = found[0], int(found[1])
                return
            if self._process.poll() is not None:
                break
            time.sleep(0.05)
        raise AssertionError(f"the server did not start:\n{self.log}")

    @property
    def log(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")

    @property
    def setup_link(self) -> str:
        """As the console shows it to the person who started the server."""
        found = re.search(r"http://\S+/setup#token=\S+", self.log)
        assert found is not None, self.log
        return found[0]

    def kill(self) -> None:
        """SIGKILL, as the kernel does it when memory runs out."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """SIGTERM, then whatever runs of this data folder are left: no process outlives a test."""
        self._end(signal.SIGTERM)
        for process in _processes_of(self.data_dir):
            process.kill()

    def _end(self, number: signal.Signals) -> None:
        if self._process is None or self._process.poll() is not None:
            return
        os.kill(self._process.pid, number)
        self._process.wait(END_SECONDS)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/api/v1/health", timeout=2).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def _processes_of(folder: Path) -> list[psutil.Process]:
    """Supervisors, trainers and predictors carry their run folder in their command line."""
    found = []
    for process in psutil.process_iter():
        try:
            if any(str(folder) in part for part in process.cmdline()):
                found.append(process)
        except psutil.Error:
            continue
    return found
