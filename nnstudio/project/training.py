"""How the network is trained: loss, optimiser, batches, epochs, seed."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, field_validator, model_validator

from nnstudio.project.bounds import MAX_EPOCHS, LearningRate
from nnstudio.project.changes import AnyChange, check_order
from nnstudio.project.losses.kinds import LossField
from nnstudio.project.schedules import AnySchedule, EarlyStopping
from nnstudio.project.sources.spec import Seed
from nnstudio.project.spec import Spec


class OptimizerSpec(Spec):
    """One of ``torch.optim``'s optimisers.

    Options that PyTorch has besides those named here keep its defaults. Those named have defaults of their own, the
    same for every optimiser: where PyTorch's differ (AdamW decays weights by 0.01 unless told), the spec's hold.
    """

    title: ClassVar[str]
    summary: ClassVar[str]
    lr: LearningRate = 0.01
    weight_decay: Annotated[float, Field(ge=0, le=10)] = 0.0


class SGDSpec(OptimizerSpec):
    """`torch.optim.SGD <https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html>`_."""

    title: ClassVar[str] = "SGD"
    summary: ClassVar[str] = "Stochastic gradient descent: a step of lr times the gradient, downhill"
    kind: Literal["sgd"] = "sgd"
    momentum: Annotated[float, Field(ge=0, lt=1)] = 0.0
    nesterov: bool = False

    @model_validator(mode="after")
    def _nesterov_needs_momentum(self) -> "SGDSpec":
        if self.nesterov and self.momentum == 0:
            raise ValueError("nesterov needs a momentum above 0")
        return self


class AdamSpec(OptimizerSpec):
    """`torch.optim.Adam <https://docs.pytorch.org/docs/stable/generated/torch.optim.Adam.html>`_."""

    title: ClassVar[str] = "Adam"
    summary: ClassVar[str] = "A step size of its own for each weight, from running means of gradient and square"
    kind: Literal["adam"] = "adam"


class AdamWSpec(OptimizerSpec):
    """`torch.optim.AdamW <https://docs.pytorch.org/docs/stable/generated/torch.optim.AdamW.html>`_."""

    title: ClassVar[str] = "AdamW"
    summary: ClassVar[str] = "Adam with the weight decay taken from the weights, not added to the gradient"
    kind: Literal["adamw"] = "adamw"


class RMSpropSpec(OptimizerSpec):
    """`torch.optim.RMSprop <https://docs.pytorch.org/docs/stable/generated/torch.optim.RMSprop.html>`_."""

    title: ClassVar[str] = "RMSprop"
    summary: ClassVar[str] = "Divides each step by the root of a running mean of the squared gradient"
    kind: Literal["rmsprop"] = "rmsprop"


class AdagradSpec(OptimizerSpec):
    """`torch.optim.Adagrad <https://docs.pytorch.org/docs/stable/generated/torch.optim.Adagrad.html>`_."""

    title: ClassVar[str] = "Adagrad"
    summary: ClassVar[str] = (
        "Divides each step by the root of the sum of all squared gradients so far, which only grows"
    )
    kind: Literal["adagrad"] = "adagrad"


AnyOptimizer = Annotated[SGDSpec | AdamSpec | AdamWSpec | RMSpropSpec | AdagradSpec, Field(discriminator="kind")]

OPTIMIZER_KINDS: dict[str, type[OptimizerSpec]] = {
    cls.model_fields["kind"].default: cls for cls in (SGDSpec, AdamSpec, AdamWSpec, RMSpropSpec, AdagradSpec)
}


Penalty = Annotated[float, Field(ge=0, le=10)]


class TrainingSpec(Spec):
    """Loss, optimiser and the sizes of the loop. The same spec on the same data gives the same run."""

    loss: LossField
    optimizer: AnyOptimizer
    batch_size: Annotated[int, Field(ge=1, le=100_000)] = 50
    epochs: Annotated[int, Field(ge=1, le=MAX_EPOCHS)] = 100
    seed: Seed = 0
    """Seeds the initial weights, the order of the samples and dropout."""
    l1: Penalty = 0.0
    """Adds ``l1 * sum |w|`` over the Linear layers' weights to what is minimised; the loss that is told is without."""
    l2: Penalty = 0.0
    """Adds ``l2 / 2 * sum w²`` in the same way."""
    schedule: AnySchedule | None = None
    """How the learning rate changes from epoch to epoch; None for one that stays."""
    early_stopping: EarlyStopping | None = None
    changes: Annotated[tuple[AnyChange, ...], Field(max_length=10_000)] = ()
    """What is changed by hand along the way, sorted by epoch; within an epoch, in the order in which it is made."""

    @field_validator("changes")
    @classmethod
    def _changes_are_sorted(cls, changes: tuple[AnyChange, ...]) -> tuple[AnyChange, ...]:
        check_order(changes)
        return changes
