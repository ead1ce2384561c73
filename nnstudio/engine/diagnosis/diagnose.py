"""The diagnosis of a run: what is wrong with it, the cause first."""

import math
from collections.abc import Iterator
from dataclasses import replace

from nnstudio.engine.diagnosis.causes import causes
from nnstudio.engine.diagnosis.design import (
    constant_features,
    output_findings,
)
from nnstudio.engine.diagnosis.divergence import divergence_findings, has_exploded
from nnstudio.engine.diagnosis.figures import Figure, Measure, Told, tell
from nnstudio.engine.diagnosis.finding import Basis, Diagnosis, Fault, Finding
from nnstudio.engine.diagnosis.overfitting import over_fitting
from nnstudio.engine.diagnosis.rare_classes import weighed
from nnstudio.engine.diagnosis.run_facts import RunFacts
from nnstudio.engine.diagnosis.scales import has_unusual_scales, scales_told, unscaled
from nnstudio.engine.diagnosis.symptoms import dead_units, neglected_classes, saturated_units
from nnstudio.engine.diagnosis.trials import OutOfTimeError, TrialRunner
from nnstudio.engine.diagnosis.vanishing import without_gradient
from nnstudio.language import _

_FEW = 3
"""Epochs before which a run is not asked for results."""
_LITTLE = 0.5
_UNIT_FAULTS = (Fault.DEAD_UNITS, Fault.SATURATED_UNITS)


def diagnose(facts: RunFacts, trial_runner: TrialRunner | None = None) -> Diagnosis:
    """Examines a run. Only what can be computed, or what a trial training has confirmed, is said.

    With a trial runner it belongs into the training thread, while that rests: trials draw from torch's global
    generators. Without, it takes some milliseconds, in any thread.
    """
    found: list[Finding] = []
    is_complete = trial_runner is not None
    try:
        for finding in _findings(facts, trial_runner):
            if finding.fault not in {known.fault for known in found}:
                found.append(finding)
    except OutOfTimeError:
        is_complete = False
        found = found or list(_at_first_sight(facts))
    is_sound = not found and facts.epochs >= _FEW and facts.is_good
    return Diagnosis(tuple(found), _summary(facts), _details(facts), is_sound, is_complete, facts.is_tested)


def _findings(facts: RunFacts, trial_runner: TrialRunner | None) -> Iterator[Finding]:
    """Each as it is found, the cause first."""
    designed = list(output_findings(facts.project, facts.dataset))
    yield from designed
    if has_exploded(facts):
        yield from divergence_findings(facts, trial_runner)
        return
    if facts.epochs < _FEW or designed:
        # whatever else is looked at comes from the same
        return
    over_fitted = list(over_fitting(facts))
    if facts.is_good or over_fitted:
        yield from over_fitted
        return
    if trial_runner is None or not facts.is_at_rest:
        yield from _at_first_sight(facts)
        return
    named = []
    for finding in causes(facts, trial_runner):
        named.append(finding)
        yield finding
    yield from _symptoms(facts, bool(named), trial_runner)


def _at_first_sight(facts: RunFacts) -> Iterator[Finding]:
    """What can be said without a trial."""
    units = [unit for unit in (dead_units(facts), saturated_units(facts)) if unit is not None]
    if units and facts.learned < _LITTLE:
        if has_unusual_scales(facts.project, facts.dataset):
            yield unscaled(scales_told(facts.dataset), Basis.GUESS)
        yield from units
    neglected = neglected_classes(facts)
    if neglected is not None:
        yield neglected
    yield from constant_features(facts.dataset)


def _symptoms(facts: RunFacts, has_cause: bool, trial_runner: TrialRunner) -> Iterator[Finding]:
    """What is seen of a cause that has been named; without one, what stands for itself."""
    seen = [dead_units(facts), saturated_units(facts)] if has_cause else [without_gradient(facts)]
    neglected = neglected_classes(facts)
    remedied = weighed(facts, neglected, trial_runner) if neglected is not None else None
    if remedied is not None:
        yield remedied
    else:
        seen.append(neglected)
    for finding in seen:
        if finding is not None:
            yield (
                replace(finding, advice=Told(_("See the first finding.")), basis=Basis.CERTAIN)
                if has_cause
                else finding
            )
    yield from constant_features(facts.dataset)


def _summary(facts: RunFacts) -> Told:
    if facts.epochs == 0:
        return tell(_("The loss over all training samples is {start} before training."), start=facts.start_loss)
    if not math.isfinite(facts.end):
        return tell(
            _("The loss over all training samples was {start} before training and is infinite after epoch {epoch}."),
            start=facts.start_loss,
            epoch=facts.epochs_done,
        )
    moved = tell(
        _moved(facts),
        start=facts.start_loss,
        end=facts.end_loss,
        epoch=facts.epochs_done,
    )
    if not facts.is_tested:
        return moved
    test = Figure(Measure.TEST_LOSS, facts.test_loss[facts.epochs - 1], epoch=facts.epochs)
    return tell(_("{moved} Over the test samples it is {test}."), moved=moved, test=test)


def _moved(facts: RunFacts) -> str:
    if facts.end == facts.start:
        return _(
            "The loss over all training samples has not moved from {start} "
            "before training to {end} after epoch {epoch}."
        )
    if facts.end < facts.start:
        return _("The loss over all training samples fell from {start} before training to {end} after epoch {epoch}.")
    return _("The loss over all training samples rose from {start} before training to {end} after epoch {epoch}.")


def _details(facts: RunFacts) -> Told:
    if facts.epochs == 0 or not facts.baseline > 0:
        return Told("")
    if facts.learned <= 0:
        return tell(
            _("Over the training samples, always giving the same answer would cost {constant}, no more."),
            constant=facts.constant,
        )
    told = tell(
        _("Over the training samples, always giving the same answer would cost {constant}; {share} of that is gone."),
        constant=facts.constant,
        share=Figure(Measure.SHARE_LEARNED, facts.learned, epoch=facts.epochs),
    )
    if facts.is_tested:
        return told
    return tell(
        _("{told} No samples are kept for testing, so nothing is known of how the network does with new ones."),
        told=told,
    )
