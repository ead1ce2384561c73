"""The layer that learns weighted sums."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from nnstudio.export.layers.entry import LayerEntry
from nnstudio.export.layers.initial import CALLS
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.layers.spec import LayerShape

if TYPE_CHECKING:
    from nnstudio.export.onnx_graph import Graph


class LinearEntry(LayerEntry[LinearLayer]):
    def arguments(self, layer: LinearLayer, shape: LayerShape) -> list[str]:
        return [str(shape.inputs), str(shape.outputs), *([] if layer.bias else ["bias=False"])]

    def initial_lines(self, layer: LinearLayer, place: str) -> list[str]:
        call = CALLS[layer.init]
        if not call:
            return []
        bias = [f"nn.init.zeros_({place}.bias)"] if layer.bias else []
        return [call.format(weight=f"{place}.weight"), *bias]

    def add_to(self, graph: "Graph", layer: LinearLayer, H: str, output: str, parameters: Mapping[str, str]) -> str:
        inputs = [H, parameters["weight"], *([parameters["bias"]] if layer.bias else [])]
        return graph.add("Gemm", inputs, output, transB=1)


ENTRIES = {"linear": LinearEntry()}
