"""Writes `output/`, whole or not at all, and a classifier's weights into it. Knows files and models; knows no loop."""

import os
import shutil
from collections.abc import Callable
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


def write_output(write: Callable[[Path], None], fitted: Calibration | None, folder: RunFolder) -> None:
    """What an objective writes into a folder that it is given, and the calibration; `output.tmp/` -> `output/`. Raises: OSError."""
    unfinished = folder.output_unfinished
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    write(unfinished)
    if fitted is not None:
        write_model(unfinished / calibration.FILE_NAME, fitted)
    sync_tree(unfinished)
    os.rename(unfinished, folder.output)
    sync_folder(folder.path)


def write_classifier(checkpoint: Checkpoint, tuned: Tuned, tokenizer: PreTrainedTokenizerBase, spec: TrainSpec, target: Path) -> None:
    """Weights and config of a committed checkpoint, and a tokenizer that cuts where training did.

    A whole model loads with a plain AutoModelForSequenceClassification.from_pretrained; an adapter with PeftModel on its base.
    The tuned model may be used up. Raises: OSError.
    """
    _write_weights(checkpoint, tuned, spec, target)
    tokenizer.model_max_length = spec.settings.max_tokens
    tokenizer.save_pretrained(target)


def _write_weights(checkpoint: Checkpoint, tuned: Tuned, spec: TrainSpec, target: Path) -> None:
    match spec.settings.tuning:
        case Full():
            copy_files([name for name in _names(checkpoint) if _is_model_file(name)], checkpoint.folder, target)
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
            copy_files(ADAPTER_FILES, checkpoint.folder, target / ADAPTER_FOLDER)
            _write_whole(checkpoint, tuned, target)
        case LoraOutput.ADAPTER:
            copy_files(ADAPTER_FILES, checkpoint.folder, target)
            tuned.base_model.config.save_pretrained(target)
            write_base(base, target)
        case _:
            assert_never(output)


def _write_whole(checkpoint: Checkpoint, tuned: Tuned, target: Path) -> None:
    load_trained(tuned, checkpoint.folder)
    merged(tuned).save_pretrained(target)


def write_base(model: BaseModelRef, target: Path) -> None:
    """base.json of an adapter's folder. Raises: OSError."""
    base = AdapterBase(model_id=model.model_id, name=model.name, weights_sha256=weights_sha256(Path(model.folder)))
    write_model(target / adapter_base.FILE_NAME, base)


def copy_files(names: list[str] | tuple[str, ...], source: Path, target: Path) -> None:
    """Files of one folder into another. Raises: OSError."""
    for name in names:
        shutil.copyfile(source / name, target / name)


def _names(checkpoint: Checkpoint) -> list[str]:
    return [file.name for file in checkpoint.manifest.files]


def _is_model_file(name: str) -> bool:
    return name == "config.json" or name.endswith((".safetensors", ".safetensors.index.json"))
