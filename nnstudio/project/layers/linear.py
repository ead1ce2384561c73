"""The layer that learns weighted sums."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from nnstudio.language import _
from nnstudio.project.layers.initial import Initial
from nnstudio.project.layers.spec import MAX_UNITS, LayerSpec


class LinearLayer(LayerSpec):
    """`torch.nn.Linear <https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html>`_."""

    title: ClassVar[str] = "Linear"
    summary: ClassVar[str] = _("Weighted sums of all inputs, one for each unit, plus a bias: H Wᵀ + b")
    kind: Literal["linear"] = "linear"
    units: Annotated[int, Field(ge=1, le=MAX_UNITS)] | None = None
    """Size of the output; ``None`` for as many as the data needs."""
    bias: bool = True
    init: Initial = "pytorch"

    @model_serializer(mode="wrap")
    def _without_the_usual(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """PyTorch's own start is not written: files stay as they were before there was a choice."""
        written: dict[str, Any] = write(self)
        if self.init == "pytorch":
            written.pop("init", None)
        return written

    def output_count(self, inputs: int, needed: int) -> int:
        return self.units or needed

    def parameter_shapes(self, inputs: int, outputs: int) -> dict[str, tuple[int, ...]]:
        return {"weight": (outputs, inputs)} | ({"bias": (outputs,)} if self.bias else {})
