"""The figures that a diagnosis states, each with what it measures, so that whoever doubts one can compute it again."""

import math
from dataclasses import dataclass
from enum import StrEnum
from string import Formatter
from typing import Protocol, Self

from nnstudio.language import _, local
from nnstudio.project.project import Project
from nnstudio.project.rounding import rounded


class Trial(Protocol):
    """The trial training that a figure is of."""

    @property
    def project(self) -> Project: ...
    @property
    def epochs(self) -> int: ...
    @property
    def target_scaled(self) -> bool: ...


class Measure(StrEnum):
    """What a figure says. `epoch`, `layer`, `name` and `trial` of the Figure say of what."""

    EPOCHS = "epochs that the run has had"
    FAILED_EPOCH = "the epoch in which the loss became infinite or NaN"
    BEST_TEST_EPOCH = "the epoch after which the test loss was lowest"
    CHANGE_EPOCH = "the epoch after which something was changed by hand"
    LR = "the learning rate in force in `epoch`"
    TRAIN_LOSS = "the loss over the training samples, in evaluation mode, after `epoch`"
    MEAN_LOSS = "the mean of the losses of the batches of `epoch`"
    TEST_LOSS = "the loss over the test samples after `epoch`"
    CONSTANT_LOSS = "the training loss of the best constant answer"
    SHARE_LEARNED = "which share of the constant answer's training loss is gone"
    BATCH_SIZE = "the training samples in a batch"
    STEPS = "steps an epoch"
    SAMPLES = "training samples"
    SAMPLES_LOOKED_AT = "training samples that were looked at, evenly taken"
    SAMPLES_OF_CLASSES = "training samples of the classes in `name`"
    HITS_OF_CLASSES = "how many of these the network puts into their class after `epoch`"
    FEATURES = "features"
    CONSTANT_FEATURES = "features that have one value in all training samples"
    SCALE_LOW = "the smallest root mean square of a feature that varies, over the training samples"
    SCALE_HIGH = "the largest root mean square of a feature that varies"
    TARGET_LOW = "the smallest target of a training sample"
    TARGET_HIGH = "the largest target of a training sample"
    TARGET_OUTSIDE = "the share of the training samples whose target is out of the last layer's range"
    RANGE_LOW = "the lower bound of what the last layer can put out"
    RANGE_HIGH = "its upper bound"
    PROBABILITY_LOW = "the lowest probability that the loss can see"
    PROBABILITY_HIGH = "the highest probability that the loss can see"
    LOSS_LOW = "the lowest loss that these allow"
    LAYER = "the number of `layer`, from 1"
    UNITS = "the units of `layer`"
    DEAD_UNITS = "the dead units of `layer` after `epoch`"
    SATURATED_UNITS = "the saturated units of `layer` after `epoch`"
    EQUAL_UNITS = "the units of `layer` that are equal to another one in all their weights at the start"
    NARROWEST = "the units of the narrowest hidden Linear layer"
    GRADIENT = "the root mean square of the loss's gradient by the weights of `layer`, after `epoch`"
    STABLE_LR = "below which learning rate gradient descent on this loss is stable"
    CURVATURE = "the largest eigenvalue of the Hessian of what is minimised"
    HELD_OUT = "which share of the constant answer's loss a yardstick network rids held-out training samples of"
    TRIAL_LR = "the first learning rate of `trial`"
    TRIAL_SEED = "the seed of `trial`"
    TRIAL_BATCH = "the batch size of `trial`"
    TRIAL_UNITS = "the units of the narrowest hidden Linear layer of `trial`"
    TRIAL_EPOCHS = "the epochs of `trial`"
    TRIAL_LOSS = "the loss over the training samples at the end of `trial`"
    TRIAL_SHARE = "which share of the constant answer's training loss is gone at the end of `trial`"
    TRIAL_HITS = "how many training samples of the classes in `name` the network of `trial` puts into their class"
    TRIAL_ALARMS = "how many training samples of other classes it puts there"
    TRIALS = "how many seeds were tried"
    BETTER_TRIALS = "how many of them did better"
    GIVEN = "a number of the formula, the rule or the setting that is named beside it"

    @property
    def is_share(self) -> bool:
        return self in _SHARES

    @property
    def is_setting(self) -> bool:
        """Whether it is one that somebody typed, and has no digits to be left out."""
        return self in _SETTINGS


_SHARES = {Measure.SHARE_LEARNED, Measure.TRIAL_SHARE, Measure.TARGET_OUTSIDE, Measure.HELD_OUT}
_SETTINGS = {Measure.LR, Measure.TRIAL_LR, Measure.GIVEN, Measure.RANGE_LOW, Measure.RANGE_HIGH}


@dataclass(frozen=True, eq=False)
class Figure:
    """One number, as computed, with what it measures."""

    measure: Measure
    value: float
    epoch: int | None = None
    layer: int | None = None
    name: str = ""
    trial: Trial | None = None

    def __str__(self) -> str:
        if self.measure.is_share:
            return rounded(self.value, ".0%").replace("-", "−")
        if self.measure.is_setting:
            return local(f"{self.value:g}").replace("-", "−")
        return number(self.value)


class Told(str):
    """A text with the figures in it, in their order."""

    __slots__ = ("figures",)
    figures: tuple[Figure, ...]

    def __new__(cls, text: str, figures: tuple[Figure, ...] = ()) -> Self:
        made = super().__new__(cls, text)
        made.figures = figures
        return made

    def __add__(self, other: str) -> "Told":
        return Told(str(self) + other, self.figures + getattr(other, "figures", ()))


def tell(template: str, **parts: "Figure | str") -> Told:
    """The template with its parts: "the loss is {loss}". Numbers come as figures; a word, or what was told, as text."""
    text, figures = "", []
    for literal, name, _unused, _unused in Formatter().parse(template):
        text += literal
        if name is None:
            continue
        part = parts[name]
        text += str(part)
        if isinstance(part, Figure):
            figures.append(part)
        elif isinstance(part, Told):
            figures.extend(part.figures)
    return Told(text, tuple(figures))


def number(value: float) -> str:
    """A figure for a sentence: four digits, whole numbers in full, a true minus sign."""
    if math.isinf(value):
        return _("infinite")
    if abs(value) < 1e9 and (value == int(value) or abs(value) >= 1e4):
        text = f"{value:,.0f}"
    elif 1e9 <= abs(value) < 1e15:
        text = f"{float(f'{value:.4g}'):,.0f}"
    else:
        text = f"{value:.4g}"
    return local(text).replace("-", "−")
