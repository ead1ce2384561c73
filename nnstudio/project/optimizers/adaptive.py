"""Optimisers that give each parameter a step size of its own."""

from typing import ClassVar, Literal

from nnstudio.project.optimizers.spec import OptimizerSpec


class AdamSpec(OptimizerSpec):
    """`torch.optim.Adam <https://docs.pytorch.org/docs/stable/generated/torch.optim.Adam.html>`_."""

    title: ClassVar[str] = "Adam"
    summary: ClassVar[str] = "A step size of its own for each weight, from running means of gradient and square"
    remembers: ClassVar[int] = 2
    kind: Literal["adam"] = "adam"


class AdamWSpec(OptimizerSpec):
    """`torch.optim.AdamW <https://docs.pytorch.org/docs/stable/generated/torch.optim.AdamW.html>`_."""

    title: ClassVar[str] = "AdamW"
    summary: ClassVar[str] = "Adam with the weight decay taken from the weights, not added to the gradient"
    remembers: ClassVar[int] = 2
    kind: Literal["adamw"] = "adamw"


class RMSpropSpec(OptimizerSpec):
    """`torch.optim.RMSprop <https://docs.pytorch.org/docs/stable/generated/torch.optim.RMSprop.html>`_."""

    title: ClassVar[str] = "RMSprop"
    summary: ClassVar[str] = "Divides each step by the root of a running mean of the squared gradient"
    remembers: ClassVar[int] = 1
    kind: Literal["rmsprop"] = "rmsprop"


class AdagradSpec(OptimizerSpec):
    """`torch.optim.Adagrad <https://docs.pytorch.org/docs/stable/generated/torch.optim.Adagrad.html>`_."""

    title: ClassVar[str] = "Adagrad"
    summary: ClassVar[str] = (
        "Divides each step by the root of the sum of all squared gradients so far, which only grows"
    )
    remembers: ClassVar[int] = 1
    kind: Literal["adagrad"] = "adagrad"
