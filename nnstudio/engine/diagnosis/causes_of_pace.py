"""Causes that lie in how far the steps go, and how many there are."""

import numpy as np

from nnstudio.engine.diagnosis.causes_of_start import others
from nnstudio.engine.diagnosis.confirmed import ENOUGH, GAP, Confirmed, Search
from nnstudio.engine.diagnosis.figures import Figure, Measure, Told, tell
from nnstudio.engine.diagnosis.finding import Basis, Fault, Finding
from nnstudio.engine.diagnosis.run_facts import RunFacts
from nnstudio.engine.diagnosis.trials import Outcome
from nnstudio.engine.diagnosis.variants import one_digit, with_lr, with_seed, with_training, without_changes
from nnstudio.language import _, ngettext
from nnstudio.project.changes import SetLr
from nnstudio.project.project import Project

_LARGEST_TRIED = 10.0
_FACTORS = (10, 100, 1000, 1e4, 1e5, 1e6)
_BATCH = 32
_MUCH_LONGER = 0.6
_MANY = 300


def larger_rate(search: Search) -> Confirmed | None:
    """Whether larger steps get further."""
    facts = search.facts
    lowered = _lowered(search)
    if lowered is not None:
        return lowered
    if not (facts.falls_steadily or facts.has_hardly_moved):
        return None
    lr, best = facts.project.training.optimizer.lr, None
    for factor in _FACTORS:
        if lr * factor > _LARGEST_TRIED:
            break
        outcome = search.trial_runner.train(with_lr(facts.project, one_digit(lr * factor)))
        if best is None or outcome.loss < best.loss:
            best = outcome
        elif outcome.diverged:
            break
    if best is None or not search.is_better(best):
        return None
    finding = Finding(
        Fault.LR_TOO_SMALL,
        Told(_("The learning rate is too small")),
        tell(
            _(
                "At learning rate {lr} the loss over all training samples is {end} after epoch {epoch}. Tried: "
                "{better} gets to {loss} in as many epochs."
            ),
            lr=facts.lr_at_end,
            end=facts.end_loss,
            epoch=facts.epochs_done,
            better=best.lr,
            loss=best.end_loss,
        ),
        tell(_("Try a learning rate of {better}."), better=best.lr),
        Basis.TRIED,
        epoch=facts.epochs,
    )
    better = with_lr(facts.project, best.project.training.optimizer.lr)
    return Confirmed(finding, search.share(best), better)


def _unlowered(project: Project) -> tuple[Project, str] | None:
    """The project with a rate that stays what it is at first, and what changed it."""
    training = project.training
    if training.schedule is not None:
        return with_training(project, schedule=None), training.schedule.title
    if any(isinstance(change, SetLr) for change in training.changes):
        return without_changes(project, SetLr), _("the change by hand")
    return None


def _lowered(search: Search) -> Confirmed | None:
    """Whether the run stands still because its rate was lowered along the way."""
    facts, kept = search.facts, _unlowered(search.facts.project)
    if kept is None or facts.epochs == 0 or facts.lr_at_end.value >= facts.rates[0]:
        return None
    project, what = kept
    outcome = search.trial_runner.train(project)
    if not search.is_better(outcome):
        return None
    finding = Finding(
        Fault.LR_TOO_SMALL,
        Told(_("The learning rate has become too small")),
        tell(
            _(
                "By {what} it went from {first} to {lr} in epoch {epoch}, and the loss over all training samples "
                "ends at {end}. Tried: if it stays at {first}, the loss comes to {loss} in as many epochs."
            ),
            what=what,
            first=facts.lr_in(1),
            lr=facts.lr_at_end,
            epoch=facts.epochs_done,
            end=facts.end_loss,
            loss=outcome.end_loss,
        ),
        Told(_("Lower it later or less, or not at all.")),
        Basis.TRIED,
        epoch=facts.epochs,
    )
    return Confirmed(finding, search.share(outcome), project)


