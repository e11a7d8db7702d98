"""Writes the files of a model folder and copies them from a package. Knows the file formats; knows no recipe and no tensor's meaning."""

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.worker.report import Report

Float = NDArray[np.float32]


def write_json(path: Path, content: Mapping[str, object]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def write_weights(output: Path, tensors: Mapping[str, Float], shapes: Mapping[str, tuple[int, ...]], report: Report) -> None:
    """model.safetensors with exactly the named tensors. Raises: RunFailed(CRASHED) when one is missing, misshapen or not finite."""
    if tensors.keys() != shapes.keys():
        odd = sorted(tensors.keys() ^ shapes.keys())
        raise RunFailed(ErrorCode.CRASHED, reason=f"{len(odd)} tensors are missing or too many, for example {odd[0]}")
    for name, tensor in tensors.items():
        if tensor.shape != shapes[name] or not np.isfinite(tensor).all():
            raise RunFailed(ErrorCode.CRASHED, reason=f"the tensor {name} is not as expected")
    save_file(dict(tensors), output / "model.safetensors", metadata={"format": "pt"})
    parameters = sum(tensor.size for tensor in tensors.values())
    report.say(f"{len(tensors)} 个张量，{parameters / 1e6:.1f} M 参数", f"{len(tensors)} tensors, {parameters / 1e6:.1f} M parameters")


def copy_files(source: Path, names: Sequence[str], output: Path) -> None:
    """Raises: RunFailed(CRASHED) when the package lacks one."""
    for name in names:
        if not (source / name).is_file():
            raise RunFailed(ErrorCode.CRASHED, reason=f"the package has no file {name}")
        shutil.copyfile(source / name, output / name)


def read_json_object(path: Path) -> dict[str, object]:
    """Raises: RunFailed(CRASHED) when it is missing or no JSON object."""
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError):
        content = None
    if not isinstance(content, dict):
        raise RunFailed(ErrorCode.CRASHED, reason=f"the package's {path.name} cannot be read")
    return content
