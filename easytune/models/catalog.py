"""The starters that can be taken from package registries: catalog.toml, checked. Knows no download and no database."""

import functools
import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from easytune.contract.error_codes import ErrorCode
from easytune.contract.run_spec import PackageFile
from easytune.core.errors import NotFound

CATALOG = Path(__file__).with_name("catalog.toml")
_Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class _Package(PackageFile):
    """In the catalogue a file's size is always said."""

    sha256: _Sha256
    bytes: int = Field(gt=0)


class Starter(BaseModel):
    """One entry; note says what was done to the weights, for example int8, dequantised."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{1,62}$")
    name: str = Field(min_length=1, max_length=120)
    description: dict[Literal["zh", "en"], str]
    parameters: int = Field(gt=0)
    disk_bytes: int = Field(gt=0)
    languages: tuple[Literal["zh", "en"], ...]
    licence: str = Field(min_length=1, max_length=120)
    note: str = Field(max_length=200)
    package: tuple[_Package, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _says_all(self) -> "Starter":
        if set(self.description) != {"zh", "en"}:
            raise ValueError(f"{self.key}: the description lacks a language")
        if len({package.name for package in self.package}) != len(self.package):
            raise ValueError(f"{self.key}: a package comes twice")
        return self

    @property
    def download_bytes(self) -> int:
        return sum(package.bytes for package in self.package)


class _Catalog(BaseModel):
    model_config = ConfigDict(extra="forbid")

    starter: tuple[Starter, ...]


@functools.cache
def starters() -> tuple[Starter, ...]:
    """All of them, in the order of the file."""
    return _Catalog.model_validate(tomllib.loads(CATALOG.read_text(encoding="utf-8"))).starter


def starter(key: str) -> Starter:
    """Raises: NotFound(STARTER_UNKNOWN)."""
    for entry in starters():
        if entry.key == key:
            return entry
    raise NotFound(ErrorCode.STARTER_UNKNOWN, key=key[:64], known=", ".join(entry.key for entry in starters()))
