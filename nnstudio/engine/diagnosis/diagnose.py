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
from nnstudio.engine.diagnosis.run_facts import Case
from nnstudio.engine.diagnosis.scales import has_unusual_scales, scales_told, unscaled
from nnstudio.engine.diagnosis.symptoms import dead_units, neglected_classes, saturated_units
from nnstudio.engine.diagnosis.trials import Laboratory, OutOfTimeError
from nnstudio.engine.diagnosis.vanishing import without_gradient

_FEW = 3
"""Epochs before which a run is not asked for results."""
_LITTLE = 0.5
_UNIT_FAULTS = (Fault.DEAD_UNITS, Fault.SATURATED_UNITS)


def diagnose(case: Case, laboratory: Laboratory | None = None) -> Diagnosis:
    """Examines a run. Only what can be computed, or what a trial training has confirmed, is said.

    With a laboratory it belongs into the training thread, while that rests: trials draw from torch's global
    generators. Without, it takes some milliseconds, in any thread.
    """
    found: list[Finding] = []
    is_complete = laboratory is not None
    try:
        for finding in _findings(case, laboratory):
            if finding.fault not in {known.fault for known in found}:
                found.append(finding)
    except OutOfTimeError:
        is_complete = False
        found = found or list(_at_first_sight(case))
    is_sound = not found and case.epochs >= _FEW and case.is_good
    return Diagnosis(tuple(found), _summary(case), _details(case), is_sound, is_complete)


def _findings(case: Case, laboratory: Laboratory | None) -> Iterator[Finding]:
    """Each as it is found, the cause first."""
    designed = list(output_findings(case.project, case.dataset))
    yield from designed
    if has_exploded(case):
        yield from divergence_findings(case, laboratory)
        return
    if case.epochs < _FEW or designed:
        # whatever else is looked at comes from the same
        return
    over_fitted = list(over_fitting(case))
    if case.is_good or over_fitted:
        yield from over_fitted
        return
    if laboratory is None or not case.is_at_rest:
        yield from _at_first_sight(case)
        return
    named = []
    for finding in causes(case, laboratory):
        named.append(finding)
        yield finding
    yield from _symptoms(case, bool(named))


def _at_first_sight(case: Case) -> Iterator[Finding]:
    """What can be said without a trial."""
    units = [unit for unit in (dead_units(case), saturated_units(case)) if unit is not None]
    if units and case.learned < _LITTLE:
        if has_unusual_scales(case.project, case.dataset):
            yield unscaled(scales_told(case.dataset), Basis.GUESS)
        yield from units
    neglected = neglected_classes(case)
    if neglected is not None:
        yield neglected
    yield from constant_features(case.dataset)


def _symptoms(case: Case, has_cause: bool) -> Iterator[Finding]:
    """What is seen of a cause that has been named; without one, what stands for itself."""
    seen = [dead_units(case), saturated_units(case)] if has_cause else [without_gradient(case)]
    seen.append(neglected_classes(case))
    for finding in seen:
        if finding is not None:
            yield replace(finding, advice=Told("See the first finding."), basis=Basis.CERTAIN) if has_cause else finding
    yield from constant_features(case.dataset)


def _summary(case: Case) -> Told:
    if case.epochs == 0:
        return tell("The loss over all training samples is {start} before training.", start=case.start_loss)
    if not math.isfinite(case.end):
        return tell(
            "The loss over all training samples was {start} before training and is infinite after epoch {epoch}.",
            start=case.start_loss,
            epoch=case.epochs_done,
        )
    return tell(
        f"The loss over all training samples {_moved(case)} from {{start}} before training to {{end}} after epoch "
        "{epoch}.",
        start=case.start_loss,
        end=case.end_loss,
        epoch=case.epochs_done,
    )


def _moved(case: Case) -> str:
    if case.end == case.start:
        return "has not moved"
    return "fell" if case.end < case.start else "rose"


def _details(case: Case) -> Told:
    if case.epochs == 0 or not case.baseline > 0:
        return Told("")
    if case.learned <= 0:
        return tell("Always giving the same answer would cost {constant}, no more.", constant=case.constant)
    return tell(
        "Always giving the same answer would cost {constant}; {share} of that is gone.",
        constant=case.constant,
        share=Figure(Measure.SHARE_LEARNED, case.learned, epoch=case.epochs),
    )
