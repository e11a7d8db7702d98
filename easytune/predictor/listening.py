"""The Unix socket of a predictor: a path short enough for the kernel, open to its owner alone. Knows no HTTP."""

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

LONGEST_PATH_BYTES = 100  # sun_path holds 108 on Linux, 104 on macOS, with the closing NUL


@dataclass(frozen=True)
class Listening:
    socket: socket.socket
    address: str


@contextmanager
def listening(wanted: Path) -> Iterator[Listening]:
    """A socket at the wanted path, or in a private folder of the system's temporary folder when that path is too long."""
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
        yield Listening(bound, str(path))
    finally:
        bound.close()
        path.unlink(missing_ok=True)
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
