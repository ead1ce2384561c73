"""Many runs of one project: over several seeds, values of its fields, folds and bootstrap samples."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from pydantic_core import from_json

from nnstudio.language import _
from nnstudio.project.edits import with_fold
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.folds import FEWEST_FOLDS, MOST_FOLDS, Fold
from nnstudio.project.names import shown
from nnstudio.project.project import Project
from nnstudio.project.storage import project_from, project_json
from nnstudio.project.sweep_fields import DERIVED, Value, with_derived

MAX_MEMBERS = 10_000
MAX_VALUES = 1_000
_RANGE = re.compile(r"(?P<low>[^:]+)\.\.(?P<high>[^:]+):(?P<scale>log|lin):(?P<count>\d+)")
_STEP = re.compile(r"[^.\[\]]+|\[\d+\]")
_DIGITS = 6
"""Values between the ends of a range are rounded to so many digits, so that what is shown is what is used."""


@dataclass(frozen=True)
class Variation:
    """One field, as in ``training.optimizer.lr`` or ``network.layers[0].units``, and the values that it takes."""

    field: str
    values: tuple[Value, ...]

    @classmethod
    def parse(cls, text: str) -> "Variation":
        """``FIELD=0.001,0.01,0.1``, ``FIELD=0.001..1:log:9`` or ``FIELD=1..10:lin:10``.

        Raises:
            InvalidProjectError: it is neither.
        """
        field, sign, values = text.partition("=")
        if not sign or not field.strip() or not values.strip():
            raise InvalidProjectError(
                _("{text}: write FIELD=VALUES, as in training.optimizer.lr=0.001,0.01,0.1").format(text=shown(text))
            )
        return cls(field.strip(), parse_values(values.strip()))


@dataclass(frozen=True)
class Member:
    """One of the runs."""

    values: Mapping[str, Value]
    """What the varied fields are in it."""
    seed: int
    project: Project
    fold: int | None = None
    """Which fold it is tested on, from 1; None without folds."""
    bootstrap: int | None = None
    """By which seed its training samples are drawn from themselves; None where they are not."""


@dataclass(frozen=True)
class Sweep:
    """What is to be run: each combination of the values, on each fold and bootstrap sample, with each of the seeds."""

    variations: tuple[Variation, ...] = ()
    seeds: int = 1
    """How many: the project's own, and those that follow it."""
    folds: int = 0
    """Into how many the samples are cut, each to be tested on once, in place of what the project tests on; 0 for
    that."""
    bootstraps: int = 0
    """How many samples are drawn from the training samples, by the project's own seed for it, or 0, and those that
    follow; 0 for the training samples themselves."""

    @property
    def count(self) -> int:
        """How many runs it consists of."""
        by_chance = (self.seeds, self.folds or 1, self.bootstraps or 1)
        return math.prod((*by_chance, *(len(each.values) for each in self.variations)))

    def members(self, project: Project) -> tuple[Member, ...]:
        """The runs in order: the last field's values change fastest, and then folds, bootstrap samples, seeds.

        Raises:
            InvalidProjectError: a field does not exist, or a value does not suit it.
        """
        if self.folds and not FEWEST_FOLDS <= self.folds <= MOST_FOLDS:
            told = _("{folds:,} folds: at least {fewest} and at most {most:,} are possible")
            raise InvalidProjectError(told.format(folds=self.folds, fewest=FEWEST_FOLDS, most=MOST_FOLDS))
        if not 1 <= self.count <= MAX_MEMBERS:
            raise InvalidProjectError(
                _("these are {count:,} runs; at least 1 and at most {most:,} are possible").format(
                    count=self.count, most=MAX_MEMBERS
                )
            )
        fields = [each.field for each in self.variations]
        for field in fields:
            if fields.count(field) > 1:
                raise InvalidProjectError(_("{field} is varied twice").format(field=shown(field)))
            if (self.folds and field.startswith(_TESTED_ON)) or (self.bootstraps and field == _BOOTSTRAP):
                told = _("{field} can't be varied, too: folds and bootstrap samples set it")
                raise InvalidProjectError(told.format(field=shown(field)))
        return tuple(self._members(project, fields))

    def _members(self, project: Project, fields: Sequence[str]) -> Iterator[Member]:
        for combination in product(*(each.values for each in self.variations)):
            values = dict(zip(fields, combination, strict=True))
            varied = _with_values(project, values) if values else project
            for fold, bootstrap, sampled in self._on_samples(varied):
                first = sampled.training.seed
                for seed in range(first, first + self.seeds):
                    member = sampled if seed == first else _with_values(sampled, {SEED_FIELD: seed})
                    yield Member(values, seed, member, fold, bootstrap)

    def _on_samples(self, project: Project) -> Iterator[tuple[int | None, int | None, Project]]:
        """The project on each fold and bootstrap sample, with their numbers."""
        first = project.data.bootstrap or 0
        folds = range(1, self.folds + 1) if self.folds else (None,)
        bootstraps = range(first, first + self.bootstraps) if self.bootstraps else (None,)
        for fold, bootstrap in product(folds, bootstraps):
            sampled = project
            if fold is not None:
                shuffle = project.data.fold is None or project.data.fold.shuffle
                sampled = with_fold(sampled, Fold(folds=self.folds, index=fold, shuffle=shuffle))
                for problem in sampled.problems():
                    told = Fold(folds=self.folds, index=fold).told()
                    raise InvalidProjectError(_("with {values}: {problem}").format(values=told, problem=problem))
            if bootstrap is not None:
                sampled = _with_values(sampled, {_BOOTSTRAP: bootstrap})
            yield fold, bootstrap, sampled


