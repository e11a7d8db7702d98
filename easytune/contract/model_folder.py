"""What a model folder must hold and must never hold, judged from its files alone. Knows no torch and loads nothing.

`trust_remote_code=False` is not a boundary by itself, so code and pickles are refused before any library sees the folder.
"""

import json
from pathlib import Path
from typing import Any

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed

_CODE_SUFFIXES = frozenset({".py", ".pyc", ".pyd", ".so", ".dll", ".dylib", ".sh"})
_PICKLE_SUFFIXES = frozenset(
    {".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".joblib", ".dill", ".npy", ".npz", ".h5", ".keras", ".msgpack", ".pdparams"}
)
_CODE_KEYS = frozenset({"auto_map", "custom_pipelines", "trust_remote_code", "custom_generate"})
_ZIP_START = b"PK\x03\x04"
_PICKLE_STARTS = tuple(bytes([0x80, protocol]) for protocol in range(2, 6))
_CONFIG_LIMIT_BYTES = 1 << 20
_SHOWN_FILES = 5


def check_model_folder(folder: Path) -> None:
    """Refuse a folder that brings code or pickles, or lacks config.json or safetensors weights.

    Raises: RunFailed with REMOTE_CODE, UNSAFE_WEIGHTS (params: files) or MODEL_FOLDER_INVALID (params: folder, reason).
    """
    if not (folder / "config.json").is_file():
        raise RunFailed(ErrorCode.MODEL_FOLDER_INVALID, folder=folder.name, reason="config.json")
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    _refuse(ErrorCode.REMOTE_CODE, folder, [path for path in files if _brings_code(path)])
    _refuse(ErrorCode.UNSAFE_WEIGHTS, folder, [path for path in files if _may_be_pickle(path)])
    if not any(path.suffix == ".safetensors" and path.parent == folder for path in files):
        raise RunFailed(ErrorCode.MODEL_FOLDER_INVALID, folder=folder.name, reason="*.safetensors")


def _refuse(code: ErrorCode, folder: Path, files: list[Path]) -> None:
    if files:
        raise RunFailed(code, files=", ".join(str(path.relative_to(folder)) for path in files[:_SHOWN_FILES]))


def _brings_code(path: Path) -> bool:
    if path.suffix.lower() in _CODE_SUFFIXES:
        return True
    return path.name.endswith("config.json") and _points_to_code(path)


def _points_to_code(path: Path) -> bool:
    """A configuration that is too large or too deep to read counts as one that does."""
    if path.stat().st_size > _CONFIG_LIMIT_BYTES:
        return True
    try:
        return _has_code_key(json.loads(path.read_bytes()))
    except RecursionError:
        return True
    except ValueError as broken:
        raise RunFailed(ErrorCode.MODEL_FOLDER_INVALID, folder=path.parent.name, reason=path.name) from broken


def _has_code_key(value: Any) -> bool:
    match value:
        case dict():
            return any((key in _CODE_KEYS and bool(inner)) or _has_code_key(inner) for key, inner in value.items())
        case list():
            return any(_has_code_key(inner) for inner in value)
        case _:
            return False


def _may_be_pickle(path: Path) -> bool:
    """By suffix, and by the first bytes: a pickle may carry any name, and torch's archives are zip files."""
    if path.suffix.lower() in _PICKLE_SUFFIXES:
        return True
    with path.open("rb") as file:
        start = file.read(4)
    return start == _ZIP_START or start.startswith(_PICKLE_STARTS)
