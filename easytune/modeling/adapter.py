"""Opens tuned models of either form: whole, or an adapter on its base. Knows folders and peft; knows no training and no data."""

import hashlib
from pathlib import Path

from peft import LoraConfig, PeftType, set_peft_model_state_dict
from safetensors.torch import load_file
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from easytune.contract.adapter_base import ADAPTER_CONFIG, is_adapter, read_adapter_base
from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.contract.model_folder import check_model_folder
from easytune.modeling.load import load_classifier, load_for_adapter
from easytune.modeling.tuned import ADAPTER_WEIGHTS, Tuned, insert_adapters, merged, trained_tensors


def open_classifier(folder: Path, base_folder: Path | None, tokenizer: PreTrainedTokenizerBase) -> PreTrainedModel:
    """A tuned classifier, fp32, on the CPU; an adapter comes merged into its base.

    Raises: RunFailed, as load_base, and MODEL_FOLDER_INVALID when an adapter's base is not there or not the one it was trained on.
    """
    if not is_adapter(folder):
        return load_classifier(folder, tokenizer)
    return merged(adapted(load_for_adapter(checked_base(folder, base_folder), folder), folder))


def checked_base(folder: Path, base_folder: Path | None) -> Path:
    """The base of an adapter's folder, once both are known to belong together. Raises: RunFailed."""
    check_model_folder(folder)
    if base_folder is None:
        raise RunFailed(ErrorCode.MODEL_FOLDER_INVALID, folder=folder.name, reason="its base model is not there")
    if weights_sha256(base_folder) != read_adapter_base(folder).weights_sha256:
        raise RunFailed(ErrorCode.MODEL_FOLDER_INVALID, folder=folder.name, reason=f"{base_folder.name} is another model than its base")
    return base_folder


def weights_sha256(folder: Path) -> str:
    """One hash over the names and contents of a model folder's weights."""
    total = hashlib.sha256()
    for path in sorted(folder.glob("*.safetensors")):
        with path.open("rb") as file:
            total.update(f"{path.name}\0{hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode())
    return total.hexdigest()


def adapted(model: PreTrainedModel, folder: Path) -> Tuned:
    """The model with a folder's adapter in it.

    Every tensor of the adapter has its place, and every place its tensor; nothing but these two files is read.
    """
    config = LoraConfig.from_pretrained(str(folder))
    if not isinstance(config, LoraConfig) or config.peft_type != PeftType.LORA:
        raise RunFailed(ErrorCode.MODEL_FOLDER_INVALID, folder=folder.name, reason=ADAPTER_CONFIG)
    config.base_model_name_or_path = None  # the base is the one given; what its folder is called here is nobody's business
    tuned = Tuned(insert_adapters(model, config), 0)
    tensors = load_file(folder / ADAPTER_WEIGHTS)
    if tensors.keys() != trained_tensors(tuned).keys():
        raise RunFailed(ErrorCode.MODEL_FOLDER_INVALID, folder=folder.name, reason=ADAPTER_WEIGHTS)
    set_peft_model_state_dict(tuned.model, tensors)
    return tuned
