"""Where the cache keeps a registry file, whole and on its way. Knows no registry and no process."""

from pathlib import Path


def whole_file(cache: Path, hash_name: str) -> Path:
    """hash_name: the sha256, or the start of another hash with its algorithm in front."""
    return cache / hash_name


def partial_file(cache: Path, hash_name: str) -> Path:
    """What has arrived of a file; locked by the process that writes it."""
    return cache / f"{hash_name}.part"


def kept_bytes(cache: Path, sha256: str) -> int:
    """How much of a file is there. Blocking."""
    for path in (whole_file(cache, sha256), partial_file(cache, sha256)):
        try:
            return path.stat().st_size
        except FileNotFoundError:
            continue
    return 0
