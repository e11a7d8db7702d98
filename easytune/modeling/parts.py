"""Names the parts of a classifier: its head, and the matrices that get an adapter. Knows module names; loads and trains nothing."""

from typing import assert_never

import torch
from transformers import PreTrainedModel

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.contract.tuning import LoraTargets
from easytune.modeling.load import Base

_ATTENTION = ("attention", "attn")  # BERT and kin: layer.0.attention.self.query; Qwen2, Llama: layers.0.self_attn.q_proj


def head_modules(base: Base) -> list[str]:
    """The modules above the encoder or decoder (classifier, score, pre_classifier, …), sorted.

    A pooler inside it belongs to them when the folder brought no weights for it: frozen at random it would only do harm.
    """
    inside = _inside(base.model)
    above = {name.split(".")[0] for name, _ in base.model.named_parameters() if not name.startswith(inside)}
    drawn = {".".join(name.split(".")[:2]) for name in base.fresh if name.startswith(inside)}
    return sorted(above | drawn)


def lora_modules(base: Base, targets: LoraTargets) -> list[str]:
    """Full names of the linear modules that get an adapter; the head is never among them.

    Raises: RunFailed(ARCHITECTURE_UNSUPPORTED) when there are none, as in models without linear modules.
    """
    head = tuple(f"{name}." for name in head_modules(base))
    linear = [
        name
        for name, module in base.model.named_modules()
        if isinstance(module, torch.nn.Linear) and name.startswith(_inside(base.model)) and not f"{name}.".startswith(head)
    ]
    match targets:
        case LoraTargets.ALL_LINEAR:
            chosen = linear
        case LoraTargets.ATTENTION:
            chosen = [name for name in linear if any(word in part for part in name.split(".") for word in _ATTENTION)]
        case _:
            assert_never(targets)
    if not chosen:
        architecture = str(base.model.config.model_type)
        raise RunFailed(ErrorCode.ARCHITECTURE_UNSUPPORTED, architecture=f"{architecture} (LoRA)", supported="BERT, Qwen2, Llama, …")
    return chosen


def _inside(model: PreTrainedModel) -> str:
    return f"{model.base_model_prefix}."
