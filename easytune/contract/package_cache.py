"""Where the cache keeps a registry file, whole and on its way. Knows no registry and no process."""

import hashlib
from pathlib import Path

from easytune.contract.run_spec import PackageWish


def whole_file(cache: Path, hash_name: str) -> Path:
    """hash_name: the sha256, or the start of another hash with its algorithm in front."""
    return cache / hash_name


def partial_file(cache: Path, name: str) -> Path:
    """What has arrived of a file; locked by the process that writes it. name: the hash, or part_name of a package."""
    return cache / f"{name}.part"


def part_name(wish: PackageWish) -> str:
    """Of a package whose hash is known only to its registry, so that a download can be thrown away without asking there."""
    identity = f"{wish.registry}:{wish.name}@{wish.version}"
    return f"package-{hashlib.sha256(identity.encode()).hexdigest()[:40]}"


def kept_bytes(cache: Path, hash_name: str, part: str | None = None) -> int:
    """How much of a file is there. Blocking."""
    for path in (whole_file(cache, hash_name), partial_file(cache, part or hash_name)):
        try:
            return path.stat().st_size
        except FileNotFoundError:
            continue
    return 0