def smaller_rate(search: Search) -> Confirmed | None:
    """Whether smaller steps do better, for this seed and for others, on the average."""
    facts = search.facts
    if facts.falls_steadily:
        return None
    lr = facts.project.training.optimizer.lr
    raised = any(isinstance(change, SetLr) and change.lr > lr for change in facts.project.training.changes)
    variants = [without_changes(facts.project, SetLr)] if raised else []
    variants += [with_lr(facts.project, one_digit(lr * factor)) for factor in (0.1, 0.01)]
    own: list[float] | None = None
    for variant in variants:
        outcome = search.trial_runner.train(variant)
        if not search.is_better(outcome):
            continue
        if own is None:
            own = [facts.learned, *(other.learned for other in others(search)[:2])]
        outcomes = [outcome, *(search.trial_runner.train(with_seed(variant, seed)) for seed in (1, 2))]
        learned = np.clip([trial.learned for trial in outcomes], -1, search.goal)
        if learned.mean() - np.clip(own, -1, search.goal).mean() >= 2 * GAP:
            return Confirmed(_too_large(facts, outcome), search.share(outcome), variant)
    return None


def _too_large(facts: RunFacts, outcome: Outcome) -> Finding:
    return Finding(
        Fault.LR_TOO_LARGE,
        Told(_("The learning rate is too large")),
        tell(
            _(
                "At learning rate {lr} the loss over all training samples is {end} after epoch {epoch}. Tried: "
                "{better} gets to {loss} in as many epochs, and other seeds do better there, too."
            ),
            lr=facts.lr_at_end,
            end=facts.end_loss,
            epoch=facts.epochs_done,
            better=outcome.lr,
            loss=outcome.end_loss,
        ),
        tell(_("Try a learning rate of {better}."), better=outcome.lr),
        Basis.TRIED,
        epoch=facts.epochs,
    )


def smaller_batch(search: Search) -> Confirmed | None:
    """Whether more steps an epoch get further."""
    facts = search.facts
    n, size = len(facts.dataset.X_train), facts.project.training.batch_size
    if n < 100 or size < n / 2:
        return None
    smaller = with_training(facts.project, batch_size=_BATCH)
    outcome = search.trial_runner.train(smaller)
    if not search.is_better(outcome):
        return None
    steps = -(-n // size)
    finding = Finding(
        Fault.LARGE_BATCH,
        Told(_("Few steps: the batches are large")),
        tell(
            ngettext(
                "With {size} of {n} samples in a batch, an epoch has {steps} step. Tried: in batches of {batch}, as "
                "many epochs bring the loss over all training samples to {loss}, not {end}.",
                "With {size} of {n} samples in a batch, an epoch has {steps} steps. Tried: in batches of {batch}, as "
                "many epochs bring the loss over all training samples to {loss}, not {end}.",
                steps,
            ),
            size=Figure(Measure.BATCH_SIZE, min(size, n)),
            n=Figure(Measure.SAMPLES, n),
            steps=Figure(Measure.STEPS, steps),
            batch=outcome.figure(Measure.TRIAL_BATCH, _BATCH),
            loss=outcome.end_loss,
            end=facts.end_loss,
        ),
        tell(_("Try batches of {batch}."), batch=outcome.figure(Measure.TRIAL_BATCH, _BATCH)),
        Basis.TRIED,
    )
    return Confirmed(finding, search.share(outcome), smaller)


def longer(search: Search) -> Confirmed | None:
    """Whether the run is on its way."""
    facts, best = search.facts, None
    for times in (3, 10, 30):
        if times > 10 and times * facts.epochs > _MANY:
            break
        outcome = search.trial_runner.train(facts.project, times * facts.epochs)
        if not search.is_better(outcome, ratio=_MUCH_LONGER) or (best is not None and outcome.loss >= best.loss):
            continue
        best = outcome
        if search.share(outcome) >= ENOUGH * search.goal:
            break
    if best is None:
        return None
    finding = Finding(
        Fault.UNFINISHED,
        Told(_("Still learning")),
        tell(
            _(
                "The loss over all training samples is {end} after epoch {epoch}. Tried: {epochs} epochs bring "
                "it to {loss}."
            ),
            end=facts.end_loss,
            epoch=facts.epochs_done,
            epochs=best.epochs_done,
            loss=best.end_loss,
        ),
        Told(_("Give early stopping more patience.") if facts.stopped_early else _("Train on.")),
        Basis.TRIED,
        epoch=facts.epochs,
    )
    # with more patience than how much, was not tried
    further = None if facts.stopped_early else with_training(facts.project, epochs=best.epochs)
    return Confirmed(finding, search.share(best), further)
