"""What an entry says about a kind of layer: its line in a script, and its operators in ONNX."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, Generic, TypeVar

from nnstudio.project.layers.spec import LayerShape, LayerSpec

if TYPE_CHECKING:
    from nnstudio.export.onnx_graph import Graph

L = TypeVar("L", bound=LayerSpec)


class LayerEntry(ABC, Generic[L]):
    """One kind of layer."""

    for_several_processes: tuple[str, ...] = ()
    """What a script for several processes does with a `model` that has such a layer, before it is wrapped."""

    def arguments(self, layer: L, shape: LayerShape) -> list[str]:
        """What a script hands to PyTorch's class, in Python: all options, by their names."""
        return [f"{name}={value!r}" for name, value in layer.options().items()]

    def initial_lines(self, layer: L, place: str) -> list[str]:
        """What a script does with the layer once the model is made and before it is trained; `place` is how it gets
        there: ``model[0]``."""
        return []

    @abstractmethod
    def add_to(self, graph: "Graph", layer: L, H: str, output: str, parameters: Mapping[str, str]) -> str:
        """Adds the layer as it is when nothing is trained, by ONNX's operators (https://onnx.ai/onnx/operators/).

        `H` is the value that comes in, (n, inputs); `output` is what the one that goes out, (n, units), is to be
        called, and what is returned. `parameters` are the graph's names of what the layer's ``state_dict`` holds.
        """
