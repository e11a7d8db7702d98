"""Writes `output/`: the tuned model as an ordinary folder, whole or not at all. Knows files and the model; knows no loop."""

import os
import shutil
from pathlib import Path
from typing import assert_never

from transformers import PreTrainedTokenizerBase

from easytune.contract import adapter_base, calibration
from easytune.contract.adapter_base import AdapterBase
from easytune.contract.calibration import Calibration
from easytune.contract.run_folder import RunFolder, sync_folder, sync_tree, write_model
from easytune.contract.train_spec import BaseModelRef, TrainSpec
from easytune.contract.tuning import Full, HeadOnly, Lora, LoraOutput
from easytune.modeling.adapter import weights_sha256
from easytune.modeling.tuned import ADAPTER_FILES, Tuned, load_trained, merged
from easytune.trainer.checkpoints import Checkpoint

ADAPTER_FOLDER = "adapter"


def write_output(
    checkpoint: Checkpoint, tuned: Tuned, tokenizer: PreTrainedTokenizerBase, spec: TrainSpec, fitted: Calibration | None, folder: RunFolder
) -> None:
    """Weights and config of a committed checkpoint, and a tokenizer that cuts where training did; `output.tmp/` -> `output/`.

    A whole model loads with a plain AutoModelForSequenceClassification.from_pretrained; an adapter with PeftModel on its base.
    The tuned model may be used up. Raises: OSError.
    """
    unfinished = folder.output_unfinished
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    _write_weights(checkpoint, tuned, spec, unfinished)
    tokenizer.model_max_length = spec.settings.max_tokens
    tokenizer.save_pretrained(unfinished)
    if fitted is not None:
        write_model(unfinished / calibration.FILE_NAME, fitted)
    sync_tree(unfinished)
    os.rename(unfinished, folder.output)
    sync_folder(folder.path)


def _write_weights(checkpoint: Checkpoint, tuned: Tuned, spec: TrainSpec, target: Path) -> None:
    match spec.settings.tuning:
        case Full():
            _copy([name for name in _names(checkpoint) if _is_model_file(name)], checkpoint.folder, target)
        case HeadOnly():
            _write_whole(checkpoint, tuned, target)
        case Lora(output=output):
            _write_adapted(checkpoint, tuned, output, spec.model, target)
        case _ as other:
            assert_never(other)


def _write_adapted(checkpoint: Checkpoint, tuned: Tuned, output: LoraOutput, base: BaseModelRef, target: Path) -> None:
    match output:
        case LoraOutput.MERGED:
            (target / ADAPTER_FOLDER).mkdir()
            _copy(ADAPTER_FILES, checkpoint.folder, target / ADAPTER_FOLDER)
            _write_whole(checkpoint, tuned, target)
        case LoraOutput.ADAPTER:
            _copy(ADAPTER_FILES, checkpoint.folder, target)
            tuned.base_model.config.save_pretrained(target)
            write_model(target / adapter_base.FILE_NAME, _base_of(base))
        case _:
            assert_never(output)


def _write_whole(checkpoint: Checkpoint, tuned: Tuned, target: Path) -> None:
    load_trained(tuned, checkpoint.folder)
    merged(tuned).save_pretrained(target)


def _base_of(model: BaseModelRef) -> AdapterBase:
    return AdapterBase(model_id=model.model_id, name=model.name, weights_sha256=weights_sha256(Path(model.folder)))


def _copy(names: list[str] | tuple[str, ...], source: Path, target: Path) -> None:
    for name in names:
        shutil.copyfile(source / name, target / name)


def _names(checkpoint: Checkpoint) -> list[str]:
    return [file.name for file in checkpoint.manifest.files]


def _is_model_file(name: str) -> bool:
    return name == "config.json" or name.endswith((".safetensors", ".safetensors.index.json"))
