"""A real `easytune serve` in a process of its own, for tests. Knows its first words and how to end it."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

READY_SECONDS = 30.0
END_SECONDS = 15.0


@dataclass(frozen=True)
class Server:
    """seconds: from the start of the process to its first word, which it says when it answers."""

    process: "subprocess.Popen[str]"
    address: str
    words: str
    seconds: float

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    @property
    def setup_token(self) -> str:
        found = re.search(r"/setup#token=(\S+)", self.words)
        assert found is not None, self.words
        return found[1]

    def end(self, number: int = signal.SIGTERM) -> int:
        """The exit status."""
        self.process.send_signal(number)
        return self.process.wait(END_SECONDS)


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("EASYTUNE_")}


@contextmanager
def running_server(data_dir: Path, *options: str) -> Iterator[Server]:
    command = [sys.executable, "-m", "easytune", "serve", "--data-dir", str(data_dir), "--port", "0", *options]
    began = time.monotonic()
    with open(data_dir.parent / f"{data_dir.name}.err", "w") as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment())
    try:
        yield _ready(process, began)
    finally:
        process.kill()
        process.communicate(timeout=END_SECONDS)


def _ready(process: "subprocess.Popen[str]", began: float) -> Server:
    assert process.stdout is not None
    words = ""
    for line in process.stdout:  # ends when the process does
        words += line
        found = re.search(r"http://[^/\s]+", line)
        if found is not None:
            return Server(process, found[0], words, time.monotonic() - began)
    raise AssertionError(f"the server ended before it was ready: {words}")
