"""Targets of a size that a network has a hard time with: what standardising them comes to."""

from collections.abc import Callable, Iterator

from nnstudio.data.dataset import Dataset
from nnstudio.data.load import load_dataset
from nnstudio.data.target_size import LARGE_TARGET, is_close_together, largest
from nnstudio.engine.diagnosis.figures import Figure, Measure, Told, tell
from nnstudio.engine.diagnosis.finding import Basis, Fault, Finding
from nnstudio.engine.diagnosis.run_facts import RunFacts
from nnstudio.engine.diagnosis.scales import has_unusual_scales
from nnstudio.engine.diagnosis.trials import Outcome, TrialRunner
from nnstudio.engine.diagnosis.variants import with_lr, with_training
from nnstudio.engine.optimizers.table import OPTIMIZERS
from nnstudio.language import _
from nnstudio.project.edits import changed
from nnstudio.project.project import Project
from nnstudio.project.sources.spec import Task

_ENOUGH, _CLEARLY = 0.6, 0.1
_BRISK = 10
"""So many times PyTorch's own rate suits the small networks and few samples of here."""


def has_unusual_target(project: Project, dataset: Dataset, bound: float = LARGE_TARGET) -> bool:
    """Whether targets of a regression go far beyond what a new network answers, or differ by next to nothing."""
    if project.data.task is not Task.REGRESSION or project.data.standardize_target:
        return False
    return largest(dataset.y_train) >= bound or is_close_together(dataset.y_train)


def tried_scaled(
    facts: RunFacts, trial_runner: TrialRunner, epochs: int, is_good: Callable[[Outcome], bool]
) -> Outcome | None:
    """What comes of a standardised target, with as little else changed as it takes; None if nothing good does.

    Raises:
        OutOfTimeError: the budget does not reach.
    """
    best: Outcome | None = None
    for project in _scaled(facts):
        outcome = trial_runner.train(project, epochs, dataset=load_dataset(project.data))
        if is_good(outcome) and (best is None or outcome.learned > best.learned + _CLEARLY):
            best = outcome
        if best is not None and best.learned >= _ENOUGH:
            break
    return best


def _scaled(facts: RunFacts) -> Iterator[Project]:
    """The project with its target standardised; with features or a usual rate as well, where theirs are unusual."""
    data = changed(facts.project.data, standardize_target=True)
    both = [changed(data, standardize=True)] if has_unusual_scales(facts.project, facts.dataset) else []
    scaled = [changed(facts.project, data=one) for one in (data, *both)]
    yield from scaled
    if not has_unusual_target(facts.project, facts.dataset):
        # of a target that is merely large, the rate may be a cause of its own
        return
    optimizer = facts.project.training.optimizer
    rate = _BRISK * OPTIMIZERS[optimizer.kind].usual_lr / optimizer.speedup()
    if not rate / 2 <= optimizer.lr <= 2 * rate:
        yield with_lr(scaled[-1], rate)


def unscaled_target(facts: RunFacts, outcome: Outcome) -> Finding:
    """The finding that a target of usual size, which was tried, lets the same network learn."""
    y, old, new = facts.dataset.y_train, facts.project, outcome.project
    with_features = new.data.standardize and not old.data.standardize
    zero, one = Figure(Measure.GIVEN, 0.0), Figure(Measure.GIVEN, 1.0)
    what = tell(
        _("target and features at mean {zero} and standard deviation {one}")
        if with_features
        else _("the target at mean {zero} and standard deviation {one}"),
        zero=zero,
        one=one,
    )
    ticks = _("“Standardise” and “Standardise the target”") if with_features else _("“Standardise the target”")
    advice = tell(_("Tick {ticks} in the data; predictions stay in the target's own units."), ticks=ticks)
    if new.training.optimizer != old.training.optimizer:
        what = tell(_("{what}, and a learning rate of {lr}"), what=what, lr=outcome.lr)
        advice = tell(_("{advice} Take a learning rate of {lr}."), advice=advice, lr=outcome.lr)
    evidence = tell(
        _("The targets go from {low} to {high}: they differ by less than a new network's answers do.")
        if is_close_together(y)
        else _("The targets go from {low} to {high}, but a new network answers with numbers near {zero}."),
        low=Figure(Measure.TARGET_LOW, float(y.min())),
        high=Figure(Measure.TARGET_HIGH, float(y.max())),
        zero=zero,
    )
    sentence = tell(
        _(
            "{evidence} Tried: with {what}, the same network gets rid of {share} of what always giving the same "
            "answer costs, in {epochs} epochs."
        ),
        evidence=evidence,
        what=what,
        share=outcome.share,
        epochs=outcome.epochs_done,
    )
    title = Told(_("A target of unsuitable size"))
    # trials know no early stopping
    remedied = with_training(new, early_stopping=old.training.early_stopping)
    return Finding(Fault.UNSCALED_TARGET, title, sentence, advice, Basis.TRIED, panel="data", remedied=remedied)
