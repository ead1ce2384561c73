"""The layers that bring numbers to mean 0 and variance 1, then scale and shift each unit by what is learned."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from nnstudio.export.layers.entry import LayerEntry
from nnstudio.project.layers.normalisation import NormLayer
from nnstudio.project.layers.spec import LayerShape

if TYPE_CHECKING:
    from nnstudio.export.onnx_graph import Graph

EPSILON = 1e-5
"""PyTorch's default, which the studio leaves as it is."""


class BatchNormEntry(LayerEntry[NormLayer]):
    for_several_processes = (
        "if on_gpus:  # means and variances over the whole batch; on CPUs each process takes its own share's",
        "    model = nn.SyncBatchNorm.convert_sync_batchnorm(model)",
    )

    def arguments(self, layer: NormLayer, shape: LayerShape) -> list[str]:
        return [str(shape.inputs)]

    def add_to(self, graph: "Graph", layer: NormLayer, H: str, output: str, parameters: Mapping[str, str]) -> str:
        inputs = [H, *(parameters[name] for name in ("weight", "bias", "running_mean", "running_var"))]
        return graph.add("BatchNormalization", inputs, output, epsilon=EPSILON)


class LayerNormEntry(LayerEntry[NormLayer]):
    def arguments(self, layer: NormLayer, shape: LayerShape) -> list[str]:
        return [str(shape.inputs)]

    def add_to(self, graph: "Graph", layer: NormLayer, H: str, output: str, parameters: Mapping[str, str]) -> str:
        inputs = [H, parameters["weight"], parameters["bias"]]
        return graph.add("LayerNormalization", inputs, output, axis=1, epsilon=EPSILON)


ENTRIES: dict[str, LayerEntry[NormLayer]] = {"batch_norm": BatchNormEntry(), "layer_norm": LayerNormEntry()}
