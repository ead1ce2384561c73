"""A run as it is examined: the losses of its snapshots, beside what guessing a constant would cost."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import torch
from torch import Tensor

from nnstudio.data.dataset import Dataset
from nnstudio.engine.build import Tensors, build_tensors, criterion_of, weights_of
from nnstudio.engine.diagnosis.figures import Figure, Measure
from nnstudio.engine.losses.table import Criterion, constant_loss
from nnstudio.engine.losses.weights import share_of
from nnstudio.engine.snapshots.probe import Probe
from nnstudio.engine.snapshots.snapshot import Snapshot
from nnstudio.engine.training.history import History
from nnstudio.engine.training.learning_rate import learning_rates
from nnstudio.project.changes import SetState
from nnstudio.project.losses.spec import Takes
from nnstudio.project.project import Project

_MOST_SAMPLES = 4096
"""So many training samples are enough for a curve's shape. What is told as a figure is computed over all."""
_MOST_SNAPSHOTS = 31
_CHUNK = 65_536


@dataclass(eq=False)
class RunFacts:
    """What is known of a run. `probe` belongs to whoever examines; the losses are one an epoch."""

    project: Project
    dataset: Dataset
    probe: Probe
    snapshots: Sequence[Snapshot]
    """Some of those stored, in their order: the first, and last the run's result."""
    train_loss: Sequence[float]
    test_loss: Sequence[float]
    has_failed: bool = False
    """Whether the loss became infinite or NaN in the epoch after the last."""
    is_at_rest: bool = True
    stopped_early: bool = False
    """Whether early stopping has ended it: then the result may be an epoch before the last."""
    _losses: dict[int, float] = field(default_factory=dict)

    @property
    def result(self) -> Snapshot:
        return self.snapshots[-1]

    @property
    def epochs(self) -> int:
        """The epochs that the result has had."""
        return self.result.epoch

    @property
    def is_tested(self) -> bool:
        """Whether the result's loss over the test samples is known."""
        return 0 < self.epochs <= len(self.test_loss)

    @cached_property
    def criterion(self) -> Criterion:
        return criterion_of(self.project, self.tensors)

    @cached_property
    def tensors(self) -> Tensors:
        return build_tensors(self.dataset, self.project.training.loss)

    def loss_of(self, snapshot: Snapshot) -> float:
        """The loss over all training samples, in evaluation mode, at one of the run's snapshots."""
        if snapshot.epoch not in self._losses:
            self.probe.load(snapshot)
            self._losses[snapshot.epoch] = self.loss_at(self.probe, self.tensors.X_train, self.tensors.y_train)
        return self._losses[snapshot.epoch]

    def loss_at(self, probe: Probe, X: Tensor, y: Tensor, other: Criterion | None = None) -> float:
        """The run's criterion, or another, over the samples (n, d), with the parameters that the probe has."""
        criterion = other or self.criterion
        total, takes_probability = 0.0, self.project.training.loss.takes is Takes.PROBABILITY
        everything = share_of(criterion, y)
        for X_part, y_part in zip(torch.split(X, _CHUNK), torch.split(y, _CHUNK), strict=True):
            outputs = torch.tensor(probe.predict(X_part.numpy()))
            # BCELoss raises an error for what is no probability
            if takes_probability and not bool(torch.isfinite(outputs).all()):
                return float("inf")
            total += float(criterion(outputs, y_part)) * (share_of(criterion, y_part) / everything)
        return total

    @property
    def start(self) -> float:
        return self.loss_of(self.snapshots[0])

    @property
    def end(self) -> float:
        return self.loss_of(self.result)

    @cached_property
    def curve(self) -> list[tuple[int, float]]:
        """Epochs with the training loss after them, over so many samples as show the curve's shape."""
        rows = slice(None, None, max(1, -(-len(self.dataset.X_train) // _MOST_SAMPLES)))
        X, y = self.tensors.X_train[rows], self.tensors.y_train[rows]
        if len(X) == len(self.dataset.X_train):
            return [(snapshot.epoch, self.loss_of(snapshot)) for snapshot in self.snapshots]
        found = []
        for snapshot in self.snapshots:
            self.probe.load(snapshot)
            found.append((snapshot.epoch, self.loss_at(self.probe, X, y)))
        return found

    @cached_property
    def baseline(self) -> float:
        """The training loss of the best constant answer: what a network costs that has learned nothing."""
        weights = weights_of(self.project, self.tensors)
        return constant_loss(self.project.training.loss, self.dataset.to_targets(self.dataset.y_train), weights)

    def share_learned(self, loss: float) -> float:
        """Which share of the constant answer's loss is gone at `loss`: 1 is perfect, 0 has learned nothing."""
        if not np.isfinite(loss):
            return -np.inf
        return 1 - loss / self.baseline if self.baseline > 0 else 1.0

    @property
    def learned(self) -> float:
        """The share of the result."""
        return self.share_learned(self.end)

    @property
    def is_good(self) -> bool:
        """Whether the greatest part has been learned: there is little left to complain about."""
        return self.learned >= 0.9

    @cached_property
    def falls_steadily(self) -> bool:
        """Whether the training loss was still on an even way down at the end."""
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

    @cached_property
    def rates(self) -> list[float]:
        """The learning rate in force in each epoch, element 0 for epoch 1; one more than there are losses."""
        return learning_rates(self.project.training, self.train_loss, self.test_loss)

    @property
    def sets_all_weights(self) -> bool:
        """Whether a change by hand leaves nothing of the seed's weights: then no other seed helps."""
        return any(isinstance(change, SetState) for change in self.project.training.changes)

    # what sentences quote

    def lr_in(self, epoch: int) -> Figure:
        """The learning rate in force in an epoch, from 1."""
        return Figure(Measure.LR, self.rates[epoch - 1], epoch=epoch)

    @property
    def lr_at_end(self) -> Figure:
        return self.lr_in(max(1, self.epochs))

    @property
    def start_loss(self) -> Figure:
        return Figure(Measure.TRAIN_LOSS, self.start, epoch=0)

    @property
    def end_loss(self) -> Figure:
        return Figure(Measure.TRAIN_LOSS, self.end, epoch=self.epochs)

    @property
    def constant(self) -> Figure:
        return Figure(Measure.CONSTANT_LOSS, self.baseline)

    @property
    def epochs_done(self) -> Figure:
        return Figure(Measure.EPOCHS, self.epochs)


def facts_of(
    project: Project,
    dataset: Dataset,
    probe: Probe,
    history: History,
    has_failed: bool = False,
    is_at_rest: bool = True,
) -> RunFacts:
    """The facts of a run that has this history. The probe is forked: training may go on, and views may look."""
    epochs = history.epochs
    train_loss, test_loss = history.train_loss, history.test_loss
    best = _stopped_at(project, train_loss, test_loss)
    if best is not None and best in epochs:
        epochs = [epoch for epoch in epochs if epoch <= best]
    chosen = sorted({epochs[round(i)] for i in np.linspace(0, len(epochs) - 1, min(_MOST_SNAPSHOTS, len(epochs)))})
    snapshots = [history.nearest(epoch) for epoch in chosen]
    return RunFacts(
        project,
        dataset,
        probe.fork(),
        snapshots,
        train_loss,
        test_loss,
        has_failed,
        is_at_rest,
        stopped_early=best is not None,
    )


def _stopped_at(project: Project, train_loss: Sequence[float], test_loss: Sequence[float]) -> int | None:
    """The epoch that is the result of a run that early stopping has ended; None if it has not.

    A run that was trained on after its early end has been taken out of early stopping's hands, and does not count.
    """
    spec = project.training.early_stopping
    if spec is None:
        return None
    watched = test_loss if spec.monitor == "test_loss" else train_loss
    best_loss, best, done = np.inf, 0, len(watched)
    for epoch, loss in enumerate(watched, 1):
        if best == 0 or loss < best_loss - spec.min_delta:
            best_loss, best = loss, epoch
        elif epoch - best >= spec.patience:
            if epoch < done:
                return None
            return best if spec.restore_best and done < project.training.epochs else done
    return None
