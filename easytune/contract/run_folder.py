"""The files of one attempt, `runs/<id>/<attempt>/`, and how they are written. Knows no process and no database."""

import os
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel

from easytune.contract.platform.storage import sync_file, sync_folder

__all__ = ["RunFolder", "sync_folder", "sync_tree", "write_model", "write_once"]


def write_once(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, also after a power cut (temp, fsync, rename, fsync of the folder)."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with open(temporary, "wb") as file:
        file.write(content)
        file.flush()
        sync_file(file.fileno())
    os.replace(temporary, path)
    sync_folder(path.parent)


def sync_tree(root: Path) -> None:
    """Make every file and folder below root survive a power cut; call it before the rename that names the tree."""
    for folder, _, names in os.walk(root):
        for name in names:
            with open(Path(folder) / name, "rb") as file:
                sync_file(file.fileno())
        sync_folder(Path(folder))


def write_model(path: Path, model: BaseModel) -> None:
    """write_once of a pydantic model as indented JSON."""
    write_once(path, model.model_dump_json(indent=2).encode() + b"\n")


@dataclass(frozen=True)
class RunFolder:
    """Names of everything inside one attempt's folder."""

    path: Path

    @staticmethod
    def of(runs: Path, run_id: int, attempt: int) -> "RunFolder":
        return RunFolder(runs / str(run_id) / str(attempt))

    @property
    def spec(self) -> Path:
        return self.path / "spec.json"

    @property
    def lock(self) -> Path:
        """Held by the attempt's whole process tree: the only proof of life."""
        return self.path / "lock"

    @property
    def supervisor_lock(self) -> Path:
        """Held by the supervisor alone, so that a tree without one is noticed."""
        return self.path / "supervisor.lock"

    @property
    def events(self) -> Path:
        return self.path / "events.jsonl"

    @property
    def supervisor_events(self) -> Path:
        return self.path / "supervisor.jsonl"

    @property
    def log(self) -> Path:
        return self.path / "log.jsonl"

    @property
    def stop(self) -> Path:
        """Its content is `save` or `discard`."""
        return self.path / "stop"

    @property
    def room(self) -> Path:
        """Space set aside for the last word of an attempt on a full disk."""
        return self.path / "room"

    @property
    def stdout(self) -> Path:
        return self.path / "stdout.log"

    @property
    def work(self) -> Path:
        """The library writes here; nothing in it is ever read back."""
        return self.path / "checkpoints" / "work"

    @property
    def good(self) -> Path:
        """Committed checkpoints, `good/step-N`."""
        return self.path / "checkpoints" / "good"

    @property
    def output_unfinished(self) -> Path:
        return self.path / "output.tmp"

    @property
    def output(self) -> Path:
        return self.path / "output"

    @property
    def package(self) -> Path:
        """Which file was taken of the package that a user named, as a PackageFile."""
        return self.path / "package.json"

    @property
    def rendered(self) -> Path:
        """Rows as a model would be given them, as a contract.rendered.Rendered."""
        return self.output / "rendered.json"

    @property
    def predictions(self) -> Path:
        """Parquet: what the best weights say of each validation row; columns text, labels and guesses (lists of strings) and
        probability (of the likeliest)."""
        return self.path / "predictions.parquet"

    @property
    def verified(self) -> Path:
        return self.path / "verified.json"

    @property
    def exit(self) -> Path:
        return self.path / "exit.json"

    @property
    def socket(self) -> Path:
        return self.path / "predict.sock"
