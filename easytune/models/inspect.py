"""What a model folder holds, from its JSON files and safetensors headers. Knows no database; loads no weights, runs no code of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from easytune.contract.adapter_base import is_adapter
from easytune.contract.error_codes import ErrorCode
from easytune.core.errors import InvalidInput
from easytune.models import scan
from easytune.models.architectures import SUPPORTED, supported_names
from easytune.models.weights import read_weights

DEFAULT_MAX_TOKENS = 512
LONGEST_MAX_TOKENS = 8192
MAX_LABELS = 10_000
_TOKENIZERS = (("tokenizer.json",), ("vocab.txt",), ("vocab.json", "merges.txt"))
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,100}")


@dataclass(frozen=True)
class Inspection:
    """All that the platform shows of a model; labels are in the order of the class ids.

    is_adapter: the folder holds an adapter alone, and parameters and bytes are of that.
    """

    task: Literal["encoder", "language_model", "classifier"]
    model_type: str
    architecture: str
    parameters: int
    dtypes: tuple[str, ...]
    bytes: int
    max_tokens: int
    labels: tuple[str, ...] | None
    multi_label: bool
    is_adapter: bool
    has_chat_template: bool = False


def inspect(folder: Path, roots: tuple[Path, ...] = ()) -> Inspection:
    """Scan and read a folder; blocking, milliseconds for ordinary models.

    Raises: InvalidInput(MODEL_FOLDER_INVALID, UNSAFE_WEIGHTS, REMOTE_CODE, ARCHITECTURE_UNSUPPORTED).
    """
    if not (folder / "config.json").is_file():
        raise scan.invalid(folder, "config.json is missing")
    scan.check(folder, roots)
    config = scan.read_object(folder / "config.json", folder)
    model_type = _model_type(config)
    if not any(all((folder / name).is_file() for name in names) for names in _TOKENIZERS):
        raise scan.invalid(folder, "it has no tokenizer (tokenizer.json, vocab.txt, or vocab.json with merges.txt)")
    weights = read_weights(folder)
    architecture = _architecture(config, model_type)
    is_classifier = architecture.endswith("ForSequenceClassification")
    writes = architecture.endswith("ForCausalLM") and SUPPORTED[model_type].is_decoder
    return Inspection(
        task="classifier" if is_classifier else "language_model" if writes else "encoder",
        model_type=model_type,
        architecture=architecture,
        parameters=weights.parameters,
        dtypes=weights.dtypes,
        bytes=sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()),
        max_tokens=_max_tokens(folder, config, model_type),
        labels=_labels(folder, config) if is_classifier else None,
        multi_label=is_classifier and config.get("problem_type") == "multi_label_classification",
        is_adapter=is_adapter(folder),
        has_chat_template=writes and _has_chat_template(folder),
    )


def _model_type(config: Mapping[str, Any]) -> str:
    value = config.get("model_type")
    if not isinstance(value, str) or value not in SUPPORTED:
        raise InvalidInput(ErrorCode.ARCHITECTURE_UNSUPPORTED, architecture=str(value)[:100], supported=supported_names())
    return value


def _architecture(config: Mapping[str, Any], model_type: str) -> str:
    """The class that wrote the weights, or our name of the type when the file does not say."""
    named = config.get("architectures")
    if isinstance(named, list) and named and isinstance(named[0], str) and _NAME.fullmatch(named[0]):
        return named[0]
    return SUPPORTED[model_type].name


def _max_tokens(folder: Path, config: Mapping[str, Any], model_type: str) -> int:
    """The smaller of what the position table and the tokenizer allow."""
    limits = [LONGEST_MAX_TOKENS]
    positions = config.get("max_position_embeddings", DEFAULT_MAX_TOKENS)
    if isinstance(positions, int) and positions > 0:
        limits.append(max(1, positions - SUPPORTED[model_type].positions_before_text))
    if (folder / "tokenizer_config.json").is_file():
        length = scan.read_object(folder / "tokenizer_config.json", folder).get("model_max_length")
        if isinstance(length, int) and length > 0:  # "no limit" is written as 1e30
            limits.append(length)
    return min(limits)


def _labels(folder: Path, config: Mapping[str, Any]) -> tuple[str, ...]:
    named = config.get("id2label", {"0": "LABEL_0", "1": "LABEL_1"})
    if not isinstance(named, dict) or not 1 <= len(named) <= MAX_LABELS:
        raise scan.invalid(folder, "id2label in config.json is damaged")
    labels = [named.get(str(class_id)) for class_id in range(len(named))]
    if not all(isinstance(label, str) for label in labels):
        raise scan.invalid(folder, "id2label in config.json is damaged")
    return tuple(str(label) for label in labels)


def _has_chat_template(folder: Path) -> bool:
    """In a file of its own, or in the tokenizer's configuration."""
    if (folder / "chat_template.jinja").is_file():
        return True
    path = folder / "tokenizer_config.json"
    return path.is_file() and bool(scan.read_object(path, folder).get("chat_template"))
