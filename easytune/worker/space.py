"""Says before the first byte whether the disk has room for a pull. Knows no download."""

import shutil
from pathlib import Path

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed

MARGIN_BYTES = 64 * 1024**2
UNPACKED_PER_BYTE = 2
OUTPUT_PER_BYTE = 3


def check(folder: Path, *, missing_bytes: int, package_bytes: int, output_bytes: int | None) -> None:
    """What is to come, what it unpacks to and what is made of it, roughly where nobody knows. Raises: RunFailed(DISK_FULL)."""
    folder.mkdir(parents=True, exist_ok=True)
    made = OUTPUT_PER_BYTE * package_bytes if output_bytes is None else output_bytes
    need = missing_bytes + UNPACKED_PER_BYTE * package_bytes + made + MARGIN_BYTES
    free = shutil.disk_usage(folder).free
    if free < need:
        raise RunFailed(ErrorCode.DISK_FULL, need_bytes=need, free_bytes=free)
