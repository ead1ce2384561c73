"""The layers that do the same with each single number."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nnstudio.export.layers.entry import LayerEntry
from nnstudio.project.layers.activations import ActivationLayer

if TYPE_CHECKING:
    from nnstudio.export.onnx_graph import Graph


@dataclass(frozen=True)
class Operator(LayerEntry[ActivationLayer]):
    """An activation that ONNX has an operator for, in the set that `onnx_graph.OPSET` names."""

    name: str
    attributes: Mapping[str, Any] = field(default_factory=dict)
    """What PyTorch has as a default, ONNX may have otherwise."""

    def add_to(self, graph: "Graph", layer: ActivationLayer, H: str, output: str, parameters: Mapping[str, str]) -> str:
        return graph.add(self.name, [H], output, **self.attributes)


class SiLUEntry(LayerEntry[ActivationLayer]):
    """x σ(x): ONNX has an operator for it from set 24 on only."""

    def add_to(self, graph: "Graph", layer: ActivationLayer, H: str, output: str, parameters: Mapping[str, str]) -> str:
        return graph.add("Mul", [H, graph.add("Sigmoid", [H], f"{output}_sigmoid")], output)


ENTRIES: dict[str, LayerEntry[ActivationLayer]] = {
    "relu": Operator("Relu"),
    "sigmoid": Operator("Sigmoid"),
    "tanh": Operator("Tanh"),
    "softplus": Operator("Softplus"),
    "leaky_relu": Operator("LeakyRelu", {"alpha": 0.01}),
    "elu": Operator("Elu", {"alpha": 1.0}),
    "gelu": Operator("Gelu", {"approximate": "none"}),
    "silu": SiLUEntry(),
}
