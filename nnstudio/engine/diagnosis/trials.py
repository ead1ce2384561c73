"""Trial trainings: what would have come of the run, had one thing been otherwise."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.dataset import Dataset
from nnstudio.engine.build import build_tensors, criterion_of, weights_of
from nnstudio.engine.diagnosis.attainable import Yardstick, measure
from nnstudio.engine.diagnosis.figures import Figure, Measure
from nnstudio.engine.diagnosis.run_facts import RunFacts
from nnstudio.engine.diagnosis.symptoms import confusion_of
from nnstudio.engine.diagnosis.variants import with_training
from nnstudio.engine.losses.table import constant_loss
from nnstudio.engine.snapshots.probe import Probe
from nnstudio.engine.training.divergence import DivergedError
from nnstudio.engine.training.trainer import Trainer, never
from nnstudio.project.project import Project
from nnstudio.project.sources.spec import Task

SECONDS = 12.0
"""How long trial trainings of a run may compute together. A busy machine takes longer, and finds the same."""


class OutOfTimeError(Exception):
    """The trials have taken all the time that they may, or nobody waits for them any more."""


@dataclass(frozen=True)
class Outcome:
    """What a trial came to."""

    project: Project
    epochs: int
    loss: float
    """Over all training samples, at its end; infinite if it diverged."""
    learned: float
    """Which share of the constant answer's loss is gone."""
    test_loss: float | None = None
    """Over all test samples, at its end; None without a test split, or if it diverged."""
    confusion: NDArray[np.int64] | None = None
    """(classes, classes) counts of the training samples at its end; None for regression, or if it diverged."""
    target_scaled: bool = False
    """Whether the target was brought to mean 0 and standard deviation 1 first: then the losses are in its units."""

    @property
    def diverged(self) -> bool:
        return not np.isfinite(self.loss)

    # what sentences quote

    def figure(self, measure: Measure, value: float) -> Figure:
        return Figure(measure, value, trial=self)

    @property
    def end_loss(self) -> Figure:
        return self.figure(Measure.TRIAL_LOSS, self.loss)

    @property
    def share(self) -> Figure:
        return self.figure(Measure.TRIAL_SHARE, self.learned)

    @property
    def epochs_done(self) -> Figure:
        return self.figure(Measure.TRIAL_EPOCHS, self.epochs)

    @property
    def lr(self) -> Figure:
        return self.figure(Measure.TRIAL_LR, self.project.training.optimizer.lr)

    @property
    def seed(self) -> Figure:
        return self.figure(Measure.TRIAL_SEED, self.project.training.seed)


class TrialRunner:
    """Trains variants of a run, from their own initial weights, within a budget of seconds.

    It draws from torch's global generators: only the training thread may use it, while it rests.
    """

    def __init__(self, facts: RunFacts, stop: Callable[[], bool] = never, seconds: float = SECONDS) -> None:
        self.facts = facts
        self.stop = stop
        """Says when to give up. What has been tried by then is known when the trial runner is used again."""
        self._left = seconds
        self._known: dict[tuple[Project, int], Outcome] = {}
        self._yardstick: Yardstick | None = None

    def train(
        self,
        project: Project,
        epochs: int | None = None,
        dataset: Dataset | None = None,
    ) -> Outcome:
        """Trains `project` for as many epochs as the run had, or `epochs`; early stopping does not end it.

        Raises:
            OutOfTimeError: the budget does not reach.
        """
        epochs = self.facts.epochs if epochs is None else epochs
        project = with_training(project, early_stopping=None)
        key = (project, epochs)
        if key not in self._known:
            self._known[key] = self._train(project, epochs, dataset or self.facts.dataset)
        return self._known[key]

    @property
    def yardstick(self) -> Yardstick:
        """What a network of usual size can learn from a part of the training samples about the rest.

        Raises:
            OutOfTimeError: the budget does not reach.
        """
        if self._yardstick is None:
            started = time.thread_time()
            try:
                found = measure(self.facts.project, self.facts.dataset, lambda: self._is_over(started))
            finally:
                self._left -= time.thread_time() - started
            if found is None:
                raise OutOfTimeError
            self._yardstick = found
        return self._yardstick

    def _is_over(self, started: float) -> bool:
        return self.stop() or time.thread_time() > started + self._left

    def _train(self, project: Project, epochs: int, dataset: Dataset) -> Outcome:
        started = time.thread_time()
        if self._is_over(started):
            raise OutOfTimeError
        scaled = dataset.target_scale != self.facts.dataset.target_scale
        trainer = Trainer(project, dataset)
        test_loss: float | None = None
        try:
            for report in trainer.epochs(epochs, lambda: self._is_over(started)):
                test_loss = report.test_loss
        except DivergedError as error:
            return Outcome(project, error.epoch - 1, np.inf, -np.inf, target_scaled=scaled)
        finally:
            self._left -= time.thread_time() - started
        if trainer.epoch < epochs:
            raise OutOfTimeError
        tensors = build_tensors(dataset, project.training.loss)
        probe = Probe(trainer.model)
        loss = self.facts.loss_at(probe, tensors.X_train, tensors.y_train, criterion_of(project, tensors))
        confusion = None if dataset.task is Task.REGRESSION else confusion_of(project, dataset, probe)
        baseline = constant_loss(
            project.training.loss, dataset.to_targets(dataset.y_train), weights_of(project, tensors)
        )
        learned = 1 - loss / baseline if baseline > 0 else 1.0
        return Outcome(project, epochs, loss, learned if np.isfinite(loss) else -np.inf, test_loss, confusion, scaled)
