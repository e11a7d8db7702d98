"""Starts the platform in demo mode as a child process and ends it. Knows its address and its log, not what is asked of it."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from easytune.demo.failure import DemoFailed
from easytune.demo.options import DEFAULT_PORT

HOST = "127.0.0.1"
READY_SECONDS = 90
STOP_SECONDS = 20
POLL_SECONDS = 0.1
LOG_LINES = 15


@dataclass(frozen=True)
class Platform:
    """A running server."""

    address: str
    process: "subprocess.Popen[bytes]"
    log: Path

    def assert_alive(self) -> None:
        """Raises: DemoFailed with the end of the server's log when it has ended."""
        status = self.process.poll()
        if status is not None:
            raise DemoFailed(f"The platform ended with status {status}.\n{_last_lines(self.log)}")


@contextmanager
def running_platform(data_dir: Path, port: int | None) -> Iterator[Platform]:
    """The platform in demo mode, ready to answer; ended with the block.

    Raises: DemoFailed when the port is taken, the folder cannot be written or the server does not come up.
    """
    chosen = choose_port(port)
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        log = data_dir / "demo-server.log"
        output = open(log, "wb")  # noqa: SIM115 - closed below, as soon as the child has it
    except OSError as error:
        raise DemoFailed(f"The folder {data_dir} cannot be written: {error.strerror}. Name another one with --data-dir.") from error
    command = [sys.executable, "-m", "easytune", "serve", "--demo", "--host", HOST, "--port", str(chosen), "--data-dir", str(data_dir)]
    with output:
        # a session of its own: Ctrl-C reaches the demo alone, which then ends things in order
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True)
    try:
        platform = Platform(f"http://{HOST}:{chosen}", process, log)
        _wait_until_ready(platform)
        yield platform
    finally:
        _end(process)


def choose_port(asked: int | None) -> int:
    """The port that was asked for, else 8000, else any free one.

    Raises: DemoFailed when the port that was asked for is taken.
    """
    for port in (DEFAULT_PORT, 0) if asked is None else (asked,):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except (OSError, OverflowError):
                continue
            return int(probe.getsockname()[1])
    raise DemoFailed(f"Port {asked} cannot be used here; it is most likely taken. Name another one with --port.")


def _wait_until_ready(platform: Platform) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        platform.assert_alive()
        try:
            if httpx.get(f"{platform.address}/api/v1/health", timeout=5, trust_env=False).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(POLL_SECONDS)
    raise DemoFailed(f"The platform did not answer within {READY_SECONDS} s.\n{_last_lines(platform.log)}")


def _end(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(STOP_SECONDS)


def _last_lines(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-LOG_LINES:])
