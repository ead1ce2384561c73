"""The optimiser of a run, and its learning rate from epoch to epoch."""

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from nnstudio.engine.optimizers.table import OPTIMIZERS, build_optimizer, optimizer_form
from nnstudio.engine.training.optimizer_state import read_optimizer, write_optimizer
from nnstudio.engine.training.schedule import Schedule
from nnstudio.project.training import TrainingSpec


class OptimizerDriver:
    """Makes the optimiser when the first step is to be taken: PyTorch's optimisers take seconds to load."""

    def __init__(self, spec: TrainingSpec, model: nn.Module) -> None:
        self._spec = spec
        self._model = model
        self._lr = spec.optimizer.lr
        self._made: torch.optim.Optimizer | None = None
        self._schedule: Schedule | None = None

    @property
    def optimizer(self) -> torch.optim.Optimizer:
        if self._made is None:
            self._made = self._take(self._build(), {})
        return self._made

    @property
    def lr(self) -> float:
        """The learning rate of the next step."""
        return self._lr

    def set_lr(self, lr: float) -> None:
        self._lr = lr
        if self._made is not None:
            self._made.param_groups[0]["lr"] = lr

    def end_epoch(self, train_loss: float, test_loss: float | None) -> None:
        """After an epoch with these losses: the schedule, if there is one, sets the learning rate."""
        if self._schedule is not None:
            self._schedule.step(train_loss, test_loss)
            self._lr = self.optimizer.param_groups[0]["lr"]

    def follow(self, device: torch.device) -> None:
        """Moves to where the model's parameters have been moved, with all that it remembers."""
        if self._made is None:
            return
        optimizer = self._build()
        # load_state_dict casts the running means to the parameters' device
        optimizer.load_state_dict(self._made.state_dict())
        form = optimizer_form(self._spec.optimizer, device.type)
        optimizer.param_groups[0].update({"fused": None, "foreach": None, **form})
        self._made = self._take(optimizer, self.read_schedule())

    def read(self) -> dict[str, Tensor]:
        """What the optimiser remembers, by parameter and kind; empty before the first step."""
        return {} if self._made is None else read_optimizer(self._made, self._model)

    def read_schedule(self) -> dict[str, float]:
        """What the schedule remembers; empty without one."""
        return {} if self._schedule is None else self._schedule.read()

    def write(self, lr: float, remembered: Mapping[str, Tensor], schedule: Mapping[str, float]) -> None:
        """Goes on as another driver of the same spec would.

        Raises:
            InvalidProjectError: what is remembered is not of this network's parameters. Nothing has been changed then.
        """
        optimizer = self._build()
        write_optimizer(optimizer, self._model, remembered)
        self._lr = lr
        self._made = self._take(optimizer, schedule)

    def begin_again(self, spec: TrainingSpec) -> None:
        """Goes back to before the first step, in place; of the optimiser, numbers alone may be others.

        What an optimiser remembers begins with zeros; but momentum begins with the first gradient itself, which a
        negative zero leaves as it is.
        """
        self._spec, self._lr, self._schedule = spec, spec.optimizer.lr, None
        if self._made is None:
            return
        for state in self._made.state.values():
            for name, value in state.items():
                if isinstance(value, Tensor):
                    value.fill_(-0.0 if name == "momentum_buffer" else 0.0)
        for name in OPTIMIZERS[spec.optimizer.kind].numbers:
            self._made.param_groups[0][name] = getattr(spec.optimizer, name)
        # where a schedule has left its own
        self._made.param_groups[0].pop("initial_lr", None)
        self._take(self._made, {})

    def _build(self) -> torch.optim.Optimizer:
        return build_optimizer(self._spec.optimizer, self._model.parameters())

    def _take(self, optimizer: torch.optim.Optimizer, remembered: Mapping[str, float]) -> torch.optim.Optimizer:
        """The optimiser at the present learning rate, with the schedule where it was."""
        if self._spec.schedule is not None:
            self._schedule = Schedule(self._spec.schedule, optimizer)
            self._schedule.write(remembered)
        optimizer.param_groups[0]["lr"] = self._lr
        return optimizer
