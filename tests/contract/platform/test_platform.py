"""What differs between the systems is data, so the parts for other systems can be looked at here; docs/PLATFORMS.md says what cannot."""

import ctypes
import os
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as some

from easytune.contract.platform import addresses, locks, processes, storage, windows_job
from easytune.contract.platform.addresses import LoopbackPort, SocketFile, parse
from easytune.contract.platform.processes import Start
from easytune.contract.platform.system import HERE, System, abilities, system_of
from easytune.inference import proxy
from easytune.predictor.listening import listening
from tests.inference.stand_in import answering

WINDOWS, MACOS, LINUX = abilities(System.WINDOWS), abilities(System.MACOS), abilities(System.LINUX)


@pytest.mark.parametrize(
    ("name", "system"),
    [("linux", System.LINUX), ("darwin", System.MACOS), ("win32", System.WINDOWS), ("freebsd14", System.LINUX)],
)
def test_every_name_of_a_system_is_one_of_three(name: str, system: System):
    assert system_of(name) is system


def test_a_tree_is_held_together_by_a_lock_or_by_a_job():
    assert all(able.inherits_locks != able.ends_trees_by_job for able in (WINDOWS, MACOS, LINUX))


def test_a_child_inherits_the_lock_where_it_can_and_gets_a_console_group_where_it_cannot():
    assert processes.start(keep_open=7, detached=True, able=LINUX) == Start((7,), True, 0)
    assert processes.start(keep_open=7, detached=False, able=MACOS) == Start((7,), False, 0)
    assert processes.start(keep_open=7, detached=True, able=WINDOWS) == Start((), False, 0x08000200)


def test_a_child_that_is_asked_to_end_hears_it(tmp_path: Path):
    program = (
        "import sys, time\n"
        "from easytune.contract.platform import processes\n"
        "processes.on_ending(lambda *_: sys.exit(7))\n"
        "print('ready', flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        windows_job.tie_to_me(child.pid)
        processes.ask_to_end(child)
        assert child.wait(timeout=30) == 7


def test_the_limits_of_a_job_are_as_long_as_windows_expects():
    assert ctypes.sizeof(windows_job.BasicLimits) == 64
    assert ctypes.sizeof(windows_job.ExtendedLimits) == 144


def test_a_lock_is_had_once_and_shared_by_who_only_asks(tmp_path: Path):
    first, second = (os.open(tmp_path / "lock", locks.open_flags(), 0o600) for _ in range(2))
    try:
        assert locks.try_lock(first, exclusive=True)
        assert not locks.try_lock(second, exclusive=True)
        assert not locks.try_lock(second, exclusive=False)
        assert not os.get_inheritable(first)
    finally:
        os.close(first)
        os.close(second)


def test_files_and_folders_are_synced(tmp_path: Path):
    with open(tmp_path / "a", "wb") as file:
        file.write(b"x")
        storage.sync_file(file.fileno())
    storage.sync_folder(tmp_path)
    with pytest.raises(OSError):
        storage.sync_folder(tmp_path / "missing")


@given(port=some.integers(1, 65535), token=some.text("abcXYZ019_-", min_size=32, max_size=64))
def test_an_address_comes_back_as_it_was(port: int, token: str):
    assert parse(str(LoopbackPort(port, token))) == LoopbackPort(port, token)


@pytest.mark.parametrize(
    "text", ["/runs/3/1/predict.sock", "tcp:127.0.0.1:99999#" + "x" * 32, "tcp:10.0.0.1:80#" + "x" * 32, "tcp:127.0.0.1:80#short"]
)
def test_what_is_no_port_of_loopback_is_a_path(text: str):
    assert parse(text) == SocketFile(text)


def test_without_socket_files_a_predictor_listens_on_loopback_alone(tmp_path: Path):
    with listening(tmp_path / "predict.sock", WINDOWS) as at:
        assert isinstance(at.address, LoopbackPort)
        assert at.socket.getsockname() == (addresses.LOOPBACK, at.address.port)
        assert at.socket.family == socket.AF_INET
        assert not (tmp_path / "predict.sock").exists()
    with listening(tmp_path / "predict.sock", HERE) as here:
        assert str(here.address) == str(tmp_path / "predict.sock")


async def test_a_predictor_on_a_port_answers_only_who_brings_its_token(tmp_path: Path):
    with listening(tmp_path / "predict.sock", WINDOWS) as at:
        assert isinstance(at.address, LoopbackPort)
        async with answering(at, model_id=5):
            health = await proxy.health(str(at.address))
            assert health is not None
            assert health.model_id == 5
            assert await proxy.health(str(LoopbackPort(at.address.port, "x" * 43))) is None
            async with httpx.AsyncClient() as stranger:
                assert (await stranger.get(f"http://127.0.0.1:{at.address.port}/health")).status_code == 401
