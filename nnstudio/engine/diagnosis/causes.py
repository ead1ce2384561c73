"""Why a run has learned less than it could: the search for what a trial training confirms."""

from collections.abc import Callable, Iterator

import numpy as np

from nnstudio.engine.diagnosis.attainable import Yardstick
from nnstudio.engine.diagnosis.causes_of_design import by_hand, free, standardised, target_scaled, unbent, wider
from nnstudio.engine.diagnosis.causes_of_pace import larger_rate, longer, smaller_batch, smaller_rate
from nnstudio.engine.diagnosis.causes_of_start import dead, equal_start, saturated, seeds
from nnstudio.engine.diagnosis.confirmed import ENOUGH, Confirmed, Search, falls_short
from nnstudio.engine.diagnosis.figures import Figure, Measure, Told, tell
from nnstudio.engine.diagnosis.finding import Basis, Fault, Finding
from nnstudio.engine.diagnosis.run_facts import RunFacts
from nnstudio.engine.diagnosis.target_scale import has_unusual_target
from nnstudio.engine.diagnosis.trials import OutOfTimeError, TrialRunner
from nnstudio.engine.diagnosis.vanishing import vanishing
from nnstudio.engine.optimizers.table import OPTIMIZERS
from nnstudio.language import _

Cause = Callable[[Search], Confirmed | None]

_CLEARLY = 0.1
"""A later cause takes the place of an earlier one if it brings so much more."""
_NOTHING = 0.05
_UNUSUAL = 0.3
_USUAL_EPOCHS, _USUAL_PART, _FEW_SAMPLES = 20, 0.25, 100


def causes(facts: RunFacts, trial_runner: TrialRunner) -> Iterator[Finding]:
    """The confirmed cause for a run that has learned less than a yardstick says it could; at most one.

    The causes are tried in the order in which they hide each other. Where only a part of the loss can be explained,
    the one that explains most of it is named.

    Raises:
        OutOfTimeError: the trial runner's budget has been used up; what came before stands.
    """
    yardstick = trial_runner.yardstick
    if yardstick.share < _NOTHING:
        yield _no_signal(yardstick)
        return
    search = Search(facts, trial_runner, goal=yardstick.sure)
    if not falls_short(facts.learned, search.goal):
        found = standardised(search)
        if found is not None:
            yield found.told()
        return
    best: Confirmed | None = None
    try:
        unusual = _unusual_pace(facts)
        for cause in _order(unusual):
            found = cause(search)
            if found is not None and (best is None or found.share > best.share + _CLEARLY):
                best = found
            if best is not None and best.share >= ENOUGH * search.goal:
                break
            # with a target so far from 0, rate and epochs are only symptoms
            if found is not None and cause is target_scaled and has_unusual_target(facts.project, facts.dataset):
                break
            # more steps and larger ones stand in for each other: what is out of the ordinary is the cause
            if found is not None and unusual.get(cause, 0.0) == max(unusual.values()) >= _UNUSUAL:
                break
    except OutOfTimeError:
        if best is not None:
            yield best.told()
        raise
    if best is not None:
        yield best.told()


def _unusual_pace(facts: RunFacts) -> dict[Cause, float]:
    """How many powers of ten the rate, the batches and the epochs are from usual ones, towards too little."""
    return {larger_rate: _too_low(facts), smaller_batch: _too_large(facts), longer: _too_few(facts)}


def _order(unusual: dict[Cause, float]) -> list[Cause]:
    hurried = sorted(unusual, key=lambda cause: -unusual[cause])
    return [
        equal_start,
        by_hand,
        free,
        standardised,
        target_scaled,
        unbent,
        vanishing,
        smaller_rate,
        *hurried[:2],
        dead,
        saturated,
        seeds,
        *hurried[2:],
        wider,
    ]


def _too_low(facts: RunFacts) -> float:
    """How many powers of ten the rate at the end is below a usual one."""
    optimizer = facts.project.training.optimizer
    lr = max(1e-30, facts.lr_at_end.value) * optimizer.speedup()
    return max(0.0, float(np.log10(OPTIMIZERS[optimizer.kind].usual_lr / lr)))


def _too_large(facts: RunFacts) -> float:
    n, size = len(facts.dataset.X_train), facts.project.training.batch_size
    return max(0.0, float(np.log10(min(n, size) / (_USUAL_PART * n)))) if n >= _FEW_SAMPLES else 0.0


def _too_few(facts: RunFacts) -> float:
    return max(0.0, float(np.log10(_USUAL_EPOCHS / facts.epochs)))


def _no_signal(yardstick: Yardstick) -> Finding:
    return Finding(
        Fault.NO_SIGNAL,
        Told(_("The features say little about the target")),
        tell(
            _(
                "A yardstick network was trained on two thirds of the training samples: of the loss that one and "
                "the same answer has over the others, it could do without {share}."
            ),
            share=Figure(Measure.HELD_OUT, yardstick.share),
        ),
        Told(_("See in the data whether the features have to do with the target.")),
        Basis.TRIED,
        panel="data",
    )
