"""The layer that switches units off while training."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from nnstudio.export.layers.entry import LayerEntry
from nnstudio.project.layers.dropout import DropoutLayer

if TYPE_CHECKING:
    from nnstudio.export.onnx_graph import Graph


class DropoutEntry(LayerEntry[DropoutLayer]):
    for_several_processes = (
        "if rank:  # what is dropped differs between the processes",
        "    torch.manual_seed(torch.initial_seed() + rank)",
    )

    def add_to(self, graph: "Graph", layer: DropoutLayer, H: str, output: str, parameters: Mapping[str, str]) -> str:
        return graph.add("Identity", [H], output)


ENTRIES = {"dropout": DropoutEntry()}
