"""Inputs of the network, made of the source's columns: `x1`, `x1^2`, `x1^2*x2`, `sin(x1)`, `cos(x1)`.

The grammar, read by hand and never run as code; a column's exact name always wins::

    feature  := "sin(" column ")" | "cos(" column ")" | factor { "*" factor }
    factor   := column [ "^" exponent ]          exponent: 2 to 10
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement, groupby
from math import comb
from typing import Literal

from nnstudio.language import _
from nnstudio.project.names import meant, shown

MAX_DEGREE = 10
MAX_DERIVED = 250
"""How many features may be made of the columns; a file that asks for more has a problem."""

Function = Literal["", "sin", "cos"]
_FUNCTIONS: tuple[Function, ...] = ("sin", "cos")
_EXPONENT = re.compile(r"\s*\^\s*([^*\s]*)")
_DRAWN = re.compile(r"x[1-9]\d*")
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


class FeatureError(ValueError):
    """A name is not that of a feature; the message says why, and what was probably meant."""


@dataclass(frozen=True)
class Feature:
    """A product of powers of columns, or the sine or cosine of one."""

    powers: tuple[tuple[str, int], ...]
    """(column, exponent), each column once."""
    function: Function = ""
    """Taken of a single column with the exponent 1."""

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(column for column, _ in self.powers)

    @property
    def degree(self) -> int:
        """The sum of the exponents; 0 for a sine or cosine, which is no polynomial."""
        return 0 if self.function else sum(exponent for _, exponent in self.powers)

    @property
    def is_column(self) -> bool:
        """Whether it is a column as it stands."""
        return self.degree == 1

    @property
    def name(self) -> str:
        """As a project file writes it."""
        product = "*".join(column if power == 1 else f"{column}^{power}" for column, power in self.powers)
        return f"{self.function}({product})" if self.function else product

    @property
    def pretty(self) -> str:
        """As mathematics writes it: ``x₁²x₂``, ``sin x₁``."""
        parts = []
        for column, power in self.powers:
            plain = _pretty_column(column)
            parts.append(plain if power == 1 else plain + str(power).translate(_SUPERSCRIPTS))
        if self.function:
            return f"{self.function} {parts[0]}" if _DRAWN.fullmatch(self.columns[0]) else self.name
        close = all(_DRAWN.fullmatch(column) for column in self.columns)
        return ("" if close else " · ").join(parts)


def parse_feature(name: str, columns: Sequence[str]) -> Feature:
    """The feature of this name over a source's columns.

    Raises:
        FeatureError: there is no such column, or the name is not one of a feature.
    """
    if name in columns:
        return Feature(((name, 1),))
    function, inner = _read_wave(name)
    if function and inner in columns:
        return Feature(((inner, 1),), function)
    powers = _read_product(name, columns)
    if powers is None:
        raise FeatureError(_why_not(name, columns))
    total: dict[str, int] = {}
    for column, exponent in powers:
        total[column] = total.get(column, 0) + exponent
    order = {column: i for i, column in enumerate(columns)}
    feature = Feature(tuple(sorted(total.items(), key=lambda power: order[power[0]])))
    if feature.degree > MAX_DEGREE:
        raise FeatureError(
            _("{name} is of degree {degree}; the highest is {highest}").format(
                name=shown(name), degree=feature.degree, highest=MAX_DEGREE
            )
        )
    return feature


def pretty(name: str, columns: Sequence[str] | None = None) -> str:
    """A feature's name for people. Without `columns` it is taken to be made of x1, x2, …; what isn't stays as it is."""
    try:
        return parse_feature(name, _DRAWN.findall(name) if columns is None else columns).pretty
    except FeatureError:
        return name


def names_itself(feature: Feature, columns: Sequence[str]) -> bool:
    """Whether the feature's name is read as the feature; a column called "a*b" stands in the way of a times b."""
    try:
        return parse_feature(feature.name, columns) == feature
    except FeatureError:
        return False


def count_monomials(columns: int, degree: int) -> int:
    """How many products of powers there are of degree 1 to `degree`."""
    return comb(columns + degree, degree) - 1