USUAL_SWEEP = Sweep(seeds=16)
"""Where nothing else is asked for: enough seeds to see whether a network gets stuck."""
SEED_FIELD = "training.seed"
_BOOTSTRAP = "data.bootstrap"
_TESTED_ON = ("data.fold", "data.test_fraction")


def _with_values(project: Project, values: Mapping[str, Value]) -> Project:
    """The project with other values in some fields.

    Raises:
        InvalidProjectError: there is no such field, or the project can't be trained with the value.
    """
    try:
        for field in DERIVED:
            if field in values:
                project = with_derived(project, field, values[field])
        raw = from_json(project_json(project))
        for field, value in values.items():
            if field not in DERIVED:
                _put(raw, field, value)
        return project_from(raw)
    except InvalidProjectError as error:
        told = ", ".join(f"{field}={value}" for field, value in values.items())
        raise InvalidProjectError(_("with {values}: {problem}").format(values=told, problem=error)) from None


def parse_values(text: str) -> tuple[Value, ...]:
    """The values that a text stands for: a list, or a range with its ends.

    Raises:
        InvalidProjectError: it is a range that makes no sense, or has too many values.
    """
    match = _RANGE.fullmatch(text)
    if match is None:
        if ".." in text:
            raise _no_range(text)
        values = tuple(_value(part.strip()) for part in text.split(","))
    else:
        low, high, count = _value(match["low"]), _value(match["high"]), int(match["count"])
        values = _between(text, low, high, match["scale"] == "log", count)
    if len(values) > MAX_VALUES:
        raise InvalidProjectError(
            _("{text}: at most {most:,} values are possible").format(text=shown(text), most=MAX_VALUES)
        )
    if len(set(values)) < len(values) or "" in values:
        raise InvalidProjectError(_("{text}: a value is missing, or there twice").format(text=shown(text)))
    return values


def _between(text: str, low: Value, high: Value, is_log: bool, count: int) -> tuple[Value, ...]:
    ends = (low, high)
    if any(isinstance(end, str | bool) or not math.isfinite(end) for end in ends) or not 2 <= count <= MAX_VALUES:
        raise _no_range(text)
    start, end = float(low), float(high)
    if start >= end or (is_log and start <= 0):
        raise _no_range(text)
    if is_log:
        inner = [start * (end / start) ** (i / (count - 1)) for i in range(1, count - 1)]
    else:
        inner = [start + (end - start) * i / (count - 1) for i in range(1, count - 1)]
    rounded = [float(f"{value:.{_DIGITS}g}") for value in inner]
    # whole numbers where both ends are
    if all(isinstance(each, int) for each in ends) and all(value.is_integer() for value in rounded):
        return (low, *map(int, rounded), high)
    return (start, *rounded, end)


def _no_range(text: str) -> InvalidProjectError:
    return InvalidProjectError(
        _(
            "{text}: a range is written LOW..HIGH:log:COUNT or LOW..HIGH:lin:COUNT, as in 0.001..1:log:9, with LOW "
            "below HIGH, and above 0 for log"
        ).format(text=shown(text))
    )


def _value(text: str) -> Value:
    """A number or a truth value where the text is one, as in JSON; else the text."""
    try:
        found = from_json(text, allow_inf_nan=False)
    except ValueError:
        return text
    return found if isinstance(found, bool | int | float | str) else text


def _put(raw: Any, field: str, value: Value) -> None:
    """Puts a value into a project given as JSON's values.

    Raises:
        InvalidProjectError: there is no such place.
    """
    steps = _STEP.findall(field)
    place = raw
    for step in steps[:-1]:
        place = _inside(place, step, field)
    last = steps[-1] if steps else field
    if isinstance(place, list):
        _inside(place, last, field)
        place[_index(last)] = value
    elif isinstance(place, dict):
        place[last] = value
    else:
        raise _no_field(field)


def value_in(raw: Any, field: str, otherwise: Value) -> Value:
    """What a project given as JSON's values has in a field; `otherwise` where it says nothing there."""
    try:
        for step in _STEP.findall(field):
            raw = _inside(raw, step, field)
    except InvalidProjectError:
        return otherwise
    return raw if isinstance(raw, bool | int | float | str) else otherwise


def _inside(place: Any, step: str, field: str) -> Any:
    if isinstance(place, list):
        index = _index(step)
        if 0 <= index < len(place):
            return place[index]
    elif isinstance(place, dict) and step in place:
        return place[step]
    raise _no_field(field)


def _index(step: str) -> int:
    digits = step.strip("[]")
    return int(digits) if digits.isdecimal() else -1


def _no_field(field: str) -> InvalidProjectError:
    return InvalidProjectError(
        _("{field}: the project has no such field; name it as in its JSON, as in network.layers[0].units").format(
            field=shown(field)
        )
    )
