"""The diagnosis of a run: what is wrong with it, the gravest first."""

from collections.abc import Iterator

from nnstudio.engine.diagnosis.case import Case
from nnstudio.engine.diagnosis.design import design_findings
from nnstudio.engine.diagnosis.divergence import divergence_findings, has_exploded
from nnstudio.engine.diagnosis.finding import Diagnosis, Fault, Finding, number
from nnstudio.engine.diagnosis.reasons import reasons
from nnstudio.engine.diagnosis.state import state_findings
from nnstudio.engine.diagnosis.trials import Laboratory, OutOfTimeError
from nnstudio.project.data import Task

_GRAVITY = list(Fault)
_FEW = 3
"""Epochs before which a run is not asked for results."""
_STALE = 0.05


def diagnose(case: Case, laboratory: Laboratory | None = None) -> Diagnosis:
    """Examines a run. Only what can be computed, or what a trial training has confirmed, is said.

    With a laboratory it belongs into the training thread, while that rests: trials draw from torch's global
    generators. Without, it takes some milliseconds, in any thread.
    """
    found: list[Finding] = []
    is_complete = laboratory is not None
    try:
        found.extend(_findings(case, laboratory, found))
    except OutOfTimeError:
        is_complete = False
    known: dict[Fault, Finding] = {}
    for finding in found:
        known.setdefault(finding.fault, finding)
    ordered = sorted(known.values(), key=lambda finding: (finding.is_hint, _GRAVITY.index(finding.fault)))
    is_sound = not ordered and case.epochs >= _FEW and case.is_good
    return Diagnosis(tuple(ordered), _summary(case), is_sound, is_complete)


def _findings(case: Case, laboratory: Laboratory | None, found: list[Finding]) -> Iterator[Finding]:
    """Each as it is found; `found` holds those before."""
    yield from design_findings(case.project, case.dataset)
    if has_exploded(case):
        yield from divergence_findings(case, laboratory)
        return
    if case.epochs < _FEW:
        return
    yield from state_findings(case)
    if laboratory is None or case.is_good or not case.is_at_rest:
        return
    twice = {Fault.SIGMOID_TWICE, Fault.SOFTMAX_TWICE, Fault.OUTPUT_RANGE}
    if any(finding.fault in twice for finding in found):
        # whatever else is tried runs into the same wall
        return
    yield from reasons(case, laboratory)
    if all(finding.is_hint for finding in found) and case.epochs >= 10 and case.learned < _STALE:
        yield Finding(
            Fault.PLATEAU,
            "On a plateau",
            f"The loss is {number(case.end)}; the best constant answer, whatever the inputs, has "
            f"{number(case.baseline)}. What was tried, other seeds among it, does no better in as many epochs.",
            "See whether the features have to do with the target, and what the network can express.",
            panel="data",
        )


def _summary(case: Case) -> str:
    loss = case.project.training.loss.title
    if case.epochs == 0:
        return f"Before training the loss is {number(case.start)}."
    told = f"{loss} over all training samples: {number(case.start)} before training, {number(case.end)} now"
    share = max(0.0, case.learned)
    constant = (
        "always giving the same value" if case.project.data.task is Task.REGRESSION else "knowing the shares alone"
    )
    return f"{told}; {constant} costs {number(case.baseline)}, so {share:.0%} of that is gone."
