"""The layer that learns weighted sums."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from nnstudio.language import _
from nnstudio.project.layers.spec import MAX_UNITS, LayerSpec


class LinearLayer(LayerSpec):
    """`torch.nn.Linear <https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html>`_."""

    title: ClassVar[str] = "Linear"
    summary: ClassVar[str] = _("Weighted sums of all inputs, one for each unit, plus a bias: H Wᵀ + b")
    kind: Literal["linear"] = "linear"
    units: Annotated[int, Field(ge=1, le=MAX_UNITS)] | None = None
    """Size of the output; ``None`` for as many as the data needs."""
    bias: bool = True

    def output_count(self, inputs: int, needed: int) -> int:
        return self.units or needed

    def parameter_shapes(self, inputs: int, outputs: int) -> dict[str, tuple[int, ...]]:
        return {"weight": (outputs, inputs)} | ({"bias": (outputs,)} if self.bias else {})
