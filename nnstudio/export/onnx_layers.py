"""Each kind of layer as ONNX's operators (https://onnx.ai/onnx/operators/), as it is when nothing is trained."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper, numpy_helper

from nnstudio.project.layers.spec import LayerSpec

OPSET = 20
"""The first with GELU, and old enough for the runtimes of 2024."""
# PyTorch's defaults, which the studio leaves as they are
_NEGATIVE_SLOPE, _ELU_ALPHA, _NORM_EPSILON = 0.01, 1.0, 1e-5
_PLAIN: dict[str, tuple[str, dict[str, Any]]] = {
    "sigmoid": ("Sigmoid", {}),
    "tanh": ("Tanh", {}),
    "softplus": ("Softplus", {}),
    "relu": ("Relu", {}),
    "leaky_relu": ("LeakyRelu", {"alpha": _NEGATIVE_SLOPE}),
    "elu": ("Elu", {"alpha": _ELU_ALPHA}),
    "gelu": ("Gelu", {"approximate": "none"}),
    "softmax": ("Softmax", {"axis": 1}),
    # it only acts while training
    "dropout": ("Identity", {}),
}


class Graph:
    """Nodes and constants in the order in which they are added."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []

    def add(self, operator: str, inputs: list[str], output: str, **attributes: Any) -> str:
        """Adds a node; its output's name."""
        self.nodes.append(helper.make_node(operator, inputs, [output], name=f"{operator}:{output}", **attributes))
        return output

    def constant(self, name: str, value: NDArray[Any]) -> str:
        """Adds a constant; its name."""
        self.constants.append(numpy_helper.from_array(np.array(value, order="C"), name))
        return name


def add_layer(graph: Graph, layer: LayerSpec, H: str, i: int, parameters: Mapping[str, NDArray[Any]]) -> str:
    """Adds layer `i` behind the value `H`; the name of what it puts out, (n, units).

    `parameters` are its tensors by the names within the layer, such as ``weight``.
    """
    kind: str = layer.kind
    output = f"H{i}_{kind}"
    names = {name: f"{i}.{name}" for name in parameters if name != "num_batches_tracked"}
    for name, full in names.items():
        graph.constant(full, parameters[name])
    match kind:
        case "linear":
            inputs = [H, names["weight"], *([names["bias"]] if "bias" in names else [])]
            return graph.add("Gemm", inputs, output, transB=1)
        case "silu":
            return graph.add("Mul", [H, graph.add("Sigmoid", [H], f"{output}_sigmoid")], output)
        case "batch_norm":
            order = ("weight", "bias", "running_mean", "running_var")
            return graph.add("BatchNormalization", [H, *map(names.__getitem__, order)], output, epsilon=_NORM_EPSILON)
        case "layer_norm":
            inputs = [H, names["weight"], names["bias"]]
            return graph.add("LayerNormalization", inputs, output, axis=1, epsilon=_NORM_EPSILON)
        case _:
            operator, attributes = _PLAIN[kind]
            return graph.add(operator, [H], output, **attributes)
