"""Says before the first byte whether the disk has room for a pull. Knows no download."""

from pathlib import Path

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.contract.space import shortage

MARGIN_BYTES = 64 * 1024**2
UNPACKED_PER_BYTE = 2
OUTPUT_PER_BYTE = 3


def check(folder: Path, *, missing_bytes: int, package_bytes: int, output_bytes: int | None) -> None:
    """What is to come, what it unpacks to and what is made of it, roughly where nobody knows. Raises: RunFailed(DISK_FULL)."""
    folder.mkdir(parents=True, exist_ok=True)
    made = OUTPUT_PER_BYTE * package_bytes if output_bytes is None else output_bytes
    need = missing_bytes + UNPACKED_PER_BYTE * package_bytes + made + MARGIN_BYTES
    short = shortage(folder, need)
    if short is not None:
        raise RunFailed(ErrorCode.DISK_FULL, **short.params)
