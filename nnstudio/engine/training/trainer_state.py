"""Where a run stands, to the last bit, as plain tensors and numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from nnstudio.engine.snapshots.snapshot import Snapshot, Vector
from nnstudio.engine.training.early_stopping import Watch
from nnstudio.language import _
from nnstudio.project.errors import InvalidProjectError

_OPTIMIZER = "optimizer."


@dataclass(frozen=True, eq=False)
class HalfEpoch:
    """What of an epoch is done, where a run rests between two of its batches."""

    order: Tensor
    """(n,) int64: in which order the epoch goes through the train samples."""
    losses: tuple[float, ...]
    """One for each batch done; the next is batch number ``len(losses)``."""


@dataclass(frozen=True, eq=False)
class TrainerState:
    """All that decides how a run goes on: a trainer of the same project that restores it takes the same steps.

    Nothing in it is shared with the trainer that it came from; all tensors are on the CPU.
    """

    epoch: int
    """Whole epochs done."""
    vector: Vector
    """The network's numbers, laid out as in a snapshot: float32 (size,)."""
    lr: float
    """The learning rate of the next step."""
    random: Tensor
    """The CPU's generator, as ``torch.Generator.get_state`` writes it: uint8."""
    device_random: Tensor | None = None
    """The same of the device's own generator, if it has one."""
    optimizer: Mapping[str, Tensor] = field(default_factory=dict)
    """The optimiser's state by parameter and kind, as ``0.weight.exp_avg``; empty before the first step."""
    schedule: Mapping[str, float] = field(default_factory=dict)
    """What the learning rate's scheduler remembers, by PyTorch's names; empty without one."""
    watch: Watch | None = None
    """What early stopping has seen; None without it, or before the first epoch."""
    half: HalfEpoch | None = None
    """None between two epochs."""

    def to_tensors(self) -> tuple[dict[str, Tensor], dict[str, Any]]:
        """The state as named tensors, fit for safetensors, and the rest as a dict that JSON can hold exactly."""
        tensors = {"parameters": torch.from_numpy(self.vector.copy()), "random": self.random}
        facts: dict[str, Any] = {"epoch": self.epoch, "lr": self.lr, "schedule": dict(self.schedule)}
        if self.device_random is not None:
            tensors["device_random"] = self.device_random
        tensors |= {f"{_OPTIMIZER}{name}": tensor for name, tensor in self.optimizer.items()}
        if self.watch is not None:
            tensors["best"] = torch.from_numpy(self.watch.best.vector.copy())
            facts["watch"] = [self.watch.best_loss, self.watch.best.epoch, self.watch.waited]
        if self.half is not None:
            tensors["order"] = self.half.order
            facts["losses"] = list(self.half.losses)
        return tensors, facts

    @classmethod
    def from_tensors(cls, tensors: Mapping[str, Tensor], facts: Mapping[str, Any]) -> "TrainerState":
        """The state that `to_tensors` gave.

        Raises:
            InvalidProjectError: a part is missing, or is not what it should be.
        """
        try:
            return cls(
                epoch=_whole(facts["epoch"]),
                vector=_owned(_of_type(tensors["parameters"], torch.float32)),
                lr=_number(facts["lr"]),
                random=_of_type(tensors["random"], torch.uint8),
                device_random=tensors.get("device_random"),
                optimizer={
                    name.removeprefix(_OPTIMIZER): tensor
                    for name, tensor in tensors.items()
                    if name.startswith(_OPTIMIZER)
                },
                schedule={str(name): _number(value) for name, value in facts["schedule"].items()},
                watch=_watch(tensors, facts),
                half=_half(tensors, facts),
            )
        except KeyError as error:
            raise InvalidProjectError(_("the saved training state has no {error}").format(error=error)) from None
        except (AttributeError, TypeError, ValueError) as error:
            raise InvalidProjectError(_("the saved training state is damaged: {error}").format(error=error)) from None


def _half(tensors: Mapping[str, Tensor], facts: Mapping[str, Any]) -> HalfEpoch | None:
    if "order" not in tensors:
        return None
    return HalfEpoch(_of_type(tensors["order"], torch.int64), tuple(map(float, facts["losses"])))


def _watch(tensors: Mapping[str, Tensor], facts: Mapping[str, Any]) -> Watch | None:
    if "best" not in tensors:
        return None
    best_loss, epoch, waited = facts["watch"]
    best = Snapshot(_whole(epoch), _owned(_of_type(tensors["best"], torch.float32)))
    return Watch(_number(best_loss), best, _whole(waited))


def _whole(value: Any) -> int:
    if not isinstance(value, int) or value < 0:
        raise ValueError(_("{value!r} is no number of epochs").format(value=value))
    return value


def _number(value: Any) -> float:
    if not isinstance(value, int | float):
        raise ValueError(_("{value!r} is no number").format(value=value))
    return value


def _of_type(tensor: Tensor, dtype: torch.dtype) -> Tensor:
    if tensor.dtype is not dtype or tensor.dim() != 1:
        raise ValueError(
            _("a row of {dtype} was expected, not {tensor_dtype} of shape {tensor_shape}").format(
                dtype=dtype, tensor_dtype=tensor.dtype, tensor_shape=tuple(tensor.shape)
            )
        )
    return tensor


def _owned(tensor: Tensor) -> Vector:
    vector: Vector = tensor.cpu().numpy().copy()
    vector.setflags(write=False)
    return vector
