"""A run whose loss has grown beyond all bounds, and what would have kept it in them."""

from collections.abc import Iterator

import numpy as np

from nnstudio.data.load import load_dataset
from nnstudio.engine.diagnosis.figures import Figure, Measure, Told, tell
from nnstudio.engine.diagnosis.finding import Basis, Fault, Finding
from nnstudio.engine.diagnosis.run_facts import Case
from nnstudio.engine.diagnosis.scales import (
    has_large_target,
    has_unusual_scales,
    scales_told,
    unscaled,
    unscaled_target,
)
from nnstudio.engine.diagnosis.stability import stable_rate
from nnstudio.engine.diagnosis.trials import Laboratory, Outcome, OutOfTimeError
from nnstudio.engine.diagnosis.variants import one_digit, with_lr, without_changes
from nnstudio.project.changes import SetLr
from nnstudio.project.edits import changed

_STEPS = 14
"""Trials go down by half powers of ten."""
_EPOCHS = 30
_GROWN = 3.0


def has_exploded(case: Case) -> bool:
    """Whether the training loss has grown far beyond both where it began and a constant answer's."""
    if has_become_infinite(case):
        return True
    return case.epochs > 0 and case.end > _GROWN * max(case.start, case.baseline)


def has_become_infinite(case: Case) -> bool:
    return case.has_failed or not np.isfinite(case.end)


def divergence_findings(case: Case, laboratory: Laboratory | None) -> Iterator[Finding]:
    """What is to be said of a run that `has_exploded`; with a laboratory, what was tried and stays in bounds."""
    advice: Told | None = None
    if laboratory is not None:
        try:
            cause = _other_cause(case, laboratory)
            if cause is not None:
                yield cause
                advice = Told("See the first finding.")
            else:
                advice = _smaller_rate(case, laboratory)
        except OutOfTimeError:
            advice = None
    infinite = has_become_infinite(case)
    is_up = infinite or _ends_highest(case)
    yield Finding(
        Fault.DIVERGED if is_up else Fault.LR_TOO_LARGE,
        Told("The run has diverged" if is_up else "The learning rate is too large"),
        _told(case, infinite),
        advice or Told("try a smaller learning rate."),
        Basis.GUESS if advice is None else Basis.TRIED,
        epoch=case.epochs,
    )


def _told(case: Case, infinite: bool) -> Told:
    epoch = case.epochs + 1 if case.has_failed else max(1, case.epochs)
    if infinite and not case.has_failed:
        sentence = tell(
            "The loss over all training samples is infinite or NaN after epoch {epoch}, at learning rate {lr}.",
            epoch=case.epochs_done,
            lr=case.lr_in(epoch),
        )
    elif infinite:
        sentence = tell(
            "The loss became infinite or NaN in epoch {epoch}, at learning rate {lr}.",
            epoch=Figure(Measure.FAILED_EPOCH, epoch),
            lr=case.lr_in(epoch),
        )
    else:
        sentence = tell(
            "The loss over all training samples has grown from {start} before training to {end} after epoch {epoch}, "
            "at learning rate {lr}.",
            start=case.start_loss,
            end=case.end_loss,
            epoch=case.epochs_done,
            lr=case.lr_in(epoch),
        )
    bound = stable_rate(case.project, case.dataset)
    if bound is None or case.rates[epoch - 1] < bound.bound:
        return sentence
    return tell("{sentence} {bound}", sentence=sentence, bound=bound.sentence)


def _ends_highest(case: Case) -> bool:
    losses = [loss for _, loss in case.curve]
    return losses[-1] >= 0.99 * max(losses)


def _epochs(case: Case) -> int:
    return max(1, min(case.project.training.epochs, max(_EPOCHS, case.epochs + 1)))


def _stays(case: Case, outcome: Outcome) -> bool:
    bound = 1.0 if outcome.target_scaled else min(case.start, 1.5 * case.baseline)
    return not outcome.diverged and outcome.loss < bound


def _other_cause(case: Case, laboratory: Laboratory) -> Finding | None:
    """Whether it is not the rate that was wrong: at the same one, the run stays in bounds with something else."""
    epochs, project = _epochs(case), case.project
    by_hand = [change for change in project.training.changes if not isinstance(change, SetLr)]
    if by_hand:
        outcome = laboratory.train(without_changes(project, *{type(change) for change in by_hand}), epochs)
        if _stays(case, outcome):
            return changed_by_hand(by_hand[-1].epoch, outcome)
    if has_unusual_scales(project, case.dataset):
        scaled = changed(project, data=changed(project.data, standardize=True))
        outcome = laboratory.train(scaled, epochs, dataset=load_dataset(scaled.data))
        if _stays(case, outcome) and outcome.learned > 0:
            told = tell(
                "{scales} Tried: with all of them standardised, the same learning rate brings the loss over all "
                "training samples to {loss} in {epochs} epochs.",
                scales=scales_told(case.dataset),
                loss=outcome.end_loss,
                epochs=outcome.epochs_done,
            )
            return unscaled(told, Basis.TRIED)
    if has_large_target(project, case.dataset):
        outcome = laboratory.train(project, epochs, scales_target=True)
        if _stays(case, outcome) and outcome.learned > 0:
            return unscaled_target(case, outcome)
    return None


def changed_by_hand(epoch: int, outcome: Outcome) -> Finding:
    """The finding that numbers which were set by hand are what went wrong."""
    return Finding(
        Fault.CHANGED_BY_HAND,
        Told("Changed by hand, to its harm"),
        tell(
            "Weights were changed by hand "
            + ("before training." if epoch == 0 else "after epoch {epoch}.")
            + " Tried: without that, the loss over all training samples comes to {loss} in {epochs} epochs.",
            epoch=Figure(Measure.CHANGE_EPOCH, epoch),
            loss=outcome.end_loss,
            epochs=outcome.epochs_done,
        ),
        Told("Undo the change."),
        Basis.TRIED,
        epoch=epoch,
    )


def _smaller_rate(case: Case, laboratory: Laboratory) -> Told | None:
    """A rate that stays in bounds, tried; where the rate was set by hand, first the run without that."""
    epochs, project = _epochs(case), case.project
    rates = [change for change in project.training.changes if isinstance(change, SetLr)]
    if rates:
        outcome = laboratory.train(without_changes(project, SetLr), epochs)
        if _stays(case, outcome):
            return tell(
                "Leave out the change of the learning rate after epoch {epoch}. Tried: without it, the loss over all "
                "training samples went from {start} to {loss} in {epochs} epochs.",
                epoch=Figure(Measure.CHANGE_EPOCH, rates[-1].epoch),
                start=case.start_loss,
                loss=outcome.end_loss,
                epochs=outcome.epochs_done,
            )
    lr = project.training.optimizer.lr
    for step in range(1, _STEPS + 1):
        outcome = laboratory.train(with_lr(project, one_digit(lr * 10 ** (-step / 2))), epochs)
        if _stays(case, outcome):
            return tell(
                "Try a learning rate of {lr}. Tried: from the same weights, it brings the loss over all training "
                "samples from {start} to {loss} in {epochs} epochs.",
                lr=outcome.lr,
                start=case.start_loss,
                loss=outcome.end_loss,
                epochs=outcome.epochs_done,
            )
    return None
