"""A file to be brought from a registry, and its checksum. Knows no connection and no folder."""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from easytune.contract.run_spec import PackageFile


@dataclass(frozen=True)
class Wanted:
    """digest: hexadecimal, by the algorithm. bytes: None when nobody said how long the file is.

    part: names what has arrived, when that is not the hash.
    """

    registry: Literal["pypi", "npm"]
    name: str
    version: str
    filename: str
    algorithm: Literal["sha256", "sha512"]
    digest: str
    bytes: int | None
    part: str | None = None

    @property
    def part_name(self) -> str:
        """Of what has arrived, as long as it is not whole."""
        return self.part or self.cache_name

    @property
    def cache_name(self) -> str:
        """In the cache a file is named by its sha256, or by the start of another hash."""
        return self.digest if self.algorithm == "sha256" else f"{self.algorithm}-{self.digest[:64]}"

    def is_at(self, path: Path) -> bool:
        """Whether the file at path is this one, byte for byte."""
        return path.is_file() and hash_of(path, self.algorithm) == self.digest


def wanted_file(package: PackageFile) -> Wanted:
    return Wanted(package.registry, package.name, package.version, package.filename, "sha256", package.sha256, package.bytes)


def hash_of(path: Path, algorithm: Literal["sha256", "sha512"] = "sha256") -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, algorithm).hexdigest()


def sha512_of_integrity(integrity: str) -> str | None:
    """The hexadecimal digest in a Subresource Integrity string (W3C SRI, 3.1); None when it names no sha512."""
    for part in integrity.split():
        algorithm, _, value = part.partition("-")
        if algorithm == "sha512":
            try:
                digest = base64.b64decode(value.partition("?")[0], validate=True)
            except binascii.Error:
                return None
            return digest.hex() if len(digest) == hashlib.sha512().digest_size else None
    return None
