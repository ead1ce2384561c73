"""The learning rate from epoch to epoch, by PyTorch's own schedulers."""

from collections.abc import Mapping
from typing import Any

from torch.optim import Optimizer
from torch.optim.lr_scheduler import CosineAnnealingLR, ExponentialLR, ReduceLROnPlateau, StepLR

from nnstudio.project.schedules import (
    AnySchedule,
    CosineSchedule,
    ExponentialSchedule,
    PlateauSchedule,
    StepSchedule,
)

_REMEMBERED = ("last_epoch", "_step_count", "best", "num_bad_epochs", "cooldown_counter")
"""What of a scheduler changes from step to step and is not the optimiser's."""


class Schedule:
    """Steps a scheduler once an epoch, with the loss that it watches if it watches one."""

    def __init__(self, spec: AnySchedule, optimizer: Optimizer) -> None:
        self._monitor = spec.monitor if isinstance(spec, PlateauSchedule) else None
        self._scheduler = _build(spec, optimizer)

    def step(self, train_loss: float, test_loss: float | None) -> None:
        """After an epoch with these losses: sets the optimiser's learning rate for the next."""
        if self._monitor is None:
            self._scheduler.step()
        else:
            loss = test_loss if self._monitor == "test_loss" else train_loss
            assert loss is not None
            self._scheduler.step(loss)

    def read(self) -> dict[str, float]:
        """What the scheduler remembers, as finite numbers."""
        state = self._scheduler.state_dict()
        found = {name: state[name] for name in _REMEMBERED if name in state}
        # the best loss before the first epoch is infinite, which JSON can't say
        return {name: value for name, value in found.items() if abs(value) != float("inf")}

    def write(self, remembered: Mapping[str, float]) -> None:
        """Has a fresh scheduler remember what another one did."""
        self._scheduler.load_state_dict({name: remembered[name] for name in _REMEMBERED if name in remembered})


def _build(spec: AnySchedule, optimizer: Optimizer) -> Any:
    match spec:
        case StepSchedule():
            return StepLR(optimizer, spec.step_size, spec.gamma)
        case ExponentialSchedule():
            return ExponentialLR(optimizer, spec.gamma)
        case CosineSchedule():
            return CosineAnnealingLR(optimizer, spec.T_max, spec.eta_min)
        case PlateauSchedule():
            return ReduceLROnPlateau(optimizer, factor=spec.factor, patience=spec.patience)
