"""Prepares a model for one way of tuning, and saves and loads what is trained of it. Knows peft; knows no loop and no run folder."""

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import assert_never

import torch
from peft import LoraConfig, PeftModel, TaskType, get_peft_model, get_peft_model_state_dict, set_peft_model_state_dict
from peft.tuners.lora import LoraLayer
from safetensors.torch import load_file, save_file
from transformers import PreTrainedModel

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.contract.tuning import Full, HeadOnly, Lora, Tuning
from easytune.modeling.load import Base
from easytune.modeling.parts import head_modules, lora_modules

WEIGHTS = "model.safetensors"
ADAPTER_WEIGHTS = "adapter_model.safetensors"
ADAPTER_FILES = ("adapter_config.json", ADAPTER_WEIGHTS)


@dataclass(frozen=True)
class Tuned:
    """A model whose gradients are on exactly where it is tuned. total_parameters leaves the adapter out."""

    model: PreTrainedModel | PeftModel
    total_parameters: int

    @property
    def trainable_parameters(self) -> int:
        return sum(weight.numel() for weight in self.model.parameters() if weight.requires_grad)

    @property
    def base_model(self) -> PreTrainedModel:
        """The model itself, adapters still inside."""
        if not isinstance(self.model, PeftModel):
            return self.model
        inner = self.model.get_base_model()
        assert isinstance(inner, PreTrainedModel)
        return inner


def tune(base: Base, tuning: Tuning, base_name: str) -> Tuned:
    """Freeze what is not tuned, insert adapters (drawn from torch's global generator: seed it first).

    base_name is what the adapter's own configuration calls its base. Raises: RunFailed(ARCHITECTURE_UNSUPPORTED).
    """
    total = sum(weight.numel() for weight in base.model.parameters())
    base.model.config.architectures = [type(base.model).__name__]
    match tuning:
        case Full():
            return Tuned(base.model, total)
        case HeadOnly():
            head = tuple(f"{name}." for name in head_modules(base))
            for name, weight in base.model.named_parameters():
                weight.requires_grad_(name.startswith(head))
            return Tuned(base.model, total)
        case Lora():
            return Tuned(_with_adapters(base, tuning, base_name, TaskType.SEQ_CLS, head_modules(base)), total)
        case _:
            assert_never(tuning)


def tune_language_model(model: PreTrainedModel, tuning: Tuning, base_name: str) -> Tuned:
    """As tune; no head is new. Adapters are of fp32, whatever the frozen base is.

    Raises: RunFailed (ARCHITECTURE_UNSUPPORTED, TUNING_UNSUITED).
    """
    total = sum(weight.numel() for weight in model.parameters())
    match tuning:
        case Full():
            return Tuned(model, total)
        case HeadOnly():
            raise RunFailed(ErrorCode.TUNING_UNSUITED)
        case Lora():
            adapted = _with_adapters(Base(model, frozenset()), tuning, base_name, TaskType.CAUSAL_LM, None)
            # autocast undoes peft's cast of the input at once; without it a step takes 8 % less (docs/experiments.md)
            for module in (module for module in adapted.modules() if isinstance(module, LoraLayer)):
                module.cast_input_dtype_enabled = False
            return Tuned(adapted, total)
        case _:
            assert_never(tuning)


def trained_tensors(tuned: Tuned) -> dict[str, torch.Tensor]:
    """What a checkpoint holds, by the names that it has there: every weight that is trained."""
    model = tuned.model
    if isinstance(model, PeftModel):
        adapter: dict[str, torch.Tensor] = get_peft_model_state_dict(model, save_embedding_layers=False)
        return adapter
    return {name: weight.detach() for name, weight in model.named_parameters() if weight.requires_grad}


def save_trained(tuned: Tuned, folder: Path) -> None:
    """`model.safetensors` and `config.json`, whole or the head alone; or `adapter_model.safetensors` and `adapter_config.json`."""
    folder.mkdir(parents=True, exist_ok=True)
    model = tuned.model
    if isinstance(model, PeftModel):
        save_file(_contiguous(trained_tensors(tuned)), folder / ADAPTER_WEIGHTS, metadata={"format": "pt"})
        _save_adapter_config(model, folder)
    elif all(weight.requires_grad for weight in model.parameters()):
        model.save_pretrained(folder)
    else:
        save_file(_contiguous(trained_tensors(tuned)), folder / WEIGHTS, metadata={"format": "pt"})
        model.config.save_pretrained(folder)


def load_trained(tuned: Tuned, folder: Path) -> None:
    """Put what save_trained wrote into the model, on its device."""
    model = tuned.model
    if isinstance(model, PeftModel):
        set_peft_model_state_dict(model, load_file(folder / ADAPTER_WEIGHTS))
    else:
        model.load_state_dict(load_file(folder / WEIGHTS), strict=False)


def differing_tensors(tuned: Tuned, folder: Path) -> list[str]:
    """Names of trained tensors that are not bit for bit what save_trained wrote to the folder; [] is what a resume wants."""
    model = tuned.model
    saved = load_file(folder / (ADAPTER_WEIGHTS if isinstance(model, PeftModel) else WEIGHTS))
    live = trained_tensors(tuned)
    missing = [] if saved.keys() >= live.keys() else sorted(live.keys() - saved.keys())
    return missing + sorted(name for name in live.keys() & saved.keys() if not torch.equal(live[name].cpu(), saved[name]))


def merged(tuned: Tuned) -> PreTrainedModel:
    """The whole model, adapters added into its weights; the tuned model is used up."""
    model = tuned.model
    if not isinstance(model, PeftModel):
        return model
    whole = model.merge_and_unload(safe_merge=True)
    assert isinstance(whole, PreTrainedModel)
    return whole


def _with_adapters(base: Base, tuning: Lora, base_name: str, task: TaskType, trained_whole: list[str] | None) -> PeftModel:
    config = LoraConfig(
        task_type=task,
        r=tuning.rank,
        lora_alpha=tuning.alpha,
        lora_dropout=tuning.dropout,
        target_modules=lora_modules(base, tuning.targets),
        modules_to_save=trained_whole,
    )
    model = insert_adapters(base.model, config)
    config.base_model_name_or_path = base_name  # the library puts the folder's path here
    return model


def insert_adapters(model: PreTrainedModel, config: LoraConfig) -> PeftModel:
    """The model with fresh adapters inside, and a trainable copy of its head, if it has one, beside the old one."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # peft 0.21 asks transformers 5.23 for a name that goes in version 6
        inserted = get_peft_model(model, config)
    assert isinstance(inserted, PeftModel)
    return inserted


def _save_adapter_config(model: PeftModel, folder: Path) -> None:
    """As the library writes it, but with its sets in order, since every process would write them in another one."""
    config = model.peft_config["default"]
    assert isinstance(config, LoraConfig)
    config.target_modules = sorted(config.target_modules or [])
    config.modules_to_save = sorted(set(config.modules_to_save)) if config.modules_to_save is not None else None
    config.inference_mode = True
    config.save_pretrained(str(folder))
    config.inference_mode = False


def _contiguous(tensors: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    return {name: tensor.detach().contiguous() for name, tensor in tensors.items()}
