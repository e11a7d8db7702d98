"""Where a predictor listens: a Unix socket open to its owner alone, or a port of loopback and a token. Knows no HTTP."""

import os
import secrets
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from easytune.contract.platform.addresses import LOOPBACK, Address, LoopbackPort, SocketFile
from easytune.contract.platform.system import HERE, Abilities

LONGEST_PATH_BYTES = 100  # sun_path holds 108 on Linux, 104 on macOS, with the closing NUL


@dataclass(frozen=True)
class Listening:
    socket: socket.socket
    address: Address


@contextmanager
def listening(wanted: Path, able: Abilities = HERE) -> Iterator[Listening]:
    """A socket at the wanted path, or in a private folder of the system's temporary folder when that path is too long."""
    with _on_socket_file(wanted) if able.unix_sockets else _on_port() as at:
        yield at


@contextmanager
def _on_port() -> Iterator[Listening]:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as bound:
        bound.bind((LOOPBACK, 0))
        yield Listening(bound, LoopbackPort(bound.getsockname()[1], secrets.token_urlsafe(32)))


@contextmanager
def _on_socket_file(wanted: Path) -> Iterator[Listening]:
    folder: Path | None = None
    path = wanted
    if len(os.fsencode(wanted)) > LONGEST_PATH_BYTES:
        folder = Path(tempfile.mkdtemp(prefix="easytune-"))
        path = folder / wanted.name
    path.unlink(missing_ok=True)
    bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        mask = os.umask(0o177)
        try:
            bound.bind(str(path))
        finally:
            os.umask(mask)
        yield Listening(bound, SocketFile(str(path)))
    finally:
        bound.close()
        path.unlink(missing_ok=True)
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
