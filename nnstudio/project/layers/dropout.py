"""The layer that switches units off while training."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field

from nnstudio.language import _
from nnstudio.project.layers.spec import LayerSpec


class DropoutLayer(LayerSpec):
    """`torch.nn.Dropout <https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout.html>`_."""

    title: ClassVar[str] = "Dropout"
    summary: ClassVar[str] = _("While training, switches each unit off with probability p; guards against over-fitting")
    passes_on: ClassVar[bool] = True
    kind: Literal["dropout"] = "dropout"
    p: Annotated[float, Field(ge=0, lt=1)] = 0.5

    def unregularised(self) -> Self:
        return self.model_copy(update={"p": 0.0})
