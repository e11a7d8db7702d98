"""Whatever could run code is found before anything is loaded; the canary of each evil file is never touched."""

import io
import json
import os
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from easytune.contract.error_codes import ErrorCode
from easytune.core.errors import InvalidInput
from easytune.models.inspect import inspect
from tests.models.stock import change_json, encoder_folder


class Canary:
    """Unpickling it would make the file that the test looks for."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[str, ...]]:
        return os.mkdir, (str(self._path),)


def refused_with(folder: Path) -> InvalidInput:
    with pytest.raises(InvalidInput) as refused:
        inspect(folder)
    return refused.value


PICKLE_NAMES = """pytorch_model.bin model.pt model.pth weights.pkl x.PICKLE model.ckpt a.npy a.npz x.joblib x.dill tf_model.h5
 training_args.bin optimizer.pt rng_state.pth sub/folder/model.bin
 flax_model.msgpack spiece.model tokenizer.model harmless scaler.safetensors.pkl""".split()


@pytest.mark.parametrize("name", PICKLE_NAMES)
@pytest.mark.parametrize("protocol", [2, 4])
def test_a_pickle_is_refused_under_any_name(name: str, protocol: int, tmp_path: Path) -> None:
    folder, canary = encoder_folder(tmp_path / "m"), tmp_path / "canary"
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(pickle.dumps(Canary(canary), protocol))
    error = refused_with(folder)
    assert error.code is ErrorCode.UNSAFE_WEIGHTS
    assert error.params["files"] == name
    assert not canary.exists()


def test_a_zipped_pickle_without_a_telling_name_is_refused(tmp_path: Path) -> None:
    folder, buffer = encoder_folder(tmp_path / "m"), io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps(Canary(tmp_path / "canary")))
    (folder / "weights").write_bytes(buffer.getvalue())
    assert refused_with(folder).code is ErrorCode.UNSAFE_WEIGHTS


CODE_NAMES = "modeling_own.py sub/__init__.py x.pyc kernel.so lib.dll run.sh x.PY notebook.ipynb".split()


@pytest.mark.parametrize("name", CODE_NAMES)
def test_code_is_refused(name: str, tmp_path: Path) -> None:
    folder = encoder_folder(tmp_path / "m")
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("print()")
    assert refused_with(folder).code is ErrorCode.REMOTE_CODE


def test_a_program_without_a_telling_name_is_refused(tmp_path: Path) -> None:
    folder = encoder_folder(tmp_path / "m")
    (folder / "data").write_bytes(b"\x7fELF" + bytes(100))
    assert refused_with(folder).code is ErrorCode.REMOTE_CODE


POINTERS: list[dict[str, Any]] = [
    {"auto_map": {"AutoModel": "own.Model"}},
    {"trust_remote_code": True},
    {"text_config": {"auto_map": {"AutoConfig": "own.Config"}}},
    {"a": [{"b": [{"trust_remote_code": True}]}]},
    {"custom_pipelines": {"x": {"impl": "own.Pipeline"}}},
    {"_attn_implementation": "someone/kernel"},
    {"encoder": {"attn_implementation": "someone/kernel:function"}},
]


@pytest.mark.parametrize("pointer", POINTERS)
@pytest.mark.parametrize("name", ["config.json", "tokenizer_config.json", "processor_config.json"])
def test_a_pointer_to_code_is_refused_at_any_depth(pointer: dict[str, Any], name: str, tmp_path: Path) -> None:
    folder = encoder_folder(tmp_path / "m")
    change_json(folder / name, **pointer)
    assert refused_with(folder).code is ErrorCode.REMOTE_CODE


def test_what_only_looks_alike_is_taken(tmp_path: Path) -> None:
    folder = encoder_folder(tmp_path / "m")
    change_json(folder / "config.json", auto_map=None, trust_remote_code=False, _attn_implementation="sdpa")
    (folder / "README.md").write_text("# model.bin")
    (folder / "spiece.model").write_bytes(b"\x0a\x0d\x0a\x05<unk>")
    inspect(folder)


def test_a_link_out_of_the_allowed_folders_is_refused_and_one_inside_is_taken(tmp_path: Path) -> None:
    root, folder = tmp_path / "root", encoder_folder(tmp_path / "root" / "snapshot")
    (root / "blobs").mkdir()
    (folder / "vocab.txt").rename(root / "blobs" / "vocab")
    (folder / "vocab.txt").symlink_to("../blobs/vocab")
    inspect(folder, (root,))
    (tmp_path / "secret").write_text("secret")
    (folder / "notes.txt").symlink_to("../../secret")
    with pytest.raises(InvalidInput, match=r"notes\.txt"):
        inspect(folder, (root,))


def test_a_linked_folder_and_a_pipe_are_refused(tmp_path: Path) -> None:
    folder = encoder_folder(tmp_path / "m")
    (folder / "loop").symlink_to(folder)
    assert "loop" in str(refused_with(folder))
    (folder / "loop").unlink()
    os.mkfifo(folder / "pipe")
    assert "pipe" in str(refused_with(folder))


def test_a_file_of_json_that_is_too_deep_does_not_end_the_server(tmp_path: Path) -> None:
    folder = encoder_folder(tmp_path / "m")
    (folder / "extra.json").write_text('{"a":' * 50_000 + "1" + "}" * 50_000)
    assert refused_with(folder).code is ErrorCode.MODEL_FOLDER_INVALID
    (folder / "extra.json").write_text(json.dumps({"a": {}}))
    inspect(folder)
