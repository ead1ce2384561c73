"""A run whose loss has grown beyond all bounds, and what would have kept it in them."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from nnstudio.data.load import load_dataset
from nnstudio.engine.diagnosis.figures import Figure, Measure, Told, tell
from nnstudio.engine.diagnosis.finding import Basis, Fault, Finding
from nnstudio.engine.diagnosis.run_facts import RunFacts
from nnstudio.engine.diagnosis.scales import (
    has_unusual_scales,
    scales_told,
    unscaled,
)
from nnstudio.engine.diagnosis.stability import stable_rate
from nnstudio.engine.diagnosis.target_scale import has_unusual_target, tried_scaled, unscaled_target
from nnstudio.engine.diagnosis.trials import Outcome, OutOfTimeError, TrialRunner
from nnstudio.engine.diagnosis.variants import one_digit, with_lr, without_changes
from nnstudio.language import _
from nnstudio.project.changes import SetLr
from nnstudio.project.edits import changed
from nnstudio.project.project import Project

_STEPS = 14
"""Trials go down by half powers of ten."""
_EPOCHS = 30
_GROWN = 3.0


def has_exploded(facts: RunFacts) -> bool:
    """Whether the training loss has grown far beyond both where it began and a constant answer's."""
    if has_become_infinite(facts):
        return True
    return facts.epochs > 0 and facts.end > _GROWN * max(facts.start, facts.baseline)


def has_become_infinite(facts: RunFacts) -> bool:
    return facts.has_failed or not np.isfinite(facts.end)


def divergence_findings(facts: RunFacts, trial_runner: TrialRunner | None) -> Iterator[Finding]:
    """What is to be said of a run that `has_exploded`; with a trial runner, what was tried and stays in bounds."""
    advice: Told | None = None
    remedied: Project | None = None
    if trial_runner is not None:
        try:
            cause = _other_cause(facts, trial_runner)
            if cause is not None:
                yield cause
                advice = Told(_("See the first finding."))
            else:
                advice, remedied = _smaller_rate(facts, trial_runner)
        except OutOfTimeError:
            advice = remedied = None
    infinite = has_become_infinite(facts)
    is_up = infinite or _ends_highest(facts)
    yield Finding(
        Fault.DIVERGED if is_up else Fault.LR_TOO_LARGE,
        Told(_("The run has diverged") if is_up else _("The learning rate is too large")),
        _told(facts, infinite),
        advice or Told(_("try a smaller learning rate.")),
        Basis.GUESS if advice is None else Basis.TRIED,
        epoch=facts.epochs,
        remedied=remedied,
    )


def _told(facts: RunFacts, infinite: bool) -> Told:
    epoch = facts.epochs + 1 if facts.has_failed else max(1, facts.epochs)
    if infinite and not facts.has_failed:
        sentence = tell(
            _("The loss over all training samples is infinite or NaN after epoch {epoch}, at learning rate {lr}."),
            epoch=facts.epochs_done,
            lr=facts.lr_in(epoch),
        )
    elif infinite:
        sentence = tell(
            _("The loss became infinite or NaN in epoch {epoch}, at learning rate {lr}."),
            epoch=Figure(Measure.FAILED_EPOCH, epoch),
            lr=facts.lr_in(epoch),
        )
    else:
        sentence = tell(
            _(
                "The loss over all training samples has grown from {start} before training to {end} after epoch "
                "{epoch}, at learning rate {lr}."
            ),
            start=facts.start_loss,
            end=facts.end_loss,
            epoch=facts.epochs_done,
            lr=facts.lr_in(epoch),
        )
    bound = stable_rate(facts.project, facts.dataset)
    if bound is None or facts.rates[epoch - 1] < bound.bound:
        return sentence
    return tell("{sentence} {bound}", sentence=sentence, bound=bound.sentence)


def _ends_highest(facts: RunFacts) -> bool:
    losses = [loss for _unused, loss in facts.curve]
    return losses[-1] >= 0.99 * max(losses)


def _epochs(facts: RunFacts) -> int:
    return max(1, min(facts.project.training.epochs, max(_EPOCHS, facts.epochs + 1)))


