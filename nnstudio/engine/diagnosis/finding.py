"""One thing that is wrong with a run: what, what to do about it, and where it can be seen."""

import math
from dataclasses import dataclass
from enum import StrEnum

from nnstudio.engine.probe import Unit


class Fault(StrEnum):
    """What can be wrong with a run."""

    DIVERGED = "diverged"
    LR_TOO_LARGE = "lr_too_large"
    LR_TOO_SMALL = "lr_too_small"
    STUCK = "stuck"
    PLATEAU = "plateau"
    DEAD_UNITS = "dead_units"
    SATURATED_UNITS = "saturated_units"
    VANISHING_GRADIENTS = "vanishing_gradients"
    OVERFITTING = "overfitting"
    UNSCALED_INPUTS = "unscaled_inputs"
    SIGMOID_TWICE = "sigmoid_twice"
    SOFTMAX_TWICE = "softmax_twice"
    OUTPUT_RANGE = "output_range"
    CLASS_NEVER_PREDICTED = "class_never_predicted"
    LARGE_BATCH = "large_batch"
    REGULARISED = "regularised"
    TOO_SIMPLE = "too_simple"
    UNFINISHED = "unfinished"


HINTS = frozenset({Fault.UNFINISHED})
"""What is no fault: the run is on its way."""


@dataclass(frozen=True)
class Finding:
    """A fault with its evidence, for the learner."""

    fault: Fault
    title: str
    """In a few words."""
    sentence: str
    """The evidence: numbers that were computed."""
    remedy: str
    """What to do about it, in a sentence."""
    panel: str = ""
    """The drawer's panel in which it can be seen; empty for none."""
    unit: Unit | None = None
    """The unit to look at."""
    epoch: int | None = None
    """The epoch to look at."""

    @property
    def is_hint(self) -> bool:
        return self.fault in HINTS


@dataclass(frozen=True)
class Diagnosis:
    """All that was found, the gravest first."""

    findings: tuple[Finding, ...]
    summary: str
    """How the run stands, in a sentence, whatever was found."""
    is_sound: bool
    """Whether the loss has come down by most of what there was to learn, and nothing is wrong."""
    is_complete: bool
    """Whether trial trainings have had their say."""

    @property
    def faults(self) -> frozenset[Fault]:
        return frozenset(finding.fault for finding in self.findings)


def number(value: float) -> str:
    """A figure for a sentence: four digits, a true minus sign."""
    return "infinite" if math.isinf(value) else f"{value:.4g}".replace("-", "−")
