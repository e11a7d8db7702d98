"""Writes `output/`: the tuned model as an ordinary folder, whole or not at all. Knows files; knows no torch and no loop."""

import os
import shutil

from transformers import PreTrainedTokenizerBase

from easytune.contract.run_folder import RunFolder, sync_folder
from easytune.trainer.checkpoints import Checkpoint


def write_output(checkpoint: Checkpoint, tokenizer: PreTrainedTokenizerBase, max_tokens: int, folder: RunFolder) -> None:
    """Weights and config of a committed checkpoint, and a tokenizer that cuts where training did; `output.tmp/` -> `output/`.

    Loads with a plain AutoModelForSequenceClassification.from_pretrained. Raises: OSError.
    """
    unfinished = folder.output_unfinished
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    for name in _model_files(checkpoint):
        shutil.copyfile(checkpoint.folder / name, unfinished / name)
    tokenizer.model_max_length = max_tokens
    tokenizer.save_pretrained(unfinished)
    for path in sorted(unfinished.iterdir()):
        with open(path, "rb") as file:
            os.fsync(file.fileno())
    sync_folder(unfinished)
    os.rename(unfinished, folder.output)
    sync_folder(folder.path)


def _model_files(checkpoint: Checkpoint) -> list[str]:
    names = [file.name for file in checkpoint.manifest.files]
    return [name for name in names if name == "config.json" or name.endswith((".safetensors", ".safetensors.index.json"))]
