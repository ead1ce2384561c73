"""Trial trainings: what would have come of the run, had one thing been otherwise."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnstudio.data.dataset import Dataset
from nnstudio.engine.diagnosis.case import Case
from nnstudio.engine.probe import Probe
from nnstudio.engine.training import DivergedError, Trainer, never
from nnstudio.project.edits import changed
from nnstudio.project.project import Project
from nnstudio.project.training import OptimizerSpec, TrainingSpec

SECONDS = 12.0
"""How long trial trainings of a run may take together."""
MAX_LR = 1000.0


class OutOfTimeError(Exception):
    """The trials have taken all the time that they may, or nobody waits for them any more."""


@dataclass(frozen=True)
class Outcome:
    """What a trial came to."""

    project: Project
    epochs: int
    loss: float
    """The true training loss at its end; infinite if it diverged."""
    learned: float
    """Which share of the constant answer's loss is gone."""

    @property
    def diverged(self) -> bool:
        return not np.isfinite(self.loss)


class Laboratory:
    """Trains variants of a run, from their own initial weights, within a budget of seconds.

    It draws from torch's global generators: only the training thread may use it, while it rests.
    """

    def __init__(self, case: Case, stop: Callable[[], bool] = never, seconds: float = SECONDS) -> None:
        self.case = case
        self.stop = stop
        """Says when to give up. What has been tried by then is known when the laboratory is used again."""
        self._left = seconds
        self._known: dict[tuple[Project, int], Outcome] = {}

    def train(self, project: Project, epochs: int | None = None, dataset: Dataset | None = None) -> Outcome:
        """Trains `project` for as many epochs as the run had, or `epochs`; early stopping does not end it.

        Raises:
            OutOfTimeError: the budget does not reach.
        """
        epochs = self.case.epochs if epochs is None else epochs
        project = with_training(project, early_stopping=None)
        key = (project, epochs)
        if key not in self._known:
            self._known[key] = self._train(project, epochs, dataset or self.case.dataset)
        return self._known[key]

    def _train(self, project: Project, epochs: int, dataset: Dataset) -> Outcome:
        started = time.monotonic()

        def is_over() -> bool:
            return self.stop() or time.monotonic() > started + self._left

        if is_over():
            raise OutOfTimeError
        trainer = Trainer(project, dataset)
        try:
            for _ in trainer.epochs(epochs, is_over):
                pass
        except DivergedError as error:
            return Outcome(project, error.epoch - 1, np.inf, -np.inf)
        finally:
            self._left -= time.monotonic() - started
        if trainer.epoch < epochs:
            raise OutOfTimeError
        judge = self.case if dataset is self.case.dataset else _judge(self.case, dataset)
        loss = judge.loss_of(trainer.snapshot(), Probe(trainer.model))
        return Outcome(project, epochs, loss, self.case.share_learned(loss))


def _judge(case: Case, dataset: Dataset) -> Case:
    return Case(case.project, dataset, case.probe, case.snapshots, (), ())


def with_training(project: Project, **fields: object) -> Project:
    return changed(project, training=changed(project.training, **fields))


def with_lr(project: Project, lr: float) -> Project:
    optimizer: OptimizerSpec = changed(project.training.optimizer, lr=min(lr, MAX_LR))
    return with_training(project, optimizer=optimizer)


def with_seed(project: Project, offset: int) -> Project:
    """The project with one of the next seeds."""
    return with_training(project, seed=(project.training.seed + offset) % 2**32)


def without_penalties(training: TrainingSpec) -> TrainingSpec:
    """The same training with nothing that holds the weights back."""
    return changed(training, l1=0.0, l2=0.0, optimizer=changed(training.optimizer, weight_decay=0.0))


def rounded(lr: float) -> float:
    """A learning rate of one digit."""
    return float(f"{lr:.0e}")