def _stays(facts: RunFacts, outcome: Outcome) -> bool:
    bound = 1.0 if outcome.target_scaled else min(facts.start, 1.5 * facts.baseline)
    return not outcome.diverged and outcome.loss < bound


def _other_cause(facts: RunFacts, trial_runner: TrialRunner) -> Finding | None:
    """Whether it is not the rate that was wrong: at the same one, the run stays in bounds with something else."""
    epochs, project = _epochs(facts), facts.project
    by_hand = [change for change in project.training.changes if not isinstance(change, SetLr)]
    if by_hand:
        unchanged = without_changes(project, *{type(change) for change in by_hand})
        outcome = trial_runner.train(unchanged, epochs)
        if _stays(facts, outcome):
            return replace(changed_by_hand(by_hand[-1].epoch, outcome), remedied=unchanged)
    if has_unusual_scales(project, facts.dataset):
        scaled = changed(project, data=changed(project.data, standardize=True))
        outcome = trial_runner.train(scaled, epochs, dataset=load_dataset(scaled.data))
        if _stays(facts, outcome) and outcome.learned > 0:
            told = tell(
                _(
                    "{scales} Tried: with all of them standardised, the same learning rate brings the loss over all "
                    "training samples to {loss} in {epochs} epochs."
                ),
                scales=scales_told(facts.dataset),
                loss=outcome.end_loss,
                epochs=outcome.epochs_done,
            )
            return replace(unscaled(told, Basis.TRIED), remedied=scaled)
    if has_unusual_target(project, facts.dataset):
        found = tried_scaled(facts, trial_runner, epochs, lambda one: _stays(facts, one) and one.learned > 0)
        if found is not None:
            return unscaled_target(facts, found)
    return None


def changed_by_hand(epoch: int, outcome: Outcome) -> Finding:
    """The finding that numbers which were set by hand are what went wrong."""
    return Finding(
        Fault.CHANGED_BY_HAND,
        Told(_("Changed by hand, to its harm")),
        tell(
            _(
                "Weights were changed by hand before training. Tried: without that, the loss over all training samples "
                "comes to {loss} in {epochs} epochs."
            )
            if epoch == 0
            else _(
                "Weights were changed by hand after epoch {epoch}. Tried: without that, the loss over all training "
                "samples comes to {loss} in {epochs} epochs."
            ),
            epoch=Figure(Measure.CHANGE_EPOCH, epoch),
            loss=outcome.end_loss,
            epochs=outcome.epochs_done,
        ),
        Told(_("Undo the change.")),
        Basis.TRIED,
        epoch=epoch,
    )


def _smaller_rate(facts: RunFacts, trial_runner: TrialRunner) -> tuple[Told | None, Project | None]:
    """A rate that stays in bounds, tried; where the rate was set by hand, first the run without that."""
    epochs, project = _epochs(facts), facts.project
    rates = [change for change in project.training.changes if isinstance(change, SetLr)]
    if rates:
        unchanged = without_changes(project, SetLr)
        outcome = trial_runner.train(unchanged, epochs)
        if _stays(facts, outcome):
            told = tell(
                _(
                    "Leave out the change of the learning rate after epoch {epoch}. Tried: without it, the loss over "
                    "all training samples went from {start} to {loss} in {epochs} epochs."
                ),
                epoch=Figure(Measure.CHANGE_EPOCH, rates[-1].epoch),
                start=facts.start_loss,
                loss=outcome.end_loss,
                epochs=outcome.epochs_done,
            )
            return told, unchanged
    lr = project.training.optimizer.lr
    for step in range(1, _STEPS + 1):
        slower = with_lr(project, one_digit(lr * 10 ** (-step / 2)))
        outcome = trial_runner.train(slower, epochs)
        if _stays(facts, outcome):
            told = tell(
                _(
                    "Try a learning rate of {lr}. Tried: from the same weights, it brings the loss over all training "
                    "samples from {start} to {loss} in {epochs} epochs."
                ),
                lr=outcome.lr,
                start=facts.start_loss,
                loss=outcome.end_loss,
                epochs=outcome.epochs_done,
            )
            return told, slower
    return None, None
