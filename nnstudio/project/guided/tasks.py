"""What a step asks of the learner: wait for it, predict it, answer it, reach it."""

import math
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from nnstudio.language import _, all_of
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.guided.controls import PAGES, PANELS
from nnstudio.project.guided.figures import Expression, LookUp, parse_figure
from nnstudio.project.guided.ordering import MOST_LINES
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.layers.spec import LayerSpec
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


class Condition(Spec):
    """Something that the learner does."""

    hint: Text | None = None
    """What to do, in a few words; there is a sentence for each kind otherwise."""

    def told(self) -> str:
        return self.hint or self._told()

    def _told(self) -> str:
        raise NotImplementedError


class Trained(Condition):
    """Training has rested at or after an epoch."""

    kind: Literal["trained"] = "trained"
    epochs: Annotated[int, Field(ge=1)]

    def _told(self) -> str:
        return _("Train to epoch {epochs:,}").format(epochs=self.epochs)


class Diverged(Condition):
    """Training has ended because the loss became infinite or NaN."""

    kind: Literal["diverged"] = "diverged"

    def _told(self) -> str:
        return _("Train until the run diverges")


class ResetPressed(Condition):
    """A run was given its first weights back."""

    kind: Literal["reset"] = "reset"

    def _told(self) -> str:
        return _("Press Reset")


class ProjectHas(Bounds, Condition):
    """A field of the project has a value: ``training.optimizer.lr``, ``data.source.seed``."""

    kind: Literal["project"] = "project"
    where: Text
    equals: str | bool | int | float | None = None
    other_than: str | bool | int | float | None = None

    def _told(self) -> str:
        name = self.where.rpartition(".")[2].replace("_", " ")
        if self.equals is not None:
            return _("Set {name} to {equals}").format(name=name, equals=self.equals)
        if self.other_than is not None:
            return _("Choose another {name}").format(name=name)
        return _("Set {name} {limits}").format(name=name, limits=self.limits())

    @model_validator(mode="after")
    def _says_something(self) -> "ProjectHas":
        if self.equals is None and self.other_than is None and not self.limits():
            raise ValueError(_("say equals, other_than, above, at_least, below or at_most"))
        return self

    def is_met(self, project: dict[str, Any]) -> bool:
        """Whether the project, as its JSON, has it."""
        found: Any = project
        for key in self.where.split("."):
            try:
                found = found[int(key)] if isinstance(found, list) else found[key]
            except (KeyError, IndexError, TypeError, ValueError):
                return False
        if self.equals is not None and found != self.equals:
            return False
        if self.other_than is not None and found == self.other_than:
            return False
        return not self.limits() or (isinstance(found, int | float) and self.holds(float(found)))


class LayersAre(Condition):
    """The stack has these layers; the units of the linear ones with `units`."""

    kind: Literal["layers"] = "layers"
    kinds: Annotated[tuple[str, ...], Field(strict=False, min_length=1, max_length=MOST_ENTRIES)]
    units: Annotated[tuple[int, ...], Field(strict=False, max_length=MOST_ENTRIES)] = ()
    """Of the hidden linear layers, in their order; empty: any."""

    def is_met(self, layers: Sequence[LayerSpec]) -> bool:
        """Whether a stack is so."""
        units = tuple(layer.units for layer in layers if isinstance(layer, LinearLayer) and layer.units is not None)
        return tuple(layer.kind for layer in layers) == self.kinds and self.units in ((), units)

    def _told(self) -> str:
        return _("Make the stack {kinds}").format(kinds=" → ".join(self.kinds))


class PanelOpen(Condition):
    """A panel of the drawer can be seen, if it is said, at one of its pages."""

    kind: Literal["panel"] = "panel"
    name: str
    page: str | None = None

    def _told(self) -> str:
        panel = PANELS.get(self.name, self.name)
        if self.page is not None:
            page = PAGES.get(self.name, {}).get(self.page, self.page)
            return _("Open the panel {panel} (menu View) at {page}").format(panel=panel, page=page)
        return _("Open the panel {panel} (menu View)").format(panel=panel)


class EpochShown(Bounds, Condition):
    """The timeline stands at an epoch."""

    kind: Literal["epoch"] = "epoch"

    def _told(self) -> str:
        return _("Drag the timeline to an epoch {limits}").format(limits=self.limits())


class UnitChosen(Condition):
    """A hidden unit has taken over the big plot."""

    kind: Literal["unit"] = "unit"

    def _told(self) -> str:
        return _("Click a hidden unit in the network diagram")


class UnitOff(Condition):
    """A hidden unit is switched off."""

    kind: Literal["unit_off"] = "unit_off"

    def _told(self) -> str:
        return _("Switch a hidden unit off")


class Checked(Condition):
    """A check box or a button that stays down is on (or off)."""

    kind: Literal["checked"] = "checked"
    control: str
    on: bool = True

    def _told(self) -> str:
        return (
            _("Switch {control} on").format(control=self.control.replace("_", " "))
            if self.on
            else _("Switch {control} off").format(control=self.control.replace("_", " "))
        )


class ListOpened(Condition):
    """The list of a selector has been opened, to see what there is."""

    kind: Literal["list_opened"] = "list_opened"
    control: str

    def _told(self) -> str:
        return _("Open the list {control}").format(control=self.control.replace("_", " "))


class Selected(Condition):
    """A selector stands at one of its texts."""

    kind: Literal["selected"] = "selected"
    control: str
    text: str

    def _told(self) -> str:
        return _("Choose “{text}”").format(text=_(self.text))


AnyCondition = Annotated[
    Trained
    | Diverged
    | ResetPressed
    | ProjectHas
    | LayersAre
    | PanelOpen
    | EpochShown
    | UnitChosen
    | UnitOff
    | Checked
    | ListOpened
    | Selected,
    Field(discriminator="kind"),
]
