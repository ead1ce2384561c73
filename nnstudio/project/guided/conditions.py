"""What a step waits for: something that the learner does."""

import ast
import math
from collections.abc import Sequence
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, model_validator

from nnstudio.language import _, all_of, ngettext
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.folds import FEWEST_FOLDS, MOST_FOLDS
from nnstudio.project.guided.controls import PAGES, PANELS
from nnstudio.project.guided.ingredients import ingredients
from nnstudio.project.guided.tasks import MOST_ENTRIES, Bounds, Number, Text
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.layers.spec import LayerSpec
from nnstudio.project.names import printable
from nnstudio.project.spec import Spec
from nnstudio.project.sweep import Sweep, Variation

MOST_RUNS = 500
"""Of a sweep that a lesson asks for."""


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


class Outcome(NamedTuple):
    """What came of a line in the tensor bench."""

    line: str
    value: float | None = None
    shape: tuple[int, ...] | None = None
    dtype: str | None = None
    failure: str = ""
    """Why it was refused, if it was."""


class Computed(Condition):
    """The tensor bench has computed something of the kind that the last of these lines computes."""

    kind: Literal["computed"] = "computed"
    lines: Annotated[tuple[Text, ...], Field(strict=False, min_length=1, max_length=MOST_ENTRIES)]
    """What can be typed; another line with the same functions and signs in it will do."""
    value: Number | None = None
    """Of a single number."""
    tolerance: Annotated[float, Field(gt=0)] = 0.001
    shape: Annotated[tuple[int, ...] | None, Field(strict=False)] = None
    dtype: Text | None = None
    fails: Text | None = None
    """If it is to be refused: what the reason says, of PyTorch's own words."""

    @model_validator(mode="after")
    def _says_something(self) -> "Computed":
        told = (self.value, self.shape, self.dtype)
        if self.fails is None and told == (None, None, None):
            raise ValueError(_("say value, shape, dtype or fails"))
        if self.fails is not None and told != (None, None, None):
            raise ValueError(_("what fails has no value, shape or dtype"))
        for line in self.lines:
            try:
                ast.parse(line)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                raise ValueError(_("“{line}” is no Python").format(line=printable(line))) from None
        return self

    def is_met(self, outcome: Outcome) -> bool:
        """Whether this outcome is of that kind."""
        if not ingredients(self.lines[-1]) <= ingredients(outcome.line):
            return False
        if self.fails is not None or outcome.failure:
            return self.fails is not None and self.fails.lower() in outcome.failure.lower()
        return (
            (self.value is None or (outcome.value is not None and abs(outcome.value - self.value) <= self.tolerance))
            and self.shape in (None, outcome.shape)
            and self.dtype in (None, outcome.dtype)
        )

    def _told(self) -> str:
        return _("Compute in the panel Tensor bench: {lines}").format(lines="; ".join(self.lines))


class Swept(Condition):
    """A sweep has come to its end that has exactly these seeds, values and folds."""

    kind: Literal["swept"] = "swept"
    seeds: Annotated[int, Field(ge=1, le=MOST_RUNS)]
    """The project's own, and those that follow it."""
    vary: Text | None = None
    """A field and its values, as ``nnstudio sweep --vary`` takes them; without it the seed alone differs."""
    folds: Annotated[int, Field(ge=FEWEST_FOLDS, le=MOST_FOLDS)] | None = None

    @model_validator(mode="after")
    def _can_be_run(self) -> "Swept":
        try:
            sweep = self.sweep
        except InvalidProjectError as error:
            raise ValueError(str(error)) from None
        count = sweep.seeds * (sweep.folds or 1) * math.prod(len(each.values) for each in sweep.variations)
        if count > MOST_RUNS:
            raise ValueError(
                _("these are {count:,} runs; a lesson asks for at most {most}").format(count=count, most=MOST_RUNS)
            )
        return self

    @property
    def sweep(self) -> Sweep:
        variations = () if self.vary is None else (Variation.parse(self.vary),)
        return Sweep(variations, self.seeds, self.folds or 0)

    def _told(self) -> str:
        said = [ngettext("{n} seed", "{n} seeds", self.seeds).format(n=self.seeds)]
        if self.folds is not None:
            said.append(_("{n} folds").format(n=self.folds))
        if self.vary is not None:
            said.append(self.vary.replace("=", " = "))
        return _("Run a sweep (panel Seeds and sweeps): {what}").format(what=all_of(said))


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
    | Selected
    | Computed
    | Swept,
    Field(discriminator="kind"),
]
