"""Model folders on disk: which may be added, which are ours, removal. Blocking; knows no row."""

import errno
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from easytune.contract.adapter_base import ADAPTER_CONFIG
from easytune.contract.error_codes import ErrorCode
from easytune.core.config import Settings
from easytune.core.errors import InvalidInput
from easytune.models.inspect import Inspection, inspect

_REMOVED = ".removed-"
ADAPTER = "adapter"


@dataclass(frozen=True)
class InspectedFolder:
    """A folder that passed inspection; the path is real and absolute."""

    path: Path
    inspection: Inspection


def starter_folder(settings: Settings, key: str) -> Path:
    return settings.models / f"starter-{key}"


def tuned_folder(settings: Settings, job_id: int) -> Path:
    return settings.models / f"tuned-{job_id}"


def package_folder(settings: Settings, run_id: int) -> Path:
    return settings.models / f"package-{run_id}"


def inspect_own(folder: Path) -> InspectedFolder:
    """A folder that one of our own runs wrote."""
    return InspectedFolder(folder, inspect(folder))


def inspect_added(settings: Settings, folder: str) -> InspectedFolder:
    """A folder named by a user; one answer for all that is not below an allowed root, whether it exists or not.

    Raises: InvalidInput(MODEL_FOLDER_OUTSIDE, and all of inspect).
    """
    roots = tuple(root.expanduser().resolve() for root in settings.model_roots)
    outside = InvalidInput(ErrorCode.MODEL_FOLDER_OUTSIDE)
    try:
        wanted = Path(folder)
        real = wanted.resolve(strict=True)
        inside = "\0" not in folder and wanted.is_absolute() and any(real.is_relative_to(root) for root in roots)
    except (OSError, ValueError, RuntimeError):
        raise outside from None
    if not inside or not real.is_dir():
        raise outside
    try:
        return InspectedFolder(real, inspect(real, roots))
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.ENOENT):
            raise
        raise InvalidInput(ErrorCode.MODEL_FOLDER_INVALID, folder=real.name, reason="a file cannot be read") from None


def adapter_folder(model_folder: Path, *, is_adapter: bool) -> Path | None:
    """Where the adapter of a model lies: the folder itself, or beside the merged weights; None when it has none."""
    folder = model_folder if is_adapter else model_folder / ADAPTER
    return folder if (folder / ADAPTER_CONFIG).is_file() else None


def take_over(output: Path, target: Path) -> None:
    """Rename a finished output to its final place; a second call, or one after a crash in between, changes nothing more."""
    if not output.is_dir():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.is_dir():
        remove(target, target.parent)
    os.rename(output, target)


def remove(folder: Path, models: Path) -> bool:
    """Delete a folder of ours, out of sight first; one outside the models folder is the user's and stays."""
    if folder.parent != models or not folder.is_dir():
        return False
    hidden = folder.with_name(f"{_REMOVED}{os.getpid()}-{folder.name}")
    shutil.rmtree(hidden, ignore_errors=True)
    os.rename(folder, hidden)
    shutil.rmtree(hidden, ignore_errors=True)
    return True


def sweep(models: Path) -> None:
    """Finish removals that a crash cut short; at start."""
    for left_over in models.glob(f"{_REMOVED}*"):
        shutil.rmtree(left_over, ignore_errors=True)
