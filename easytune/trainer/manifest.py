"""MANIFEST.json of a checkpoint: what it holds, hashed, and how far the run was. Knows files; knows no torch and no training."""

import hashlib
import os
from pathlib import Path

from pydantic import ValidationError

from easytune.contract.base import Strict
from easytune.contract.run_folder import sync_folder, write_model
from easytune.contract.train_spec import TrainSpec

MANIFEST = "MANIFEST.json"
REQUIRED_FILES = frozenset({"model.safetensors", "config.json", "optimizer.pt", "scheduler.pt", "rng_state.pth", "trainer_state.json"})


class HashedFile(Strict):
    name: str
    bytes: int
    sha256: str


class Progress(Strict):
    """What the run knows beyond its weights: the best evaluation so far, and whether there is anything left to train."""

    best_step: int | None = None
    best_accuracy: float = 0.0
    best_macro_f1: float = 0.0
    best_loss: float = 0.0
    evaluations_without_improvement: int = 0
    train_seconds: float = 0.0
    over: bool = False


class Manifest(Strict):
    """fingerprint ties a checkpoint to the job's settings and data; parent_step is the checkpoint committed before it."""

    step: int
    fingerprint: str
    parent_step: int | None
    versions: dict[str, str]
    progress: Progress
    files: tuple[HashedFile, ...]

    @property
    def bytes(self) -> int:
        return sum(file.bytes for file in self.files)


class Damaged(Exception):
    """A checkpoint that must not be resumed from; the text says why."""


def fingerprint(spec: TrainSpec) -> str:
    """Same settings, labels, threads, base and data, whatever the attempt, the language and the place of the files."""
    parts = [spec.settings.model_dump_json(), "\n".join(spec.labels), str(spec.threads), str(spec.model.model_id), spec.train.sha256]
    parts.append(spec.validation.sha256 if spec.validation is not None else "")
    parts += [_sha256(Path(spec.model.folder) / name) for name in ("config.json", "tokenizer.json")]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def seal(folder: Path, step: int, job: str, parent_step: int | None, versions: dict[str, str], progress: Progress) -> Manifest:
    """Make every file durable, hash it as it is on disk, and write MANIFEST.json. Raises: OSError."""
    names = sorted(path.name for path in folder.iterdir() if path.is_file())
    for name in names:
        with open(folder / name, "rb") as file:
            os.fsync(file.fileno())
    files = tuple(HashedFile(name=name, bytes=(folder / name).stat().st_size, sha256=_sha256(folder / name)) for name in names)
    manifest = Manifest(step=step, fingerprint=job, parent_step=parent_step, versions=versions, progress=progress, files=files)
    write_model(folder / MANIFEST, manifest)
    sync_folder(folder)
    return manifest


def verify(folder: Path, job: str) -> Manifest:
    """Read everything back and compare. Raises: Damaged."""
    try:
        manifest = Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except (OSError, ValidationError) as problem:
        raise Damaged(f"{MANIFEST}: {type(problem).__name__}") from problem
    if manifest.fingerprint != job:
        raise Damaged("it belongs to other settings or data")
    missing = REQUIRED_FILES - {file.name for file in manifest.files}
    if missing:
        raise Damaged(f"{', '.join(sorted(missing))} is missing")
    for file in manifest.files:
        _verify_file(folder / file.name, file)
    return manifest


def _verify_file(path: Path, expected: HashedFile) -> None:
    if Path(expected.name).name != expected.name:
        raise Damaged(f"{expected.name} is no plain file name")
    if not path.is_file() or path.stat().st_size != expected.bytes:
        raise Damaged(f"{expected.name} is missing or has another size")
    if _sha256(path) != expected.sha256:
        raise Damaged(f"{expected.name} does not match its hash")


def _sha256(path: Path) -> str:
    if not path.exists():
        return ""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
