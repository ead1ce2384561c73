"""Optimisers that give each parameter a step size of its own."""

from typing import ClassVar, Literal

from nnstudio.language import _
from nnstudio.project.optimizers.spec import OptimizerSpec


class AdamSpec(OptimizerSpec):
    """`torch.optim.Adam <https://docs.pytorch.org/docs/stable/generated/torch.optim.Adam.html>`_."""

    title: ClassVar[str] = "Adam"
    summary: ClassVar[str] = _("A step size of its own for each weight, from running means of gradient and square")
    usual_with_tables: ClassVar[float | None] = 0.01
    kind: Literal["adam"] = "adam"

    def remembered(self) -> int:
        return 2


class AdamWSpec(OptimizerSpec):
    """`torch.optim.AdamW <https://docs.pytorch.org/docs/stable/generated/torch.optim.AdamW.html>`_."""

    title: ClassVar[str] = "AdamW"
    summary: ClassVar[str] = _("Adam with the weight decay taken from the weights, not added to the gradient")
    usual_with_tables: ClassVar[float | None] = 0.01
    kind: Literal["adamw"] = "adamw"

    def remembered(self) -> int:
        return 2


class RMSpropSpec(OptimizerSpec):
    """`torch.optim.RMSprop <https://docs.pytorch.org/docs/stable/generated/torch.optim.RMSprop.html>`_."""

    title: ClassVar[str] = "RMSprop"
    summary: ClassVar[str] = _("Divides each step by the root of a running mean of the squared gradient")
    usual_with_tables: ClassVar[float | None] = 0.01
    kind: Literal["rmsprop"] = "rmsprop"

    def remembered(self) -> int:
        return 1


class AdagradSpec(OptimizerSpec):
    """`torch.optim.Adagrad <https://docs.pytorch.org/docs/stable/generated/torch.optim.Adagrad.html>`_."""

    title: ClassVar[str] = "Adagrad"
    summary: ClassVar[str] = _(
        "Divides each step by the root of the sum of all squared gradients so far, which only grows"
    )
    kind: Literal["adagrad"] = "adagrad"

    def remembered(self) -> int:
        return 1
