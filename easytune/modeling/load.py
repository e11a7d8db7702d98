"""Loads a tokenizer and a text classifier from a local folder, safely and offline. Knows no data and no training."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import torch
import transformers
from huggingface_hub import constants
from transformers import (
    AutoConfig,
    AutoModelForSequenceClassification,
    AutoTokenizer,
    PreTrainedConfig,
    PreTrainedModel,
    PreTrainedTokenizerBase,
)

from easytune.contract.adapter_base import is_adapter
from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.contract.model_folder import check_model_folder

Attention = Literal["eager", "sdpa"]
_SUPPORTED = "BERT, RoBERTa, DistilBERT, ELECTRA, Qwen2, Llama, …"
_DROPOUT_FIELDS = (
    "hidden_dropout_prob",
    "attention_probs_dropout_prob",
    "classifier_dropout",
    "dropout",
    "attention_dropout",
    "seq_classif_dropout",
    "embedding_dropout",
    "mlp_dropout",
)


@dataclass(frozen=True)
class Base:
    """A model to tune; fresh names the weights that the folder did not bring, drawn at random: the head, maybe a pooler."""

    model: PreTrainedModel
    fresh: frozenset[str]


def stay_offline_and_quiet() -> None:
    """No hub call and no progress bar in this process; called once, at its start."""
    constants.HF_HUB_OFFLINE = True
    transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    transformers.utils.logging.set_verbosity_error()  # type: ignore[no-untyped-call]


def load_tokenizer(folder: Path) -> PreTrainedTokenizerBase:
    """The fast tokenizer of a checked folder, with a token to pad with, on the right, as everything here pads.

    Many decoders bring no padding token: their end of text serves. Raises: RunFailed (check_model_folder, or MODEL_FOLDER_INVALID).
    """
    check_model_folder(folder)
    try:
        tokenizer: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    except (OSError, ValueError, KeyError) as problem:
        raise RunFailed(ErrorCode.MODEL_FOLDER_INVALID, folder=folder.name, reason=first_line(problem)) from problem
    if not tokenizer.is_fast:
        raise RunFailed(ErrorCode.MODEL_FOLDER_INVALID, folder=folder.name, reason="tokenizer.json")
    tokenizer.pad_token = _padding_token(folder, tokenizer)
    tokenizer.padding_side = tokenizer.truncation_side = "right"
    return tokenizer


def load_base(
    folder: Path,
    labels: tuple[str, ...],
    tokenizer: PreTrainedTokenizerBase,
    *,
    dropout: float = 0.0,
    attention: Attention = "sdpa",
    multi_label: bool = False,
) -> Base:
    """A base with a fresh classification head of len(labels) outputs, fp32, on the CPU; index i of the head is labels[i].

    Every dropout of the model becomes `dropout`. The head is drawn from torch's global generator: seed it first.
    A head of the same size that the folder brings is kept. A decoder classifies by the last token that is not padding.
    Raises: RunFailed (check_model_folder, ARCHITECTURE_UNSUPPORTED or MODEL_FOLDER_INVALID).
    """
    check_model_folder(folder)
    return _load(
        folder,
        attn_implementation=attention,
        **_overridden(folder, dropout),
        id2label=dict(enumerate(labels)),
        label2id={label: index for index, label in enumerate(labels)},
        num_labels=len(labels),
        problem_type="multi_label_classification" if multi_label else "single_label_classification",
        pad_token_id=tokenizer.pad_token_id,
        ignore_mismatched_sizes=True,
    )


def load_classifier(folder: Path, tokenizer: PreTrainedTokenizerBase) -> PreTrainedModel:
    """A tuned classifier as it was saved, whole, fp32, on the CPU. Raises: as load_base."""
    check_model_folder(folder)
    model = _load(folder).model
    if model.config.pad_token_id is None:
        model.config.pad_token_id = tokenizer.pad_token_id
    return model


def load_for_adapter(folder: Path, adapter_folder: Path) -> PreTrainedModel:
    """A base in the shape that an adapter's config.json describes; its head is drawn, to be replaced. Raises: as load_base."""
    check_model_folder(folder)
    return _load(folder, config=_config(adapter_folder), ignore_mismatched_sizes=True).model


