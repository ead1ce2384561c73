"""The layers that bring numbers to mean 0 and variance 1, then scale and shift each unit by what is learned."""

from typing import ClassVar, Literal

from nnstudio.language import _
from nnstudio.project.layers.spec import LayerSpec


class NormLayer(LayerSpec):
    """What both of them have in common: one weight and one bias a unit."""

    def parameter_shapes(self, inputs: int, outputs: int) -> dict[str, tuple[int, ...]]:
        return {"weight": (inputs,), "bias": (inputs,)}


class BatchNormLayer(NormLayer):
    """`torch.nn.BatchNorm1d <https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm1d.html>`_."""

    title: ClassVar[str] = "BatchNorm1d"
    summary: ClassVar[str] = _("Scales each unit to mean 0 and variance 1 over the batch, then by two learned numbers")
    # one sample alone has no variance
    needs_several_samples: ClassVar[bool] = True
    kind: Literal["batch_norm"] = "batch_norm"

    def buffer_shapes(self, inputs: int) -> dict[str, tuple[int, ...]]:
        return {"running_mean": (inputs,), "running_var": (inputs,), "num_batches_tracked": ()}


class LayerNormLayer(NormLayer):
    """`torch.nn.LayerNorm <https://docs.pytorch.org/docs/stable/generated/torch.nn.LayerNorm.html>`_."""

    title: ClassVar[str] = "LayerNorm"
    summary: ClassVar[str] = _(
        "Scales each sample's units to mean 0 and variance 1, then by two learned numbers a unit"
    )
    bends: ClassVar[bool] = True
    kind: Literal["layer_norm"] = "layer_norm"
