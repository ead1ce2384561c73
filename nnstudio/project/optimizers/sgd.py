"""Gradient descent, with or without momentum."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from nnstudio.language import _
from nnstudio.project.optimizers.spec import OptimizerSpec


class SGDSpec(OptimizerSpec):
    """`torch.optim.SGD <https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html>`_."""

    title: ClassVar[str] = "SGD"
    summary: ClassVar[str] = _("Stochastic gradient descent: a step of lr times the gradient, downhill")
    kind: Literal["sgd"] = "sgd"
    momentum: Annotated[float, Field(ge=0, lt=1)] = 0.0
    nesterov: bool = False

    @model_validator(mode="after")
    def _nesterov_needs_momentum(self) -> "SGDSpec":
        if self.nesterov and self.momentum == 0:
            raise ValueError(_("nesterov needs a momentum above 0"))
        return self

    def remembered(self) -> int:
        return 1 if self.momentum else 0

    def speedup(self) -> float:
        return 1 / (1 - self.momentum)
