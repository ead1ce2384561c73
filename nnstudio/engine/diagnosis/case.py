"""A run as it is examined: the true losses at stored epochs, beside what guessing a constant would cost."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nnstudio.data.dataset import Dataset
from nnstudio.engine.build import Criterion, build_criterion, build_tensors
from nnstudio.engine.history import History
from nnstudio.engine.probe import Probe
from nnstudio.engine.snapshot import Snapshot
from nnstudio.project.data import Task
from nnstudio.project.project import Project
from nnstudio.project.training import LossKind

MOST_SAMPLES = 4096
_MOST_SNAPSHOTS = 31


@dataclass(eq=False)
class Case:
    """What is known of a run. `probe` belongs to whoever examines; the losses are one an epoch."""

    project: Project
    dataset: Dataset
    probe: Probe
    snapshots: Sequence[Snapshot]
    """Some of those stored, in their order; the first and the last are among them."""
    train_loss: Sequence[float]
    test_loss: Sequence[float]
    has_failed: bool = False
    """Whether the loss became infinite or NaN in the epoch after the last."""
    is_at_rest: bool = True
    _losses: dict[int, float] = field(default_factory=dict)

    @property
    def epochs(self) -> int:
        return self.snapshots[-1].epoch

    @cached_property
    def criterion(self) -> Criterion:
        return build_criterion(self.project.training.loss)

    @cached_property
    def samples(self) -> tuple[NDArray[np.float64], Tensor]:
        """The training samples that are looked at: all, or 4096 evenly taken; (k, d) inputs and the targets."""
        rows = slice(None, None, max(1, -(-len(self.dataset.X_train) // MOST_SAMPLES)))
        return self.dataset.X_train[rows], build_tensors(self.dataset, self.project.training.loss).y_train[rows]

    def loss_of(self, snapshot: Snapshot, probe: Probe | None = None) -> float:
        """The training loss of the whole network, in evaluation mode, at a snapshot: no batch has a part in it."""
        if probe is None and snapshot.epoch in self._losses:
            return self._losses[snapshot.epoch]
        asked = probe or self.probe
        asked.load(snapshot)
        X, y = self.samples
        outputs = torch.tensor(asked.predict(X))
        if self.project.training.loss is LossKind.BCE and not bool(torch.isfinite(outputs).all()):
            loss = float("inf")
        else:
            loss = float(self.criterion(outputs, y))
        if probe is None:
            self._losses[snapshot.epoch] = loss
        return loss

    @property
    def start(self) -> float:
        return self.loss_of(self.snapshots[0])

    @property
    def end(self) -> float:
        return self.loss_of(self.snapshots[-1])

    @cached_property
    def curve(self) -> list[tuple[int, float]]:
        """Epochs with the true training loss after them."""
        return [(snapshot.epoch, self.loss_of(snapshot)) for snapshot in self.snapshots]

    @cached_property
    def baseline(self) -> float:
        """The training loss of the best constant answer: what a network costs that has learned nothing."""
        y = self.samples[1]
        if self.project.data.task is not Task.REGRESSION:
            shares = np.bincount(y.reshape(-1).numpy().astype(int)) / len(y)
            shares = shares[shares > 0]
            return float(-(shares * np.log(shares)).sum())
        values = y.double()
        low, high = float(values.min()), float(values.max())
        # every criterion of regression is convex in a constant
        for _ in range(60):
            a, b = low + (high - low) / 3, high - (high - low) / 3
            if self._of_constant(a, values) < self._of_constant(b, values):
                high = b
            else:
                low = a
        return self._of_constant(low, values)

    def _of_constant(self, constant: float, y: Tensor) -> float:
        return float(self.criterion(torch.full_like(y, constant), y))

    def share_learned(self, loss: float) -> float:
        """Which share of the constant answer's loss is gone at `loss`: 1 is perfect, 0 has learned nothing."""
        if not np.isfinite(loss):
            return -np.inf
        return 1 - loss / self.baseline if self.baseline > 0 else 1.0

    @property
    def learned(self) -> float:
        """The share at the end."""
        return self.share_learned(self.end)

    @property
    def is_good(self) -> bool:
        """Whether the greatest part has been learned: there is little left to complain about."""
        return self.learned >= 0.9

    @cached_property
    def falls_steadily(self) -> bool:
        """Whether the true loss was still on an even way down at the end."""
        losses = np.array([loss for _, loss in self.curve])
        if len(losses) < 4 or not np.isfinite(losses).all():
            return False
        late = np.interp(0.8 * self.epochs, [epoch for epoch, _ in self.curve], losses)
        fall = losses[0] - losses[-1]
        half = np.diff(losses[len(losses) // 2 :])
        return bool(fall > 0 and late - losses[-1] >= 0.04 * fall and (half <= 0).mean() >= 0.8)

    @property
    def has_hardly_moved(self) -> bool:
        return abs(self.start - self.end) <= 0.02 * abs(self.start)


def case_of(
    project: Project,
    dataset: Dataset,
    probe: Probe,
    history: History,
    has_failed: bool = False,
    is_at_rest: bool = True,
) -> Case:
    """The case of a run that has this history. The probe is forked: training may go on, and views may look."""
    epochs = history.epochs
    chosen = sorted({epochs[round(i)] for i in np.linspace(0, len(epochs) - 1, min(_MOST_SNAPSHOTS, len(epochs)))})
    snapshots = [history.nearest(epoch) for epoch in chosen]
    return Case(
        project,
        dataset,
        probe.fork(),
        snapshots,
        history.train_loss,
        history.test_loss,
        has_failed,
        is_at_rest,
    )
