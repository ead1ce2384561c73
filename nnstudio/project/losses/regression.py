"""Losses that compare values."""

from typing import ClassVar, Literal

from nnstudio.language import _
from nnstudio.project.losses.spec import LossSpec, Takes


class MSELoss(LossSpec):
    """`torch.nn.MSELoss <https://docs.pytorch.org/docs/stable/generated/torch.nn.MSELoss.html>`_."""

    kind: Literal["mse"] = "mse"
    title: ClassVar[str] = "MSELoss"
    summary: ClassVar[str] = _("The mean of the squared errors; large errors weigh most")
    takes: ClassVar[Takes] = Takes.VALUE
    squares_errors: ClassVar[bool] = True


class L1Loss(LossSpec):
    """`torch.nn.L1Loss <https://docs.pytorch.org/docs/stable/generated/torch.nn.L1Loss.html>`_."""

    kind: Literal["l1"] = "l1"
    title: ClassVar[str] = "L1Loss"
    summary: ClassVar[str] = _("The mean of the absolute errors; forgiving to outliers")
    takes: ClassVar[Takes] = Takes.VALUE


class HuberLoss(LossSpec):
    """`torch.nn.HuberLoss <https://docs.pytorch.org/docs/stable/generated/torch.nn.HuberLoss.html>`_."""

    kind: Literal["huber"] = "huber"
    title: ClassVar[str] = "HuberLoss"
    summary: ClassVar[str] = _("Squared near zero, absolute further out")
    takes: ClassVar[Takes] = Takes.VALUE


RegressionLoss = MSELoss | L1Loss | HuberLoss
