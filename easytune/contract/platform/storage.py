"""Makes files and renames survive a power cut. Knows no file by name."""

import os
import sys
from pathlib import Path

from easytune.contract.platform.system import HERE

if sys.platform == "darwin":
    import fcntl


def sync_file(descriptor: int) -> None:
    """Everything written so far. Raises: OSError; then nobody knows what is on the disk, and trying again tells nothing."""
    if sys.platform == "darwin":
        try:
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
        except OSError:  # a network share knows no such call
            os.fsync(descriptor)
    else:
        os.fsync(descriptor)


def sync_folder(folder: Path) -> None:
    """Renames inside a folder. Does nothing where a folder cannot be opened: NTFS writes renames to its own journal."""
    if not HERE.syncs_folders:
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        sync_file(descriptor)
    finally:
        os.close(descriptor)
