"""Losses that compare values: each is a function of the error."""

from collections.abc import Callable

from torch import nn

from nnstudio.engine.equations.quantities import Equation, Quantity, equation, name, quantity
from nnstudio.engine.equations.rules import Each
from nnstudio.engine.losses.constant import searched, spread_around_median, variance
from nnstudio.engine.losses.entry import LossEntry, LossStep
from nnstudio.language import _

Layout = tuple[int | str, ...]


def errors(step: LossStep) -> tuple[Quantity, Equation]:
    """E, (n, 1), and the equation that makes it: what came out less what should have."""
    error = quantity(name("E"), step.out - step.y, _("the errors"))
    return error, equation(error, (step.output, step.target), (0, "−", 1), Each("{0} − {1}"), "@0 - @1")


def terms_of_errors(layout: Layout, how: str, right: str) -> Callable[[LossStep], list[Equation]]:
    """Each sample's term as a function of its error: as a layout, as a text with ``{0}``, as LaTeX with ``@0``."""

    def forward(step: LossStep) -> list[Equation]:
        error, made = errors(step)
        return [made, equation(step.terms, (error,), layout, Each(how), right)]

    return forward


def slopes_of_errors(layout: Layout, how: str, right: str) -> Callable[[LossStep], list[Equation]]:
    """The slope as a function of the error, given as for `terms_of_errors`; ``{n}`` in `how` is the batch's size."""

    def backward(step: LossStep) -> list[Equation]:
        error, made = errors(step)
        written = how.replace("{n}", str(step.n))
        return [made, equation(step.gradient, (error,), layout, Each(written), right)]

    return backward


ENTRIES = {
    "mse": LossEntry(
        nn.MSELoss,
        _("Each sample's squared error, and the mean of them all."),
        terms_of_errors(("( ", 0, " )²"), "{0}²", r"@0^2"),
        slopes_of_errors(("2/n ·", 0), "2 · {0} / {n}", r"\frac{2}{n} @0"),
        variance,
    ),
    "l1": LossEntry(
        nn.L1Loss,
        _("Each sample's absolute error, and the mean of them all."),
        terms_of_errors(("|", 0, "|"), "|{0}|", r"|@0|"),
        slopes_of_errors(("1/n · sign", 0), "sign({0}) / {n}", r"\frac{1}{n} \operatorname{sign}(@0)"),
        spread_around_median,
    ),
    "huber": LossEntry(
        nn.HuberLoss,
        _("Squared up to an error of 1, absolute beyond; and the mean of them all."),
        terms_of_errors(
            ("huber", 0),
            "½·{0}² if |{0}| ≤ 1, else |{0}| − ½",
            r"\frac{1}{2} @0^2 \text{ if } |@0| \leq 1, \text{ else } |@0| - \frac{1}{2}",
        ),
        slopes_of_errors(("1/n · clip", 0), "{0}, but within −1 and 1, / {n}", r"\frac{1}{n} \max(-1, \min(1, @0))"),
        searched(nn.HuberLoss),
    ),
}
