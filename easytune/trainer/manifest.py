"""MANIFEST.json of a checkpoint: what it holds, hashed, and how far the run was. Knows files; knows no torch and no training."""

import hashlib
import stat
from pathlib import Path

from pydantic import ValidationError

from easytune.contract.base import Strict
from easytune.contract.platform.storage import sync_file, sync_folder
from easytune.contract.run_folder import write_model
from easytune.contract.train_spec import TrainSpec
from easytune.contract.tuning import Full

MANIFEST = "MANIFEST.json"
STEP = "step-"
REQUIRED_FILES = frozenset({"model.safetensors", "config.json", "optimizer.pt", "scheduler.pt", "rng_state.pth", "trainer_state.json"})
ADAPTER_FILES = REQUIRED_FILES - {"model.safetensors", "config.json"} | {"adapter_model.safetensors", "adapter_config.json"}


class HashedFile(Strict):
    name: str
    bytes: int
    sha256: str


class Progress(Strict):
    """What the run knows beyond its weights: the best evaluation so far, and whether there is anything left to train."""

    best_step: int | None = None
    best_accuracy: float = 0.0
    best_macro_f1: float = 0.0
    best_micro_f1: float | None = None
    best_loss: float = 0.0
    evaluations_without_improvement: int = 0
    train_seconds: float = 0.0
    over: bool = False


class Manifest(Strict):
    """fingerprint ties a checkpoint to the job's settings and data; parent_step is the checkpoint committed before it.

    sha256 is of all other fields: a flipped bit in the best score would choose other weights in the end.
    """

    step: int
    fingerprint: str
    parent_step: int | None
    versions: dict[str, str]
    progress: Progress
    files: tuple[HashedFile, ...]
    sha256: str = ""

    @property
    def bytes(self) -> int:
        return sum(file.bytes for file in self.files)

    @property
    def content_sha256(self) -> str:
        """What sha256 must be."""
        return hashlib.sha256(self.model_dump_json(exclude={"sha256"}).encode()).hexdigest()


class Damaged(Exception):
    """A checkpoint that must not be resumed from; the text says why."""


def fingerprint(spec: TrainSpec) -> str:
    """Same settings, labels, threads, base and data, whatever the attempt, the language and the place of the files.

    A checkpoint of an adapter or of a head alone holds no base, so there the base's weights count too.
    """
    parts = [spec.settings.model_dump_json(), "\n".join(spec.labels), str(spec.multi_label), str(spec.threads)]
    parts += [str(spec.model.model_id), spec.train.sha256]
    parts.append(spec.validation.sha256 if spec.validation is not None else "")
    base = Path(spec.model.folder)
    frozen = [] if isinstance(spec.settings.tuning, Full) else sorted(path.name for path in base.glob("*.safetensors"))
    parts += [_sha256(base / name) for name in ("config.json", "tokenizer.json", *frozen)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def seal(folder: Path, step: int, job: str, parent_step: int | None, versions: dict[str, str], progress: Progress) -> Manifest:
    """Make every file durable, hash it as it is on disk, and write MANIFEST.json. Raises: OSError."""
    names = sorted(path.name for path in folder.iterdir() if path.is_file())
    for name in names:
        with open(folder / name, "rb") as file:
            sync_file(file.fileno())
    files = tuple(HashedFile(name=name, bytes=(folder / name).stat().st_size, sha256=_sha256(folder / name)) for name in names)
    bare = Manifest(step=step, fingerprint=job, parent_step=parent_step, versions=versions, progress=progress, files=files)
    manifest = bare.model_copy(update={"sha256": bare.content_sha256})
    write_model(folder / MANIFEST, manifest)
    sync_folder(folder)
    return manifest


def verify(folder: Path, job: str) -> Manifest:
    """Read everything back and compare; folder is `step-N`, and holds what the manifest names and nothing else. Raises: Damaged."""
    manifest = read(folder)
    if manifest.fingerprint != job:
        raise Damaged("it belongs to other settings or data")
    missing = _required(names := {file.name for file in manifest.files}) - names
    if missing:
        raise Damaged(f"{', '.join(sorted(missing))} is missing")
    for file in manifest.files:
        _verify_file(folder / file.name, file)
    strangers = {path.name for path in folder.iterdir() if not path.name.startswith(".")} - names - {MANIFEST}
    if strangers:  # the library reads some files only because they are there
        raise Damaged(f"{', '.join(sorted(strangers)[:3])} was not there when it was committed")
    return manifest


def _required(names: set[str]) -> frozenset[str]:
    """What must be there for the way of tuning; a checkpoint of another way has another fingerprint."""
    return ADAPTER_FILES if names & {"adapter_model.safetensors", "adapter_config.json"} else REQUIRED_FILES


def read(folder: Path) -> Manifest:
    """The manifest of `step-N`, as it was written; the files that it names are not looked at. Raises: Damaged."""
    path = folder / MANIFEST
    try:
        manifest = Manifest.model_validate_json(_plain(path).read_bytes())
    except (OSError, ValidationError) as problem:
        raise Damaged(f"{MANIFEST}: {type(problem).__name__}") from problem
    if manifest.sha256 != manifest.content_sha256:
        raise Damaged(f"{MANIFEST} does not match its hash")
    if folder.name != f"{STEP}{manifest.step}" or folder.is_symlink():
        raise Damaged(f"it is of step {manifest.step}")
    return manifest


def _verify_file(path: Path, expected: HashedFile) -> None:
    if Path(expected.name).name != expected.name:
        raise Damaged(f"{expected.name} is no plain file name")
    try:
        if _plain(path).stat().st_size != expected.bytes:
            raise Damaged(f"{expected.name} has another size")
        found = _sha256(path)
    except OSError as problem:
        raise Damaged(f"{expected.name}: {type(problem).__name__}") from problem
    if found != expected.sha256:
        raise Damaged(f"{expected.name} does not match its hash")


def _plain(path: Path) -> Path:
    """The path of a regular file; what a link leads to may change after it was hashed. Raises: Damaged, FileNotFoundError."""
    if not stat.S_ISREG(path.lstat().st_mode):
        raise Damaged(f"{path.name} is no plain file")
    return path


def _sha256(path: Path) -> str:
    if not path.exists():
        return ""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
