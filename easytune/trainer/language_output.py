"""Writes a tuned language model, and compares one that was written with its start. Knows files and models; knows no loop.

The weights have the precision of the base folder's: 16 bits where those have 16, else 32. An adapter is added to the base in 32 bits
and rounded once.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import assert_never

import numpy as np
import torch
from transformers import GenerationConfig, PreTrainedModel, PreTrainedTokenizerBase

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.contract.objective import Chat
from easytune.contract.train_spec import TrainSpec
from easytune.contract.tuning import Full, HeadOnly, Lora, LoraOutput
from easytune.modeling.adapter import adapted
from easytune.modeling.chat import encode, end_ids
from easytune.modeling.language_model import load_language_model, open_language_model, stored_dtype
from easytune.modeling.load import load_tokenizer
from easytune.modeling.tuned import ADAPTER_FILES, Tuned, load_trained, merged
from easytune.trainer.checkpoints import Checkpoint
from easytune.trainer.conversations import conversations
from easytune.trainer.lesson import Compared
from easytune.trainer.save import ADAPTER_FOLDER, copy_files, write_base

COMPARED_ROWS = 20
LEAST_AGREEMENT = {True: 0.99, False: 0.95}  # of 32 bits, and of 16: rounding moves what was nearly equal


def write_language_model(checkpoint: Checkpoint, tuned: Tuned, tokenizer: PreTrainedTokenizerBase, spec: TrainSpec, target: Path) -> None:
    """A folder that loads with a plain AutoModelForCausalLM.from_pretrained, or an adapter with PeftModel on its base.

    Its generation settings end an answer where the chat template does. The tuned model may be used up. Raises: OSError.
    """
    base = Path(spec.model.folder)
    match spec.settings.tuning:
        case Full():
            load_trained(tuned, checkpoint.folder)
            _save(tuned.base_model, tokenizer, stored_dtype(base), target)
        case Lora(output=LoraOutput.MERGED):
            (target / ADAPTER_FOLDER).mkdir()
            copy_files(ADAPTER_FILES, checkpoint.folder, target / ADAPTER_FOLDER)
            _save(merged(adapted(load_language_model(base), checkpoint.folder)), tokenizer, stored_dtype(base), target)
        case Lora():
            copy_files(ADAPTER_FILES, checkpoint.folder, target)
            tuned.base_model.config.save_pretrained(target)
            _generation(tuned.base_model, tokenizer).save_pretrained(target)
            write_base(spec.model, target)
        case HeadOnly():
            raise RunFailed(ErrorCode.TUNING_UNSUITED)
        case _ as other:
            assert_never(other)
    tokenizer.save_pretrained(target)


def compare_language_model(output: Path, spec: TrainSpec, chat: Chat) -> Compared:
    """Loads, writes finite numbers, differs; and merged, thinks like its adapter on the base. Raises: ValueError, as loading raises."""
    base = Path(spec.model.folder)
    tokenizer = load_tokenizer(output)
    model = open_language_model(output, base)
    model.train(False)
    rows = _rows(spec, chat, tokenizer)
    with torch.inference_mode():
        if not bool(torch.isfinite(model(rows[0].ids[None]).logits).all()):
            raise ValueError("the logits are not finite")
    start = load_language_model(base)
    before = start.state_dict()
    differs = any(not torch.equal(weight, before[name]) for name, weight in model.state_dict().items())
    agreement = None
    if isinstance(spec.settings.tuning, Lora) and spec.settings.tuning.output is LoraOutput.MERGED:
        agreement = _agreement(model, adapted(start, output / ADAPTER_FOLDER).model, rows)
        least = LEAST_AGREEMENT[stored_dtype(output) is torch.float32]
        if agreement < least:
            raise ValueError(f"the merged model agrees with its adapter on {agreement:.4f} of the tokens, expected {least}")
    return Compared(differs, sum(weight.numel() for weight in model.parameters()), agreement)


@dataclass(frozen=True)
class _Row:
    """ids int64[T], and places int64[N] whose next token is learned."""

    ids: torch.Tensor
    places: torch.Tensor


def _rows(spec: TrainSpec, chat: Chat, tokenizer: PreTrainedTokenizerBase) -> list[_Row]:
    """The first few conversations of the validation data, or of the training data where there is none of its own."""
    data = spec.validation or spec.train
    found: list[_Row] = []
    for _, conversation in conversations(Path(data.rows_file)):
        encoded = encode(conversation, tokenizer, spec.settings.max_tokens, chat.learn)
        if encoded.teaches:
            ids = torch.from_numpy(encoded.ids.astype(np.int64))
            found.append(_Row(ids, torch.from_numpy(np.flatnonzero(encoded.learned[1:]))))
        if len(found) == COMPARED_ROWS:
            break
    return found


@torch.inference_mode()
def _agreement(one: torch.nn.Module, other: torch.nn.Module, rows: list[_Row]) -> float:
    """Share of learned tokens in front of which both think the same one likeliest, each after the true text before it."""
    other.train(False)
    same = total = 0
    for row in rows:
        likeliest = [model(input_ids=row.ids[None], logits_to_keep=row.places).logits[0].argmax(-1) for model in (one, other)]
        same += int((likeliest[0] == likeliest[1]).sum())
        total += len(row.places)
    return same / total


def _save(model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, dtype: torch.dtype, target: Path) -> None:
    model.generation_config = _generation(model, tokenizer)
    model.config.use_cache = True
    torch.nn.Module.to(model, dtype)
    model.save_pretrained(target)


def _generation(model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase) -> GenerationConfig:
    """The base's own, with the tokens that end an answer. Settings of sampling without sampling, which some bases bring, the
    library refuses to save: there sampling is on."""
    config = model.generation_config
    config.eos_token_id = end_ids(tokenizer)
    config.pad_token_id = tokenizer.pad_token_id
    samples = (config.temperature not in (None, 1.0), config.top_p not in (None, 1.0), config.top_k not in (None, 50))
    config.do_sample = bool(config.do_sample) or any(samples)
    return config
