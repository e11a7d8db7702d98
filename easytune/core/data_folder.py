"""Makes and checks the data folder, and knows whether another server uses it. Knows what lies at its top, not what is inside.

A demo's folder is marked, because the demo's account has a published password: it must never answer outside demo mode.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from easytune.core.config import Settings

if sys.platform != "win32":
    import fcntl

DEMO_MARK = "demo-folder"
SERVERS_LOCK = "servers.lock"


class DataFolderUnusable(Exception):
    """The message is a sentence for the person at the terminal."""


def prepare(settings: Settings) -> None:
    """Make what is missing, readable by the owner alone. Raises: DataFolderUnusable."""
    folder = settings.folder
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for part in (settings.runs, settings.datasets, settings.models, settings.uploads, settings.cache):
            part.mkdir(mode=0o700, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        what_to_do = "Give it the right owner, or choose another with --data-dir."
        raise DataFolderUnusable(f"the data folder {folder} cannot be written ({error.strerror}). {what_to_do}") from error


def require_same_mode(settings: Settings) -> None:
    """A server in demo mode only on a demo's folder, any other only on others. Raises: DataFolderUnusable."""
    folder = settings.folder
    mark = folder / DEMO_MARK
    if settings.demo and not (folder / "easytune.db").exists():
        mark.touch(mode=0o600)
    if settings.demo and not mark.exists():
        raise DataFolderUnusable(f"the folder {folder} is not a demo's. Choose another with --data-dir, or leave --demo out.")
    if not settings.demo and mark.exists():
        raise DataFolderUnusable(f"the folder {folder} is a demo's (its password is published). Add --demo, or choose another one.")


class ServerPresence:
    """Held as long as a server runs; the first one on a folder sweeps what broken uploads have left."""

    def __init__(self, settings: Settings) -> None:
        self._descriptor = os.open(settings.folder / SERVERS_LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        if _is_alone(self._descriptor):
            _sweep(settings.uploads)
        _share(self._descriptor)

    def close(self) -> None:
        os.close(self._descriptor)


def _is_alone(descriptor: int) -> bool:
    if sys.platform == "win32":
        return True  # such a lock cannot be shared there; one server per folder
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _share(descriptor: int) -> None:
    if sys.platform != "win32":
        fcntl.flock(descriptor, fcntl.LOCK_SH)


def _sweep(uploads: Path) -> None:
    for path in uploads.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
