"""One thing that is wrong with a run: what, what to do about it, and where it can be seen."""

from dataclasses import dataclass
from enum import StrEnum

from nnstudio.engine.diagnosis.figures import Figure, Told
from nnstudio.engine.snapshots.probe import Unit
from nnstudio.language import _
from nnstudio.project.project import Project


class Fault(StrEnum):
    """What can be wrong with a run: causes first, then what is seen of them, then what is no fault."""

    SIGMOID_TWICE = "sigmoid_twice"
    SOFTMAX_TWICE = "softmax_twice"
    OUTPUT_RANGE = "output_range"
    EQUAL_START = "equal_start"
    CHANGED_BY_HAND = "changed_by_hand"
    UNSCALED_INPUTS = "unscaled_inputs"
    UNSCALED_TARGET = "unscaled_target"
    DIVERGED = "diverged"
    LR_TOO_LARGE = "lr_too_large"
    REGULARISED = "regularised"
    TOO_SIMPLE = "too_simple"
    VANISHING_GRADIENTS = "vanishing_gradients"
    LR_TOO_SMALL = "lr_too_small"
    LARGE_BATCH = "large_batch"
    STUCK = "stuck"
    NO_SIGNAL = "no_signal"
    OVERFITTING = "overfitting"
    DEAD_UNITS = "dead_units"
    SATURATED_UNITS = "saturated_units"
    CLASS_NEVER_PREDICTED = "class_never_predicted"
    CONSTANT_FEATURE = "constant_feature"
    UNFINISHED = "unfinished"


HINTS = frozenset({Fault.UNFINISHED})
"""What is no fault: the run is on its way."""


class Basis(StrEnum):
    """What a piece of advice rests on."""

    TRIED = "tried"
    """It was tried with this very project, and helped; or it is what this very run shows."""
    CERTAIN = "certain"
    """It follows from what the loss and the layers compute."""
    GUESS = "guess"
    """It often helps. Its sentence says that it is a guess."""


@dataclass(frozen=True)
class Finding:
    """A fault with its evidence, for the learner."""

    fault: Fault
    title: Told
    """In a few words."""
    sentence: Told
    """The evidence: figures that were computed."""
    advice: Told
    """What to do about it, in a sentence."""
    basis: Basis = Basis.GUESS
    panel: str = ""
    """The drawer's panel in which it can be seen; empty for none."""
    unit: Unit | None = None
    """The unit to look at."""
    epoch: int | None = None
    """The epoch to look at."""
    remedied: Project | None = None
    """The project that follows the advice, just as it was tried (or, where it is certain, as it says); None where no
    edit does."""

    @property
    def remedy(self) -> Told:
        """The advice as it is shown: a guess is called one."""
        return (
            Told(_("A guess, not tried here: {advice}").format(advice=self.advice), self.advice.figures)
            if self.is_guess
            else self.advice
        )

    @property
    def is_guess(self) -> bool:
        return self.basis is Basis.GUESS

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every number in title, sentence and remedy, in their order."""
        return self.title.figures + self.sentence.figures + self.remedy.figures

    @property
    def is_hint(self) -> bool:
        return self.fault in HINTS


@dataclass(frozen=True)
class Diagnosis:
    """All that was found, the cause first."""

    findings: tuple[Finding, ...]
    summary: Told
    """How the run stands, in a short sentence, whatever was found."""
    details: Told
    """What that is worth, compared with an answer that needs no network."""
    is_sound: bool
    """Whether the loss has come down by most of what there was to learn, and nothing is wrong."""
    is_complete: bool
    """Whether trial trainings have had their say."""
    is_tested: bool = False
    """Whether there are losses over samples that were kept from training."""

    @property
    def faults(self) -> frozenset[Fault]:
        return frozenset(finding.fault for finding in self.findings)
