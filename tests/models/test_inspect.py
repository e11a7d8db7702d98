"""A folder is described from its headers, and refused with a reason when it is no usable model."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from transformers.models.auto.modeling_auto import MODEL_FOR_CAUSAL_LM_MAPPING_NAMES, MODEL_FOR_SEQUENCE_CLASSIFICATION_MAPPING_NAMES

from easytune.contract.error_codes import ErrorCode
from easytune.core.errors import InvalidInput
from easytune.models.architectures import SUPPORTED
from easytune.models.inspect import inspect
from tests.models.stock import LABELS, change_json, classifier_folder, encoder_folder, language_model_folder, safetensors


def refusal(folder: Path) -> InvalidInput:
    with pytest.raises(InvalidInput) as refused:
        inspect(folder)
    return refused.value


def test_an_encoder_and_a_classifier_are_told_apart(tmp_path: Path) -> None:
    encoder = inspect(encoder_folder(tmp_path / "encoder"))
    assert (encoder.task, encoder.architecture, encoder.labels) == ("encoder", "BertModel", None)
    classifier = inspect(classifier_folder(tmp_path / "classifier"))
    assert (classifier.task, classifier.labels, classifier.max_tokens) == ("classifier", LABELS, 512)


def test_a_decoder_with_its_own_head_is_a_language_model(tmp_path: Path) -> None:
    found = inspect(language_model_folder(tmp_path / "writer"))
    assert (found.task, found.architecture, found.labels, found.max_tokens) == ("language_model", "LlamaForCausalLM", None, 2048)
    assert found.has_chat_template
    assert not inspect(language_model_folder(tmp_path / "plain", template=False)).has_chat_template


def test_a_chat_template_is_found_in_a_file_of_its_own_too(tmp_path: Path) -> None:
    folder = language_model_folder(tmp_path / "writer", template=False)
    (folder / "chat_template.jinja").write_text("{{ messages }}")
    assert inspect(folder).has_chat_template


@pytest.mark.parametrize(
    ("model_type", "architecture", "task"),
    [
        ("llama", "LlamaModel", "encoder"),
        ("llama", "LlamaForSequenceClassification", "classifier"),
        ("bert", "BertForCausalLM", "encoder"),
        ("qwen2", "Qwen2ForCausalLM", "language_model"),
    ],
)
def test_only_a_decoder_with_a_head_for_words_writes(model_type: str, architecture: str, task: str, tmp_path: Path) -> None:
    folder = language_model_folder(tmp_path / "m")
    change_json(folder / "config.json", model_type=model_type, architectures=[architecture], id2label={"0": "a", "1": "b"})
    found = inspect(folder)
    assert (found.task, found.has_chat_template) == (task, task == "language_model")


def test_parameters_and_types_are_counted_over_all_shards(tmp_path: Path) -> None:
    folder = encoder_folder(tmp_path / "m")
    (folder / "model.safetensors").unlink()
    safetensors(folder / "model-00001-of-00002.safetensors", {"a": [3, 5], "b": [7]})
    safetensors(folder / "model-00002-of-00002.safetensors", {"c": [2]})
    places = {"a": "model-00001-of-00002.safetensors", "b": "model-00001-of-00002.safetensors", "c": "model-00002-of-00002.safetensors"}
    change_json(folder / "model.safetensors.index.json", weight_map=places)
    found = inspect(folder)
    assert (found.parameters, found.dtypes) == (24, ("F16",))
    assert found.bytes == sum(path.stat().st_size for path in folder.iterdir())
    (folder / "model-00002-of-00002.safetensors").unlink()
    assert "shards are missing: model-00002-of-00002.safetensors" in str(refusal(folder))


@pytest.mark.parametrize("place", ["../outside.safetensors", "/etc/passwd", "sub/x.safetensors"])
def test_an_index_cannot_name_a_shard_outside(place: str, tmp_path: Path) -> None:
    folder = encoder_folder(tmp_path / "m")
    safetensors(tmp_path / "outside.safetensors", {"a": [1]})
    change_json(folder / "model.safetensors.index.json", weight_map={"a": place})
    assert "shards are missing" in str(refusal(folder))


def test_an_index_that_names_a_tensor_its_shard_lacks_is_refused(tmp_path: Path) -> None:
    folder = encoder_folder(tmp_path / "m")
    change_json(folder / "model.safetensors.index.json", weight_map={"chain": "model.safetensors", "other": "model.safetensors"})
    assert "for example other" in str(refusal(folder))


def test_a_weights_file_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    folder = encoder_folder(tmp_path / "m")
    for cut in (1, 30, 100):
        safetensors(folder / "model.safetensors", {"a": [10]}, cut=cut)
        assert "damaged" in str(refusal(folder))


@pytest.mark.parametrize(
    "tensor",
    [
        {"dtype": "F16", "shape": [4], "data_offsets": [0, 4]},
        {"dtype": "F16", "shape": [-4], "data_offsets": [0, -8]},
        {"dtype": "OBJECT", "shape": [4], "data_offsets": [0, 8]},
        {"dtype": "F16", "shape": "no", "data_offsets": [0, 8]},
        [],
    ],
)
def test_a_header_that_contradicts_itself_is_refused(tensor: Any, tmp_path: Path) -> None:
    folder = encoder_folder(tmp_path / "m")
    raw = json.dumps({"a": tensor}).encode()
    (folder / "model.safetensors").write_bytes(len(raw).to_bytes(8, "little") + raw + bytes(8))
    assert refusal(folder).code is ErrorCode.MODEL_FOLDER_INVALID


@pytest.mark.parametrize("name", ["config.json", "vocab.txt", "model.safetensors"])
def test_what_is_missing_is_named(name: str, tmp_path: Path) -> None:
    folder = encoder_folder(tmp_path / "m")
    (folder / name).unlink()
    assert name in str(refusal(folder))


@pytest.mark.parametrize("content", ["", "[1]", "{", "[" * 100_000, '"text"'])
def test_a_config_that_is_no_object_is_refused(content: str, tmp_path: Path) -> None:
    folder = encoder_folder(tmp_path / "m")
    (folder / "config.json").write_text(content)
    assert refusal(folder).code is ErrorCode.MODEL_FOLDER_INVALID


@pytest.mark.parametrize("model_type", ["mamba", "bert\nbert", "", None, 7, ["bert"], "../bert"])
def test_only_known_architectures_are_taken(model_type: Any, tmp_path: Path) -> None:
    folder = encoder_folder(tmp_path / "m")
    change_json(folder / "config.json", model_type=model_type)
    assert refusal(folder).code is ErrorCode.ARCHITECTURE_UNSUPPORTED


def test_every_supported_architecture_is_one_that_the_library_can_classify_with() -> None:
    assert set(SUPPORTED) <= set(MODEL_FOR_SEQUENCE_CLASSIFICATION_MAPPING_NAMES)


def test_every_decoder_that_is_said_to_write_has_such_a_class_in_the_library() -> None:
    assert {name for name, known in SUPPORTED.items() if known.is_decoder} <= set(MODEL_FOR_CAUSAL_LM_MAPPING_NAMES)


def test_the_shortest_limit_counts_and_roberta_loses_two_positions(tmp_path: Path) -> None:
    folder = encoder_folder(tmp_path / "m")
    change_json(folder / "config.json", model_type="xlm-roberta", max_position_embeddings=514)
    assert inspect(folder).max_tokens == 512
    change_json(folder / "tokenizer_config.json", model_max_length=128)
    assert inspect(folder).max_tokens == 128
    change_json(folder / "tokenizer_config.json", model_max_length=int(1e30))
    assert inspect(folder).max_tokens == 512


@pytest.mark.parametrize("named", [{}, {"1": "a"}, {"0": "a", "2": "b"}, {"0": 7}, "ab"])
def test_labels_must_be_whole(named: Any, tmp_path: Path) -> None:
    folder = classifier_folder(tmp_path / "m")
    change_json(folder / "config.json", id2label=named)
    assert "id2label" in str(refusal(folder))


def test_inspecting_imports_no_torch() -> None:
    code = (
        "import sys, easytune.models.routes, easytune.inference.routes; sys.exit('torch' in sys.modules or 'transformers' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0
