"""Where the files of datasets lie, and how they come and go. Blocking; knows no format and no HTTP.

    datasets/<folder>/raw                     as it was uploaded
    datasets/<folder>/v<N>-<hash>/            rows.parquet and rejected.jsonl of one mapping

A folder gets its name, which no user chooses, only when it is complete, and before its row is written; what a crash leaves
without a row is nobody's and is swept.
"""

import os
import secrets
import shutil
import time
from pathlib import Path

from easytune.contract.run_folder import sync_folder
from easytune.datasets.store import REJECTED_FILE, ROWS_FILE
from easytune.datasets.tables import Dataset

RAW = "raw"
_REMOVED = ".removed-"
_ORPHAN_SECONDS = 2 * 86_400.0  # more than a clock is ever set forward by


def version_name(version: int, rows_sha256: str) -> str:
    """Other rows, other folder: two people who change one mapping at once cannot meet in it."""
    return f"v{version}-{rows_sha256[:16]}"


def raw_file(datasets: Path, dataset: Dataset) -> Path:
    return datasets / dataset.folder / RAW


def version_folder(datasets: Path, dataset: Dataset) -> Path:
    return datasets / dataset.folder / version_name(dataset.version, dataset.rows_sha256)


def rows_file(datasets: Path, dataset: Dataset) -> Path:
    """The canonical rows of the present version: what a training spec names."""
    return version_folder(datasets, dataset) / ROWS_FILE


def rejected_file(datasets: Path, dataset: Dataset) -> Path:
    return version_folder(datasets, dataset) / REJECTED_FILE


def stage(uploads: Path) -> Path:
    """An empty folder below uploads; a server that starts alone sweeps what was forgotten there."""
    folder = uploads / secrets.token_hex(16)
    (folder / "version").mkdir(parents=True)
    return folder


def publish(staged: Path, datasets: Path, version: int, rows_sha256: str) -> str:
    """Give a staged folder, with `raw` and `version` filled and synced, its place and name. Returns the name."""
    os.rename(staged / "version", staged / version_name(version, rows_sha256))
    sync_folder(staged)
    name = staged.name
    os.rename(staged, datasets / name)
    sync_folder(datasets)
    return name


def publish_version(staged: Path, home: Path, version: int, rows_sha256: str) -> None:
    """Put a staged version into a dataset's folder; one that is already there holds the same rows."""
    target = home / version_name(version, rows_sha256)
    if not target.exists():
        os.rename(staged / "version", target)
        sync_folder(home)
    shutil.rmtree(staged, ignore_errors=True)


def remove(folder: Path) -> None:
    """Delete a folder, out of sight first; one that is not there is no error."""
    hidden = folder.with_name(f"{_REMOVED}{secrets.token_hex(8)}")
    try:
        os.rename(folder, hidden)
    except FileNotFoundError:
        return
    shutil.rmtree(hidden, ignore_errors=True)


def sweep(datasets: Path, known: frozenset[str]) -> list[str]:
    """Remove folders without a row, unless young: theirs may be about to be written. Returns the names of what went."""
    gone: list[str] = []
    for entry in datasets.iterdir():
        orphaned = entry.name not in known and time.time() - entry.stat().st_mtime > _ORPHAN_SECONDS
        if entry.is_dir() and (entry.name.startswith(_REMOVED) or orphaned):
            remove(entry)
            gone.append(entry.name)
    return gone
