"""Changes that are made by hand along the way, between two epochs, and so belong to what the run is a function of."""

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from nnstudio.language import _
from nnstudio.project.bounds import EpochNumber, LearningRate
from nnstudio.project.layers.kinds import buffer_names
from nnstudio.project.names import meant, printable
from nnstudio.project.network import Problem
from nnstudio.project.sources.spec import Seed
from nnstudio.project.spec import Spec


class ChangeSpec(Spec):
    """One change, made when `epoch` epochs are done. The snapshot of that epoch includes it, its losses do not."""

    title: ClassVar[str]
    epoch: EpochNumber

    @property
    def place(self) -> tuple[object, ...]:
        """What is changed: a later change of the same place in the same epoch leaves nothing of an earlier one."""
        raise NotImplementedError


class SetParameter(ChangeSpec):
    """Another number at one place of a weight or a bias."""

    title: ClassVar[str] = _("a weight or a bias")
    kind: Literal["set_parameter"] = "set_parameter"
    parameter: str
    """Its name in the state_dict: ``0.weight``."""
    index: tuple[Annotated[int, Field(ge=0)], ...]
    """[row, column] of a weight, [unit] of a bias."""
    # float32 holds up to 3.4e38
    value: Annotated[float, Field(ge=-1e38, le=1e38)]

    @property
    def place(self) -> tuple[object, ...]:
        return self.parameter, self.index


class StateTensor(Spec):
    """One tensor of a state_dict, row by row."""

    name: str
    # float32 holds up to 3.4e38
    # of thousands of numbers that are none, one complaint is enough
    values: Annotated[tuple[Annotated[float, Field(ge=-3.4e38, le=3.4e38)], ...], Field(strict=False, fail_fast=True)]


class SetState(ChangeSpec):
    """All weights and biases from elsewhere, as a file of weights has them."""

    title: ClassVar[str] = _("all weights")
    kind: Literal["set_state"] = "set_state"
    tensors: Annotated[tuple[StateTensor, ...], Field(strict=False)]
    """In the state_dict's order; what a norm layer has counted besides may be among them."""

    @property
    def place(self) -> tuple[object, ...]:
        return ("state",)


class SetLr(ChangeSpec):
    """Another learning rate from here on."""

    title: ClassVar[str] = _("the learning rate")
    kind: Literal["set_lr"] = "set_lr"
    lr: LearningRate

    @property
    def place(self) -> tuple[object, ...]:
        return ("lr",)


class SetSeed(ChangeSpec):
    """The random generator seeded anew: from here on, batches come in another order, and dropout drops others."""

    title: ClassVar[str] = _("the seed")
    kind: Literal["set_seed"] = "set_seed"
    seed: Seed

    @property
    def place(self) -> tuple[object, ...]:
        return ("seed",)


AnyChange = Annotated[SetParameter | SetState | SetLr | SetSeed, Field(discriminator="kind")]

CHANGE_KINDS: dict[str, type[ChangeSpec]] = {
    cls.model_fields["kind"].default: cls for cls in (SetParameter, SetState, SetLr, SetSeed)
}


def check_order(changes: Sequence[ChangeSpec]) -> None:
    """Raises ValueError if a change stands behind a later one."""
    for before, after in pairwise(changes):
        if after.epoch < before.epoch:
            raise ValueError(
                _("the change of epoch {epoch} stands behind that of epoch {before_epoch}; sort them by epoch").format(
                    epoch=after.epoch, before_epoch=before.epoch
                )
            )


def change_problem(
    change: ChangeSpec, shapes: Mapping[str, tuple[int, ...]], has_schedule: bool
) -> tuple[str, str] | None:
    """Which of the change's fields does not fit the network or the schedule, and why; None if all do."""
    if isinstance(change, SetLr) and has_schedule:
        return "lr", _("a schedule sets the learning rate; take away this change or the schedule")
    if isinstance(change, SetState):
        problem = _state_problem(change, shapes)
        return None if problem is None else ("tensors", problem)
    if not isinstance(change, SetParameter):
        return None
    shape = shapes.get(change.parameter)
    if shape is None:
        name = printable(change.parameter)
        return "parameter", _('there is no parameter "{name}"{meant}').format(
            name=name, meant=meant(change.parameter, tuple(shapes))
        )
    if len(change.index) != len(shape) or any(i >= size for i, size in zip(change.index, shape, strict=True)):
        last = [size - 1 for size in shape]
        return "index", _("{index} is no place in {parameter}; its last place is {last}").format(
            index=list(change.index), parameter=change.parameter, last=last
        )
    return None


def _state_problem(change: SetState, shapes: Mapping[str, tuple[int, ...]]) -> str | None:
    given = {tensor.name: len(tensor.values) for tensor in change.tensors}
    for name, shape in shapes.items():
        if name not in given:
            return _("{name} is missing").format(name=name)
        if given[name] != math.prod(shape):
            return _("{name} has {given:,} values, but this network's has {needed:,}").format(
                name=name, given=given[name], needed=math.prod(shape)
            )
    others = [name for name in given if name not in shapes and name.split(".")[-1] not in buffer_names()]
    return _("this network has no {others}").format(others=printable(others[0])) if others else None


def change_problems(
    changes: Sequence[ChangeSpec], shapes: Mapping[str, tuple[int, ...]], has_schedule: bool
) -> Iterator[Problem]:
    for i, change in enumerate(changes):
        found = change_problem(change, shapes, has_schedule)
        if found is not None:
            field, message = found
            yield Problem(("training", "changes", i, field), message)
