"""The layer that takes all units of a sample at once."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from nnstudio.export.layers.entry import LayerEntry
from nnstudio.project.layers.softmax import SoftmaxLayer
from nnstudio.project.layers.spec import LayerShape

if TYPE_CHECKING:
    from nnstudio.export.onnx_graph import Graph


class SoftmaxEntry(LayerEntry[SoftmaxLayer]):
    def arguments(self, layer: SoftmaxLayer, shape: LayerShape) -> list[str]:
        return ["dim=-1"]

    def add_to(self, graph: "Graph", layer: SoftmaxLayer, H: str, output: str, parameters: Mapping[str, str]) -> str:
        return graph.add("Softmax", [H], output, axis=1)


ENTRIES = {"softmax": SoftmaxEntry()}
