"""Says whether a step of set-up must run again, by the content of what it reads. Knows no step by name and runs nothing."""

import hashlib
import json
import os
import sys
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

IGNORED_FRONTEND_FOLDERS = frozenset({"node_modules", "dist", "coverage", "test-results", ".vite"})


@dataclass(frozen=True)
class Stamp:
    """A small file with the digest of what a finished step has read.

    It is removed before the step and written after it, so an interrupted step has none and runs again.
    """

    path: Path

    def is_current(self, digest: str) -> bool:
        try:
            return self.path.read_text() == digest
        except OSError:
            return False

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)

    def write(self, digest: str) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        temporary = self.path.with_name(f"{self.path.name}.{os.getpid()}.tmp")
        temporary.write_text(digest)
        os.replace(temporary, self.path)


def digest_of_files(files: Iterable[Path], root: Path) -> str:
    """SHA-256 over names and contents; the order of the files does not matter, times and rights neither."""
    total = hashlib.sha256()
    for file in sorted(files):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        total.update(f"{file.relative_to(root).as_posix()}\0{content}\n".encode())
    return total.hexdigest()


def frontend_sources(frontend: Path) -> list[Path]:
    """Every file that the build of the front end may read; tests are no part of it."""
    found: list[Path] = []
    for folder, folders, files in os.walk(frontend):
        folders[:] = sorted(name for name in folders if name not in IGNORED_FRONTEND_FOLDERS)
        found += [Path(folder, name) for name in files if ".test." not in name and not name.endswith(".tsbuildinfo")]
    return found


def digest_of_requirements(pyproject: str, constraints: str, extras: tuple[str, ...]) -> str:
    """Changes when pip has something to do: other requirements, versions, extras or another Python; not with tool settings."""
    project = tomllib.loads(pyproject)
    asked = {
        "project": {key: project["project"].get(key) for key in ("name", "dependencies", "optional-dependencies", "scripts")},
        "build": project.get("build-system"),
        "constraints": sorted(line.strip() for line in constraints.splitlines() if line.strip()),
        "extras": sorted(extras),
        "python": sys.version_info[:2],
        "platform": sys.platform,
    }
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
