"""Model folders for tests: real file formats around a few bytes. Knows no library that loads them."""

import json
from pathlib import Path
from typing import Any

from tests.fakes.fake_output import write_model

LABELS = ("差评", "好评")


def encoder_folder(folder: Path) -> Path:
    write_model(folder, (), bytes(32))
    return folder


def classifier_folder(folder: Path) -> Path:
    write_model(folder, LABELS, bytes(32))
    return folder


def language_model_folder(folder: Path, *, template: bool = True) -> Path:
    encoder_folder(folder)
    change_json(folder / "config.json", model_type="llama", architectures=["LlamaForCausalLM"], max_position_embeddings=2048)
    if template:
        change_json(folder / "tokenizer_config.json", chat_template="{{ messages }}")
    return folder


def adapter_folder(folder: Path) -> Path:
    """An adapter alone, as a LoRA run leaves it: its base lies elsewhere."""
    classifier_folder(folder)
    (folder / "model.safetensors").rename(folder / "adapter_model.safetensors")
    change_json(folder / "adapter_config.json", peft_type="LORA", r=4)
    change_json(folder / "base.json", model_id=1, name="base", weights_sha256="0" * 64)
    return folder


def change_json(path: Path, **changes: Any) -> None:
    content = json.loads(path.read_text()) if path.exists() else {}
    path.write_text(json.dumps(content | changes))


def safetensors(path: Path, tensors: dict[str, list[int]], *, cut: int = 0) -> None:
    """float16 tensors of the given shapes; the last `cut` bytes are missing."""
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    offset = 0
    for name, shape in tensors.items():
        size = 2
        for length in shape:
            size *= length
        header[name] = {"dtype": "F16", "shape": shape, "data_offsets": [offset, offset + size]}
        offset += size
    raw = json.dumps(header).encode()
    content = len(raw).to_bytes(8, "little") + raw + bytes(offset)
    path.write_bytes(content[: len(content) - cut])
