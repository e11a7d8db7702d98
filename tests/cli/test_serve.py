"""A real server: its first words, its weight, its end, and what it refuses."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import psutil
import pytest

from tests.cli.server import environment, running_server

MEBIBYTE = 1 << 20
READY_SECONDS = 2.0
COMMANDS = (["serve", "--port", "0"], ["scheduler"], ["migrate"], ["token", "create"], ["models", "pull", "bge-small-zh"])


def refused(*arguments: str) -> tuple[int, str]:
    """Exit status and the one sentence of a command that must not start."""
    command = [sys.executable, "-m", "easytune", *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment(), check=False)
    assert "Traceback" not in ended.stderr
    assert ended.stdout == ""
    return ended.returncode, ended.stderr


def test_an_idle_server_is_ready_soon_light_and_without_torch(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    with running_server(data_dir) as first:
        assert first.end() == 0
    seconds, processor_seconds = [], []
    for _ in range(3):
        with running_server(data_dir) as server:
            seconds.append(server.seconds)
            process = psutil.Process(server.process.pid)
            processor_seconds.append(process.cpu_times().user + process.cpu_times().system)
            assert httpx.get(f"{server.address}/api/v1/health").json()["status"] == "ok"
            assert httpx.get(f"{server.address}/", headers={"Accept": "text/html"}).status_code == 200
            assert process.memory_info().rss < 200 * MEBIBYTE
            libraries = [mapped.path for mapped in process.memory_maps()]
            assert [path for path in libraries if "/torch/" in path or "/transformers/" in path or "/pandas/" in path] == []
            assert server.end() == 0
    assert min(processor_seconds) < READY_SECONDS, processor_seconds
    if os.getloadavg()[0] < (os.cpu_count() or 1):  # else the others' work is measured, not ours
        assert min(seconds) < READY_SECONDS, seconds


def test_the_modules_of_the_server_hold_no_torch() -> None:
    code = (
        "import sys; from easytune.cli import serve_command, models_command, train_command, predict_command; "
        "from easytune.app import create_app; from easytune.core.config import Settings; create_app(Settings()).openapi(); "
        "print([name for name in ('torch', 'transformers', 'datasets', 'pandas', 'sklearn', 'duckdb', 'onnx') if name in sys.modules])"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, env=environment(), check=True)
    assert ended.stdout.strip() == "[]"


def test_the_link_of_the_console_makes_the_owner_and_is_in_no_answer_and_no_log(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    with running_server(data_dir) as server, httpx.Client(base_url=server.address) as client:
        token = server.setup_token
        for path in ("/", "/api/v1/session", "/api/v1/health", "/openapi.json", f"/setup#token={token}"):
            assert token not in client.get(path, headers={"Accept": "text/html"}).text
        body = {"token": token, "username": "ada", "password": "correct horse", "language": "en"}
        assert client.post("/api/v1/setup", json=body).status_code == 201
        assert client.get("/api/v1/system").json()["scheduler"] is True
        assert token not in "".join(psutil.Process(server.process.pid).cmdline())
        assert server.end() == 0
    assert token not in (tmp_path / "data.err").read_text()
    with running_server(data_dir) as again:
        assert "setup" not in again.words


def test_both_signals_end_a_server_although_a_stream_is_open(tmp_path: Path) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        with running_server(tmp_path / "data") as server, socket.create_connection(("127.0.0.1", server.port)) as connection:
            connection.sendall(b"POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
            assert server.end(number) == 0


def test_a_demo_tells_its_account_and_lets_it_in(tmp_path: Path) -> None:
    with running_server(tmp_path / "demo", "--demo") as server:
        assert "admin / admin123" in server.words
        answer = httpx.post(f"{server.address}/api/v1/session", json={"username": "admin", "password": "admin123"})
        assert answer.json()["demo"] is True
    status, sentence = refused("serve", "--data-dir", str(tmp_path / "demo"), "--port", "0")
    assert (status, "published" in sentence) == (1, True)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org"])
def test_a_demo_listens_on_this_computer_only(tmp_path: Path, host: str) -> None:
    status, sentence = refused("serve", "--demo", "--host", host, "--data-dir", str(tmp_path))
    assert (status, "this computer only" in sentence) == (1, True)


def test_a_port_in_use_is_said_in_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        status, sentence = refused("serve", "--port", str(taken.getsockname()[1]), "--data-dir", str(tmp_path))
    assert (status, "the port is in use" in sentence, sentence.count("\n")) == (1, True, 1)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_data_folder_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "file").write_text("")
    status, sentence = refused(*command, "--data-dir", str(tmp_path / "file" / "data"))
    assert (status, "cannot be written" in sentence, sentence.count("\n")) == (1, True, 1)


def test_an_address_of_somebody_else_is_said_in_a_sentence(tmp_path: Path) -> None:
    status, sentence = refused("serve", "--host", "192.0.2.1", "--port", "0", "--data-dir", str(tmp_path))
    assert (status, "cannot listen on 192.0.2.1" in sentence) == (1, True)
