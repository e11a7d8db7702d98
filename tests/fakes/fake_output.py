"""Writes and reads the fake's model folder: real file formats around 32 bytes of weights. Knows no training."""

import json
import os
import shutil
from pathlib import Path

from easytune.contract.run_folder import RunFolder, sync_folder, sync_tree


def write_weights(path: Path, weights: bytes) -> None:
    """A safetensors file with one tensor of 32 bytes."""
    header = json.dumps({"chain": {"dtype": "U8", "shape": [len(weights)], "data_offsets": [0, len(weights)]}}).encode()
    path.write_bytes(len(header).to_bytes(8, "little") + header + weights)


def read_weights(path: Path) -> bytes:
    """Raises: OSError."""
    return path.read_bytes()[-32:]


def write_model(folder: Path, labels: tuple[str, ...], weights: bytes) -> None:
    """A folder that passes for a small classifier."""
    folder.mkdir(parents=True, exist_ok=True)
    config = {
        "model_type": "bert",
        "architectures": ["BertForSequenceClassification" if labels else "BertModel"],
        "id2label": {str(number): label for number, label in enumerate(labels)},
        "max_position_embeddings": 512,
    }
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "vocab.txt").write_text("[PAD]\n[UNK]\n[CLS]\n[SEP]\n")
    write_weights(folder / "model.safetensors", weights)


def write_output(folder: RunFolder, labels: tuple[str, ...], weights: bytes, step: int) -> None:
    """output/ appears whole or not at all."""
    shutil.rmtree(folder.output_unfinished, ignore_errors=True)
    write_model(folder.output_unfinished, labels, weights)
    (folder.output_unfinished / "step.json").write_text(json.dumps({"step": step}))
    sync_tree(folder.output_unfinished)
    os.rename(folder.output_unfinished, folder.output)
    sync_folder(folder.path)
