"""The tensors of a dynamically quantised (int8) ONNX file, as float32. Knows no model, no name of a layer and no torch.

Dequantised means (quantised - zero point) * scale: the rounding of int8 stays in the numbers.
"""

from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper

from easytune.contract.error_codes import ErrorCode
from easytune.contract.failure import RunFailed

Float = NDArray[np.float32]


class QuantisedOnnx:
    """Initializers by name, and the weights of matrix products by the name of their node. Raises: RunFailed(CRASHED) for what lacks."""

    def __init__(self, path: Path) -> None:
        graph = onnx.load(str(path), load_external_data=False).graph
        self._initializers: dict[str, NDArray[np.generic]] = {
            tensor.name: np.asarray(numpy_helper.to_array(tensor)) for tensor in graph.initializer
        }
        self._weight_of_node = {node.name: node.input[1] for node in graph.node if node.op_type == "MatMulInteger"}

    def plain(self, name: str) -> Float:
        return np.ascontiguousarray(self._found(name), dtype=np.float32)

    def dequantised(self, name: str) -> Float:
        quantised, zero, scale = (self._found(f"{name}_{part}") for part in ("quantized", "zero_point", "scale"))
        result: Float = (quantised.astype(np.float32) - zero.astype(np.float32)) * scale.astype(np.float32)
        return result

    def linear(self, name: str) -> Float:
        """A linear layer's weight by its initializer; it comes as (in, out) and leaves as torch's (out, in)."""
        return np.ascontiguousarray(self.dequantised(name).T)

    def linear_of_node(self, node: str) -> Float:
        """The same by the name of the node that multiplies with it."""
        if node not in self._weight_of_node:
            raise RunFailed(ErrorCode.CRASHED, reason=f"the package has no layer {node}")
        return self.linear(self._weight_of_node[node].removesuffix("_quantized"))

    def _found(self, name: str) -> NDArray[np.generic]:
        if name not in self._initializers:
            raise RunFailed(ErrorCode.CRASHED, reason=f"the package has no tensor {name}")
        return self._initializers[name]
