"""How the learning rate changes from epoch to epoch, and when a run ends before its last epoch."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from nnstudio.language import _
from nnstudio.project.bounds import MAX_EPOCHS
from nnstudio.project.spec import Spec

Monitor = Literal["train_loss", "test_loss"]
"""The loss that is watched. The train loss is the average during an epoch, the test loss is of after it."""

MONITOR_WORDS: dict[str, str] = {"train_loss": _("train loss"), "test_loss": _("test loss")}

Factor = Annotated[float, Field(gt=0, lt=1)]
Count = Annotated[int, Field(ge=1, le=MAX_EPOCHS)]


class ScheduleSpec(Spec):
    """One of ``torch.optim.lr_scheduler``'s schedules, stepped once an epoch; the rest has PyTorch's default."""

    title: ClassVar[str]
    summary: ClassVar[str]


class StepSchedule(ScheduleSpec):
    """`StepLR <https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.StepLR.html>`_."""

    title: ClassVar[str] = "StepLR"
    summary: ClassVar[str] = _("Multiplies the learning rate by gamma after every so many epochs")
    kind: Literal["step"] = "step"
    step_size: Count = 30
    gamma: Factor = 0.1


class ExponentialSchedule(ScheduleSpec):
    """`ExponentialLR <https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ExponentialLR.html>`_."""

    title: ClassVar[str] = "ExponentialLR"
    summary: ClassVar[str] = _("Multiplies the learning rate by gamma after every epoch")
    kind: Literal["exponential"] = "exponential"
    gamma: Factor = 0.95


class CosineSchedule(ScheduleSpec):
    """`CosineAnnealingLR
    <https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CosineAnnealingLR.html>`_.
    """

    title: ClassVar[str] = "CosineAnnealingLR"
    summary: ClassVar[str] = _(
        "Half a cosine wave from the learning rate down to eta_min within T_max epochs, then up again"
    )
    kind: Literal["cosine"] = "cosine"
    T_max: Count = 100
    eta_min: Annotated[float, Field(ge=0, le=1000)] = 0.0


class PlateauSchedule(ScheduleSpec):
    """`ReduceLROnPlateau
    <https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ReduceLROnPlateau.html>`_.
    """

    title: ClassVar[str] = "ReduceLROnPlateau"
    summary: ClassVar[str] = _(
        "Multiplies the learning rate by a factor when a loss has not improved for patience epochs"
    )
    kind: Literal["plateau"] = "plateau"
    monitor: Monitor = "train_loss"
    factor: Factor = 0.1
    patience: Annotated[int, Field(ge=0, le=MAX_EPOCHS)] = 10


AnySchedule = Annotated[
    StepSchedule | ExponentialSchedule | CosineSchedule | PlateauSchedule, Field(discriminator="kind")
]

SCHEDULE_KINDS: dict[str, type[ScheduleSpec]] = {
    cls.model_fields["kind"].default: cls
    for cls in (StepSchedule, ExponentialSchedule, CosineSchedule, PlateauSchedule)
}


class EarlyStopping(Spec):
    """Ends a run before its last epoch, when the watched loss has not improved for some epochs.

    It only decides where a run ends and which of its epochs counts: up to there, all epochs are as without it. In a
    run's last epoch there is nothing left to stop, so a run that gets there has finished, and its weights stay.
    """

    monitor: Monitor = "test_loss"
    patience: Count = 10
    """After so many epochs in a row without an improvement the run ends."""
    min_delta: Annotated[float, Field(ge=0, le=1000)] = 0.0
    """Only a loss that is lower than the best by more than this counts as an improvement."""
    restore_best: bool = True
    """Whether a run that stops early has the weights of its best epoch as its result, or those of its last."""
