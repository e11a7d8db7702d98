"""Folders with code or pickles are refused before anything is loaded; devices and precision follow what is there."""

import json
import pickle
import shutil
from pathlib import Path

import pytest
import torch

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.contract.model_folder import check_model_folder
from easytune.contract.train_spec import Device, Precision
from easytune.modeling.device import bf16_instructions, choose_compute
from easytune.modeling.load import label_names, load_base, load_tokenizer, longest_input_tokens
from tests.trainer.tiny import write_model_folder


@pytest.fixture(scope="module")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model_folder(tmp_path_factory.mktemp("model") / "tiny-bert")


@pytest.fixture
def folder(tmp_path: Path, model_folder: Path) -> Path:
    return shutil.copytree(model_folder, tmp_path / "model")


class Canary:
    """Creates a file when unpickled."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self):
        return (Path.touch, (self._path,))


def refusal(folder: Path) -> ErrorCode:
    with pytest.raises(RunFailed) as caught:
        load_tokenizer(folder)
    return caught.value.code


@pytest.mark.parametrize("name", ["pytorch_model.bin", "training_args.bin", "tokenizer.model", "weights.dat", "deep/er/x.pkl"])
def test_a_pickle_of_any_name_is_refused_and_never_run(folder: Path, tmp_path: Path, name: str):
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(pickle.dumps(Canary(tmp_path / "canary")))
    assert refusal(folder) is ErrorCode.UNSAFE_WEIGHTS
    assert not (tmp_path / "canary").exists()


def test_a_torch_archive_under_another_name_is_refused(folder: Path):
    torch.save({"weight": torch.zeros(1)}, folder / "model.data")
    assert refusal(folder) is ErrorCode.UNSAFE_WEIGHTS


def test_a_python_file_is_refused(folder: Path):
    (folder / "modeling_mine.py").write_text("raise SystemExit")
    assert refusal(folder) is ErrorCode.REMOTE_CODE


@pytest.mark.parametrize("name", ["config.json", "tokenizer_config.json", "processor_config.json"])
@pytest.mark.parametrize(
    "planted", [{"auto_map": {"AutoModel": "x.Y"}}, {"inner": [{"auto_map": {"A": "b.C"}}]}, {"trust_remote_code": True}]
)
def test_a_configuration_that_points_to_code_is_refused(folder: Path, name: str, planted: dict[str, object]):
    path = folder / name
    content = json.loads(path.read_text()) if path.exists() else {}
    path.write_text(json.dumps(content | planted))
    assert refusal(folder) is ErrorCode.REMOTE_CODE


@pytest.mark.parametrize("depth", [100_000])
def test_a_configuration_too_deep_to_read_is_refused(folder: Path, depth: int):
    (folder / "generation_config.json").write_text("[" * depth + "]" * depth)
    assert refusal(folder) is ErrorCode.REMOTE_CODE


@pytest.mark.parametrize("name", ["config.json", "model.safetensors"])
def test_a_folder_that_lacks_a_part_is_refused_by_its_name(folder: Path, name: str):
    (folder / name).unlink()
    with pytest.raises(RunFailed) as caught:
        check_model_folder(folder)
    assert caught.value.code is ErrorCode.MODEL_FOLDER_INVALID


def test_an_unknown_architecture_is_named(folder: Path):
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"model_type": "unheard-of", "architectures": ["UnheardOf"]}))
    with pytest.raises(RunFailed) as caught:
        load_base(folder, ("a", "b"), load_tokenizer(folder), dropout=0.0, attention="sdpa")
    assert caught.value.code is ErrorCode.ARCHITECTURE_UNSUPPORTED


def test_the_head_has_the_labels_in_their_order(folder: Path):
    labels = ("alpha", "beta", "gamma")
    tokenizer = load_tokenizer(folder)
    model = load_base(folder, labels, tokenizer, dropout=0.25, attention="eager").model
    assert {module.p for module in model.modules() if isinstance(module, torch.nn.Dropout)} == {0.25}
    assert label_names(model) == labels
    assert model(**tokenizer(["good"], return_tensors="pt")).logits.shape == (1, 3)
    assert longest_input_tokens(folder, tokenizer) == 64


def test_auto_precision_is_bf16_exactly_where_the_cpu_has_instructions():
    chosen = choose_compute(Device.CPU, Precision.AUTO)
    assert (chosen.precision is Precision.BF16) == bool(bf16_instructions())
    assert choose_compute(Device.CPU, Precision.FP32).precision is Precision.FP32


@pytest.mark.parametrize("device", [Device.CUDA, Device.MPS])
def test_a_named_device_is_taken_or_refused_but_never_replaced(device: Device):
    there = {Device.CUDA: torch.cuda.is_available(), Device.MPS: torch.backends.mps.is_available()}[device]
    if there:
        assert choose_compute(device, Precision.AUTO).device is device
    else:
        with pytest.raises(RunFailed) as caught:
            choose_compute(device, Precision.AUTO)
        assert caught.value.code is ErrorCode.DEVICE_UNAVAILABLE