def token_ids(ids: list[int], tokenizer: PreTrainedTokenizerBase) -> list[int]:
    """The ids of a text; one token of padding for a text that is none at all, since no model reads nothing."""
    return ids or [int(tokenizer.pad_token_id)]


def is_multi_label(model: PreTrainedModel) -> bool:
    """Whether a text may have any number of its labels."""
    return bool(model.config.problem_type == "multi_label_classification")


def label_names(model: PreTrainedModel) -> tuple[str, ...]:
    """The labels in the order of the logits."""
    names = {int(index): str(name) for index, name in (model.config.id2label or {}).items()}
    return tuple(names[index] for index in range(len(names)))


def longest_input_tokens(folder: Path, tokenizer: PreTrainedTokenizerBase) -> int:
    """How many tokens the model can read, special tokens included; RoBERTa's kin lose pad_token_id + 1 positions."""
    config = _config(folder).to_dict()
    positions = config.get("max_position_embeddings")
    if not isinstance(positions, int) or positions <= 0:
        return tokenizer.model_max_length
    if "roberta" in config["model_type"] or config["model_type"] == "camembert":
        positions -= int(config.get("pad_token_id") or 0) + 1
    return min(positions, tokenizer.model_max_length)


def _padding_token(folder: Path, tokenizer: PreTrainedTokenizerBase) -> str:
    """The tokenizer's own, unless the model has no embedding for it (the library gives some decoders one that they never saw);
    then the end of text, or the unknown token. Raises: RunFailed(MODEL_FOLDER_INVALID) when there is none."""
    rows = _config(folder).get_text_config().vocab_size
    for token in (tokenizer.pad_token, tokenizer.eos_token, tokenizer.unk_token):
        if isinstance(token, str) and tokenizer.get_vocab()[token] < rows:
            return token
    raise RunFailed(ErrorCode.MODEL_FOLDER_INVALID, folder=folder.name, reason="pad_token")


def dropouts(folder: Path, dropout: float) -> dict[str, float]:
    """Every dropout that the model's configuration has, set to one value."""
    config = _config(folder).to_dict()
    return {name: dropout for name in _DROPOUT_FIELDS if config.get(name) is not None}


def _overridden(folder: Path, dropout: float) -> dict[str, float]:
    """Every dropout; and no cache of keys and values, which only generating text needs."""
    return dropouts(folder, dropout) | ({"use_cache": False} if _config(folder).to_dict().get("use_cache") is not None else {})


def _config(folder: Path) -> PreTrainedConfig:
    """Raises: RunFailed(ARCHITECTURE_UNSUPPORTED) when the library has no such architecture."""
    try:
        config: PreTrainedConfig = AutoConfig.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    except (ValueError, KeyError) as problem:
        raise RunFailed(ErrorCode.ARCHITECTURE_UNSUPPORTED, architecture=model_type(folder), supported=_SUPPORTED) from problem
    return config


def model_type(folder: Path) -> str:
    """As config.json spells it, for an error about it."""
    return str(json.loads((folder / "config.json").read_bytes()).get("model_type", "unknown"))[:100]


def _load(folder: Path, **options: object) -> Base:
    if is_adapter(folder):  # the library would go and load whatever the adapter names
        raise RunFailed(ErrorCode.MODEL_FOLDER_INVALID, folder=folder.name, reason="adapter_config.json")
    try:
        model, told = AutoModelForSequenceClassification.from_pretrained(
            folder, local_files_only=True, trust_remote_code=False, use_safetensors=True, dtype=torch.float32,
            output_loading_info=True, **options,
        )  # fmt: skip
    except ValueError as problem:
        raise RunFailed(ErrorCode.ARCHITECTURE_UNSUPPORTED, architecture=model_type(folder), supported=_SUPPORTED) from problem
    except (OSError, KeyError, RuntimeError) as problem:
        raise RunFailed(ErrorCode.MODEL_FOLDER_INVALID, folder=folder.name, reason=first_line(problem)) from problem
    return Base(model, frozenset(told["missing_keys"]))


def first_line(problem: Exception) -> str:
    """What a library says, short enough for a message."""
    return (str(problem).splitlines() or [type(problem).__name__])[0][:300]
