"""What a step asks of the learner: wait for it, predict it, answer it, reach it."""

import math
from typing import Annotated, Any

from pydantic import Field, field_validator, model_validator

from nnstudio.language import _, all_of
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.guided.figures import Expression, LookUp, parse_figure
from nnstudio.project.guided.ordering import MOST_LINES
from nnstudio.project.spec import Spec

MOST_ENTRIES = 100
"""Of any list in a lesson."""
MOST_SELECTED = 10
"""Choices of which all that apply are selected."""
Text = Annotated[str, Field(min_length=1, max_length=2000)]
Number = int | float


def _checked_figure(text: str) -> str:
    try:
        parse_figure(text)
    except InvalidProjectError as error:
        raise ValueError(str(error)) from None
    return text


class Bounds(Spec):
    """Where a number should lie; all that is given must hold."""

    above: Number | None = None
    at_least: Number | None = None
    below: Number | None = None
    at_most: Number | None = None

    def holds(self, value: float | None) -> bool:
        if value is None or not math.isfinite(value):
            return False
        return (
            (self.above is None or value > self.above)
            and (self.at_least is None or value >= self.at_least)
            and (self.below is None or value < self.below)
            and (self.at_most is None or value <= self.at_most)
        )

    def limits(self) -> str:
        """In words: “above 0.5 and at most 1”."""
        told = (
            (self.above, _("above {bound:,}")),
            (self.at_least, _("at least {bound:,}")),
            (self.below, _("below {bound:,}")),
            (self.at_most, _("at most {bound:,}")),
        )
        return all_of(form.format(bound=bound) for bound, form in told if bound is not None)

    @model_validator(mode="after")
    def _says_something(self) -> "Bounds":
        if not self.limits():
            raise ValueError(_("say above, at_least, below or at_most"))
        return self


class Measured(Spec):
    """A figure of the run, as a text that `figures` describes."""

    figure: str

    _check = field_validator("figure")(_checked_figure)

    @property
    def expression(self) -> Expression:
        return parse_figure(self.figure)


class Shown(Measured):
    """A figure that the step shows, as it stands."""

    label: Text
    digits: Annotated[int, Field(ge=0, le=10)] = 4


class Aim(Bounds, Measured):
    """A figure that should come to lie somewhere."""

    label: Text

    def met(self, look_up: LookUp) -> bool:
        return self.holds(self.expression.value(look_up))


class Outcome(Spec):
    """One of the answers to a prediction; right when the figure comes to lie within the bounds."""

    text: Text
    when: Bounds


class Prediction(Measured):
    """A question before the run; the run answers it."""

    question: Text
    choices: Annotated[tuple[Outcome, ...], Field(strict=False, max_length=MOST_ENTRIES)] = ()
    tolerance: Annotated[float, Field(gt=0)] | None = None
    """For a number instead of choices: how far off is still right."""
    because: Text
    """What is said afterwards."""

    @model_validator(mode="after")
    def _can_be_answered(self) -> "Prediction":
        if bool(self.choices) == (self.tolerance is not None):
            raise ValueError(_("give either choices or, for a number, a tolerance"))
        if len(self.choices) == 1:
            raise ValueError(_("one choice alone is no question"))
        return self

    @property
    def answer_count(self) -> int:
        """How many different answers can be chosen, numbered from 0; none where a number is typed."""
        return len(self.choices)

    def is_right(self, answer: Any, actual: float) -> bool:
        """`answer` is the choice's number from 0, or the number typed."""
        if self.choices:
            return bool(self.choices[answer].when.holds(actual))
        assert self.tolerance is not None
        return abs(float(answer) - actual) <= self.tolerance


class Answer(Spec):
    """One of the answers to a quiz, and why it is right or wrong."""

    text: Text
    right: bool = False
    why: Text


class Quiz(Spec):
    """A question that needs no run: one choice is right, all that apply are to be selected, or all put in order."""

    question: Text
    choices: Annotated[tuple[Answer, ...], Field(strict=False, min_length=2, max_length=MOST_ENTRIES)]
    all_that_apply: bool = False
    """Whether all right choices are to be selected, and no other."""
    in_order: bool = False
    """Whether the choices are lines to be put in the order in which they stand here."""

    def is_right(self, answer: int) -> bool:
        """`answer` is the choice's number from 0; of all that apply, the sum of 2 to the power of each one selected; of
        an order, its number."""
        if self.in_order:
            return answer == 0
        if not self.all_that_apply:
            return self.choices[answer].right
        return answer == sum(1 << i for i, choice in enumerate(self.choices) if choice.right)

    @property
    def answer_count(self) -> int:
        """How many different answers can be chosen, numbered from 0."""
        if self.in_order:
            return math.factorial(len(self.choices))
        return 1 << len(self.choices) if self.all_that_apply else len(self.choices)

    @model_validator(mode="after")
    def _has_one_right_answer(self) -> "Quiz":
        if self.in_order:
            if self.all_that_apply or any(choice.right for choice in self.choices):
                raise ValueError(_("choices that are put in order have no “right”: they stand in their order"))
            if not 3 <= len(self.choices) <= MOST_LINES:
                raise ValueError(_("from 3 to {most} lines can be put in order").format(most=MOST_LINES))
        elif self.all_that_apply:
            if not any(choice.right for choice in self.choices):
                raise ValueError(_('at least one choice must have "right": true'))
            if len(self.choices) > MOST_SELECTED:
                raise ValueError(
                    _("of at most {most} choices all that apply can be selected").format(most=MOST_SELECTED)
                )
        elif sum(choice.right for choice in self.choices) != 1:
            raise ValueError(_('exactly one choice must have "right": true'))
        return self
