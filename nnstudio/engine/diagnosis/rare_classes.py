"""A rare class that a network neglects: whether it is found once all classes count alike."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nnstudio.engine.diagnosis.figures import Measure, tell
from nnstudio.engine.diagnosis.finding import Basis, Finding
from nnstudio.engine.diagnosis.run_facts import RunFacts
from nnstudio.engine.diagnosis.symptoms import confusion_of
from nnstudio.engine.diagnosis.trials import TrialRunner
from nnstudio.engine.diagnosis.variants import with_training
from nnstudio.language import _
from nnstudio.project.edits import changed
from nnstudio.project.losses.classification import ClassWeightedLoss

_CLEARLY = 0.1


def weighed(facts: RunFacts, finding: Finding, trial_runner: TrialRunner) -> Finding | None:
    """The finding that classes are neglected, with the class weights that were tried; None if they are no help.

    They help where the share that is found of each class, on the average over the classes, rises clearly.

    Raises:
        OutOfTimeError: the trial runner's budget does not reach.
    """
    loss = facts.project.training.loss
    if not isinstance(loss, ClassWeightedLoss) or loss.has_weights:
        return None
    balanced = with_training(facts.project, loss=changed(loss, class_weights="balanced"))
    outcome = trial_runner.train(balanced)
    facts.probe.load(facts.result)
    before, after = confusion_of(facts.project, facts.dataset, facts.probe), outcome.confusion
    if after is None or _mean_recall(after) - _mean_recall(before) < _CLEARLY:
        return None
    key = next(figure.name for figure in finding.sentence.figures if figure.measure is Measure.SAMPLES_OF_CLASSES)
    classes = [int(label) for label in key.split(",")]
    found = int(after[classes, classes].sum())
    alarms = int(after[:, classes].sum()) - found
    advice = tell(
        _(
            "Let all classes count alike in the loss (Training, More, class weights: balanced). Tried: the network "
            "then finds {found} of them in {epochs} epochs, and puts {alarms} others there."
        ),
        found=replace(outcome.figure(Measure.TRIAL_HITS, found), name=key),
        alarms=replace(outcome.figure(Measure.TRIAL_ALARMS, alarms), name=key),
        epochs=outcome.epochs_done,
    )
    remedied = with_training(balanced, early_stopping=facts.project.training.early_stopping)
    return replace(finding, advice=advice, basis=Basis.TRIED, remedied=remedied)


def _mean_recall(confusion: NDArray[np.int64]) -> float:
    """The share that is found of a class, on the average over the classes that have samples."""
    sizes = confusion.sum(axis=1)
    there = sizes > 0
    return float((confusion.diagonal()[there] / sizes[there]).mean())
