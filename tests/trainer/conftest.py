"""A tiny random BERT and a tiny dataset, built in code once per session."""

from pathlib import Path

import pytest

from tests.trainer.tiny import write_model_folder, write_rows


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model folder of some hundred kB: safetensors, config and a tokenizer whose every word is one token."""
    return write_model_folder(tmp_path_factory.mktemp("tiny") / "tiny-bert")


@pytest.fixture(scope="session")
def tiny_rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """240 canonical rows of two labels that can be learned, of 2 to 24 tokens."""
    return write_rows(tmp_path_factory.mktemp("rows") / "rows.parquet", 240)