def highest_degree(columns: int, limit: int = MAX_DERIVED) -> int:
    """The highest degree, at most 10, whose monomials are no more than `limit` features; 1 if there is no other."""
    fitting = (n for n in range(MAX_DEGREE, 1, -1) if count_monomials(columns, n) <= limit)
    return next(fitting, 1)


def monomials(columns: Sequence[str], degree: int) -> tuple[str, ...]:
    """The names of all products of powers of the columns up to `degree`, by degree, then in the columns' order.

    Raises:
        FeatureError: the degree is not within 1 to 10, or there would be too many features.
    """
    if not 1 <= degree <= MAX_DEGREE:
        raise FeatureError(
            _("the degree must be 1 to {highest}, and is {degree}").format(highest=MAX_DEGREE, degree=degree)
        )
    count = count_monomials(len(columns), degree)
    if degree > 1 and count > MAX_DERIVED:
        raise FeatureError(
            _(
                "degree {degree} of {columns} columns makes {count:,} features; at most {most} are allowed, so use "
                "degree {fitting} or fewer columns"
            ).format(
                degree=degree,
                columns=len(columns),
                count=count,
                most=MAX_DERIVED,
                fitting=highest_degree(len(columns)),
            )
        )
    return tuple(feature.name for feature in _monomials(columns, degree))


def _monomials(columns: Sequence[str], degree: int) -> Iterator[Feature]:
    for n in range(1, degree + 1):
        for chosen in combinations_with_replacement(columns, n):
            feature = Feature(tuple((column, len(list(same))) for column, same in groupby(chosen)))
            if names_itself(feature, columns):
                yield feature


def _read_wave(text: str) -> tuple[Function, str]:
    """The function and what it is taken of, both empty if the text is no sine or cosine."""
    for function in _FUNCTIONS:
        if text.startswith(f"{function}(") and text.endswith(")"):
            return function, text[len(function) + 1 : -1].strip()
    return "", ""


def _read_product(text: str, columns: Sequence[str]) -> list[tuple[str, int]] | None:
    """The factors of `text`, the longest column names first; None where it can't be read so."""
    by_length = sorted(columns, key=len, reverse=True)
    dead: set[int] = set()

    def read(start: int) -> list[tuple[str, int]] | None:
        if start in dead:
            return None
        for column in by_length:
            if not text.startswith(column, start):
                continue
            end, exponent = start + len(column), 1
            power = _EXPONENT.match(text, end)
            if power is not None:
                if not _is_exponent(power[1]):
                    continue
                end, exponent = power.end(), int(power[1])
            rest = text[end:].lstrip()
            if not rest:
                return [(column, exponent)]
            if rest.startswith("*"):
                others = read(len(text) - len(rest[1:].lstrip()))
                if others is not None:
                    return [(column, exponent), *others]
        dead.add(start)
        return None

    # each level of the recursion is a factor of its own
    if text.count("*") > 4 * MAX_DEGREE:
        return None
    return read(len(text) - len(text.lstrip()))


def _is_exponent(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 2 and 2 <= int(text) <= MAX_DEGREE


def _why_not(name: str, columns: Sequence[str]) -> str:
    """What is wrong with a name that can't be read: the first factor that makes no sense."""
    _unused, inner = _read_wave(name)
    if inner:
        return _no_column(inner, name, columns)
    for factor in name.split("*"):
        column, has_power, exponent = (part.strip() for part in factor.partition("^"))
        if column not in columns:
            return _no_column(column, name, columns)
        if has_power and not _is_exponent(exponent):
            told = _("{name} has the power {power}; a power is a whole number from 2 to {highest}")
            return told.format(name=shown(name), power=shown(exponent), highest=MAX_DEGREE)
    return _no_column("", name, columns)


def _no_column(column: str, name: str, columns: Sequence[str]) -> str:
    if column == name or not column:
        return _("there is no feature {name}{meant}").format(name=shown(name), meant=meant(name, columns))
    return _("there is no column {column} for the feature {name}{meant}").format(
        column=shown(column), name=shown(name), meant=meant(column, columns)
    )


def _pretty_column(column: str) -> str:
    return f"x{column[1:].translate(_SUBSCRIPTS)}" if _DRAWN.fullmatch(column) else column
