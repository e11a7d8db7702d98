"""Reads the headers of safetensors files: tensors, types, sizes, missing shards. Knows no architecture and loads no tensor.

Format: 8 bytes little-endian length, a JSON object of that length, then the data (safetensors README, "Format").
"""

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from easytune.contract.adapter_base import is_adapter
from easytune.models.scan import invalid, read_object

WEIGHTS, INDEX, ADAPTER_WEIGHTS = "model.safetensors", "model.safetensors.index.json", "adapter_model.safetensors"
MAX_HEADER_BYTES = 32 * 1024**2
_BITS = {
    "F64": 64, "F32": 32, "F16": 16, "BF16": 16, "I64": 64, "I32": 32, "I16": 16, "I8": 8,
    "U64": 64, "U32": 32, "U16": 16, "U8": 8, "BOOL": 8, "F8_E4M3": 8, "F8_E5M2": 8,
}  # fmt: skip


@dataclass(frozen=True)
class Weights:
    """What the headers of all shards say together."""

    tensors: frozenset[str]
    dtypes: tuple[str, ...]
    parameters: int
    bytes: int


def read_weights(folder: Path) -> Weights:
    """Of a model, or of the adapter that stands for one.

    Raises: InvalidInput(MODEL_FOLDER_INVALID) when a shard is missing, cut off or damaged.
    """
    if (folder / INDEX).is_file():
        return _sharded(folder)
    if is_adapter(folder):
        if not (folder / ADAPTER_WEIGHTS).is_file():
            raise invalid(folder, f"{ADAPTER_WEIGHTS} is missing")
        return _joined([read_header(folder / ADAPTER_WEIGHTS, folder)])
    if not (folder / WEIGHTS).is_file():
        raise invalid(folder, f"{WEIGHTS} is missing")
    return _joined([read_header(folder / WEIGHTS, folder)])


def _sharded(folder: Path) -> Weights:
    places = read_object(folder / INDEX, folder).get("weight_map")
    if not isinstance(places, dict) or not places or not all(isinstance(name, str) for name in places.values()):
        raise invalid(folder, f"{INDEX} names no shards")
    shards = sorted(set(places.values()))
    missing = [name for name in shards if Path(name).name != name or not (folder / name).is_file()]
    if missing:
        raise invalid(folder, f"shards are missing: {', '.join(missing[:10])}")
    weights = _joined(read_header(folder / name, folder) for name in shards)
    if lacking := sorted(set(places) - weights.tensors):
        raise invalid(folder, f"the shards lack {len(lacking)} tensors, for example {lacking[0]}")
    return weights


def read_header(path: Path, folder: Path) -> Weights:
    """One file's header, checked against the file's size."""
    size = path.stat().st_size
    with open(path, "rb") as file:
        header_bytes = int.from_bytes(file.read(8), "little")
        if size < 8 or header_bytes > min(MAX_HEADER_BYTES, size - 8):
            raise invalid(folder, f"{path.name} is damaged")
        raw = file.read(header_bytes)
    try:
        header = json.loads(raw)
        tensors = {name: _tensor(entry) for name, entry in header.items() if name != "__metadata__"}
    except (ValueError, RecursionError, TypeError, KeyError, AttributeError):
        raise invalid(folder, f"{path.name} is damaged") from None
    data_bytes = size - 8 - header_bytes
    if not tensors or max(tensor.end for tensor in tensors.values()) != data_bytes:
        raise invalid(folder, f"{path.name} is cut off or damaged")
    return Weights(
        tensors=frozenset(tensors),
        dtypes=tuple(sorted({tensor.dtype for tensor in tensors.values()})),
        parameters=sum(tensor.elements for tensor in tensors.values()),
        bytes=data_bytes,
    )


@dataclass(frozen=True)
class _Tensor:
    dtype: str
    elements: int
    end: int


def _tensor(entry: dict[str, Any]) -> _Tensor:
    """Raises: ValueError, TypeError or KeyError when shape, type and place do not fit each other."""
    elements = math.prod(int(length) for length in entry["shape"])
    start, end = (int(offset) for offset in entry["data_offsets"])
    if elements < 0 or start < 0 or (end - start) * 8 != elements * _BITS[entry["dtype"]]:
        raise ValueError(entry)
    return _Tensor(entry["dtype"], elements, end)


def _joined(parts: Iterable[Weights]) -> Weights:
    known = list(parts)
    return Weights(
        tensors=frozenset().union(*(part.tensors for part in known)),
        dtypes=tuple(sorted({dtype for part in known for dtype in part.dtypes})),
        parameters=sum(part.parameters for part in known),
        bytes=sum(part.bytes for part in known),
    )
