"""Finds what could run code in a model folder before anything is loaded: pickles, programs, pointers to code. Knows no weights.

First wall only: the process that loads the folder takes safetensors alone, remote code off, and has no network to ask.
"""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from easytune.contract.error_codes import ErrorCode
from easytune.core.errors import InvalidInput

# read by pickle, or by a loader known to fall back to it
_PICKLE_SUFFIXES = {
    ".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".npy", ".npz", ".joblib", ".dill", ".h5", ".hdf5", ".keras", ".pb",
    ".mar", ".nemo", ".pdparams", ".pdmodel", ".t7", ".jit", ".msgpack", ".zip", ".tar", ".gz", ".7z",
}  # fmt: skip
_CODE_SUFFIXES = {
    ".py", ".pyc", ".pyo", ".pyd", ".pyw", ".so", ".dll", ".dylib", ".exe", ".sh", ".bash", ".bat", ".cmd", ".ps1", ".js",
    ".ipynb", ".jar",
}  # fmt: skip
_PICKLE_STARTS = (b"PK\x03\x04", b"\x93NUMPY", b"\x1f\x8b", b"\x89HDF", *(bytes([0x80, protocol]) for protocol in range(1, 6)))
_PROGRAM_STARTS = (b"\x7fELF", b"MZ\x90", b"#!", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
_CODE_KEYS = frozenset({"auto_map", "custom_pipelines", "trust_remote_code", "remote_code", "custom_code"})
_ATTENTION = frozenset({"eager", "sdpa", "flash_attention_2", "flash_attention_3", "flex_attention"})
_PLAIN_DATA = frozenset({"tokenizer.json", "vocab.json", "added_tokens.json"})  # large, and read by parsers that know no code
MAX_FILES = 2000
MAX_JSON_BYTES = 16 * 1024**2
MAX_NAMED = 10


def check(folder: Path, roots: tuple[Path, ...]) -> None:
    """Refuse the folder unless all of it is data. Links may only lead to files below one of the roots.

    Raises: InvalidInput(UNSAFE_WEIGHTS, REMOTE_CODE, MODEL_FOLDER_INVALID).
    """
    pickles: list[str] = []
    code: list[str] = []
    for path in _files(folder, roots):
        name = path.relative_to(folder).as_posix()
        suffixes = {suffix.lower() for suffix in path.suffixes[-2:]}
        start = _start(path)
        if suffixes & _CODE_SUFFIXES or start.startswith(_PROGRAM_STARTS):
            code.append(name)
        elif suffixes & _PICKLE_SUFFIXES or _looks_pickled(path, start):
            pickles.append(name)
        elif path.suffix.lower() == ".json" and path.name not in _PLAIN_DATA:
            code += [f"{name}: {key}" for key in pointers_to_code(read_json(path, folder))]
    if code:
        raise InvalidInput(ErrorCode.REMOTE_CODE, files=_some(code))
    if pickles:
        raise InvalidInput(ErrorCode.UNSAFE_WEIGHTS, files=_some(pickles))


def pointers_to_code(content: Any) -> Iterator[str]:
    """Keys, at any depth, that make a loader fetch or import code."""
    waiting = [content]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            for key, inner in value.items():
                own_attention = key.endswith("attn_implementation") and isinstance(inner, str) and inner not in _ATTENTION
                if own_attention or (key in _CODE_KEYS and inner not in (None, False, {}, [])):
                    yield key
                waiting.append(inner)
        elif isinstance(value, list):
            waiting += value


def read_json(path: Path, folder: Path) -> Any:
    """Raises: InvalidInput(MODEL_FOLDER_INVALID) when it is too large, too deep or no JSON."""
    try:
        if path.stat().st_size > MAX_JSON_BYTES:
            raise invalid(folder, f"{path.name} is too large")
        return json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        raise invalid(folder, f"{path.name} is not valid JSON") from None


def read_object(path: Path, folder: Path) -> Mapping[str, Any]:
    """Raises: InvalidInput(MODEL_FOLDER_INVALID) when it is no JSON object."""
    content = read_json(path, folder)
    if not isinstance(content, dict):
        raise invalid(folder, f"{path.name} is not a JSON object")
    return content


def invalid(folder: Path, reason: str) -> InvalidInput:
    return InvalidInput(ErrorCode.MODEL_FOLDER_INVALID, folder=folder.name, reason=reason)


def _files(folder: Path, roots: tuple[Path, ...]) -> Iterator[Path]:
    count = 0
    for parent, folders, names in os.walk(folder, followlinks=False):
        for name in folders:
            if (Path(parent) / name).is_symlink():
                raise invalid(folder, f"{name} is a link to a folder")
        for name in names:
            count += 1
            path = Path(parent) / name
            real = path.resolve()
            if count > MAX_FILES:
                raise invalid(folder, f"it has more than {MAX_FILES} files")
            if not real.is_file() or not any(real.is_relative_to(root) for root in (folder.resolve(), *roots)):
                raise invalid(folder, f"{name} is not a plain file inside the allowed folders")
            yield path


def _start(path: Path) -> bytes:
    """The first bytes; none of safetensors, which begin with a length that may look like anything, and whose header is checked whole."""
    if path.suffix == ".safetensors":
        return b""
    with open(path, "rb") as file:
        return file.read(16)


def _looks_pickled(path: Path, start: bytes) -> bool:
    """SentencePiece models are protocol buffers whose first field is a piece; whatever else hides behind .model is refused."""
    return start.startswith(_PICKLE_STARTS) or (path.suffix.lower() == ".model" and start[:1] != b"\x0a")


def _some(names: list[str]) -> str:
    more = len(names) - MAX_NAMED
    return ", ".join(sorted(names)[:MAX_NAMED]) + (f" … (+{more})" if more > 0 else "")
