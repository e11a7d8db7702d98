"""Loads a language model from a local folder, safely and offline: whole, or an adapter on its base. Knows no data and no training."""

from pathlib import Path
from typing import Any, Literal

import torch
from safetensors import safe_open
from transformers import AutoModelForCausalLM, PreTrainedModel

from easytune.contract.adapter_base import is_adapter
from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.contract.model_folder import check_model_folder
from easytune.modeling.adapter import adapted, checked_base
from easytune.modeling.load import dropouts, first_line, model_type
from easytune.modeling.packed_attention import PACKED, register
from easytune.modeling.tuned import merged

LanguageAttention = Literal["eager", "sdpa", "packed"]
_SUPPORTED = "Llama, Mistral, Qwen2, Qwen3"
_STORED = {"F32": torch.float32, "BF16": torch.bfloat16, "F16": torch.float16}


def load_language_model(
    folder: Path, *, dtype: torch.dtype = torch.float32, attention: LanguageAttention = "sdpa", dropout: float | None = None
) -> PreTrainedModel:
    """A whole language model on the CPU, its weights in dtype; packed: for rows one behind the other (packed_attention.py).

    Every dropout of the model becomes `dropout`, unless that is None.
    Raises: RunFailed (check_model_folder, ARCHITECTURE_UNSUPPORTED or MODEL_FOLDER_INVALID).
    """
    check_model_folder(folder)
    if is_adapter(folder):  # the library would go and load whatever the adapter names
        raise RunFailed(ErrorCode.MODEL_FOLDER_INVALID, folder=folder.name, reason="adapter_config.json")
    register()
    options = {} if dropout is None else dropouts(folder, dropout)
    try:
        loaded: Any = AutoModelForCausalLM.from_pretrained(
            folder, local_files_only=True, trust_remote_code=False, use_safetensors=True, dtype=dtype,
            attn_implementation=PACKED if attention == "packed" else attention, output_loading_info=True, **options,
        )  # fmt: skip
    except ValueError as problem:
        raise RunFailed(ErrorCode.ARCHITECTURE_UNSUPPORTED, architecture=model_type(folder), supported=_SUPPORTED) from problem
    except (OSError, KeyError, RuntimeError) as problem:
        raise RunFailed(ErrorCode.MODEL_FOLDER_INVALID, folder=folder.name, reason=first_line(problem)) from problem
    model, told = loaded
    if missing := sorted(told["missing_keys"]):  # drawn at random: an encoder, or half a model
        raise RunFailed(ErrorCode.MODEL_FOLDER_INVALID, folder=folder.name, reason=", ".join(missing[:3]))
    assert isinstance(model, PreTrainedModel)
    return model


def open_language_model(
    folder: Path, base_folder: Path | None, *, dtype: torch.dtype = torch.float32, attention: LanguageAttention = "sdpa"
) -> PreTrainedModel:
    """A model as it was saved, on the CPU; an adapter comes merged into its base.

    Raises: RunFailed, as load_language_model, and MODEL_FOLDER_INVALID when an adapter's base is not there or another one.
    """
    if not is_adapter(folder):
        return load_language_model(folder, dtype=dtype, attention=attention)
    return merged(adapted(load_language_model(checked_base(folder, base_folder), dtype=dtype, attention=attention), folder))


def stored_dtype(folder: Path) -> torch.dtype:
    """Of the largest weight of a model folder: fp32 unless it is of 16 bits. Raises: OSError."""
    sizes: dict[str, int] = {}
    for path in sorted(folder.glob("*.safetensors")):
        with safe_open(path, framework="pt") as file:
            for name in file.keys():  # noqa: SIM118 — not a dict
                part = file.get_slice(name)
                kind = str(part.get_dtype())
                sizes[kind] = max(sizes.get(kind, 0), int(torch.Size(part.get_shape()).numel()))
    largest = max(sizes, key=lambda kind: sizes[kind])
    return _STORED.get(largest, torch.float32)
