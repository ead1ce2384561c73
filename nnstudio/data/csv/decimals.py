"""Which sign stands before decimal places: decided from all numbers that allow one reading, else said and asked."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from nnstudio.data.csv.numbers import read_number
from nnstudio.language import _
from nnstudio.project.names import shown
from nnstudio.project.sources.csv import Decimal

_BARE = re.compile(r"\d[\d.,]*|[.,]\d+", re.ASCII)
_GROUPED = re.compile(r"(?<=\d)[ \xa0\u202f'’](?=\d{3})")
"""What parts thousands and is no sign of a decimal number."""
_CLOCK = re.compile(r"0\d[.:]\d\d(?:[.:]\d\d)?|[12]\d[.:][0-5]\d(?:[.:]\d\d)?", re.ASCII)
_NEARLY_ALL = 0.8
_FEWEST_SURE = 0.25
"""So many times the cells that may be read in two ways must be those that can be read in one: else they are slips."""
_GROUP = r"[1-9]\d{0,2}"


@dataclass(frozen=True)
class Ambiguity:
    """A form of numbers that allows two readings."""

    column: int
    cell: str
    """One of them, as written."""
    chosen: float
    other: float
    """What it is as read, and what it would be with the other decimal sign."""
    other_decimal: Decimal


class DecimalGuess(NamedTuple):
    """The decimal sign of a table."""

    decimal: Decimal
    why: str
    ambiguity: Ambiguity | None = None
    swapped: tuple[int, ...] = ()
    """The places of columns whose numbers have the other sign, as where tables of two sources were put together."""


class _Evidence:
    """What one column's cells say."""

    def __init__(self, cells: Iterable[str]) -> None:
        self.decimal = {".": 0, ",": 0}
        """How many can only be numbers with this decimal sign."""
        self.either: dict[str, list[str]] = {".": [], ",": []}
        """Cells of one sign with three digits behind it."""
        self.small_whole = self.large_whole = self.written = clocks = 0
        for cell in cells:
            bare = _BARE.search(_GROUPED.sub("", cell))
            if bare is None or not any(sign in bare[0] for sign in ".,"):
                if bare is not None and bare[0] == cell:
                    self.small_whole += len(cell) <= 3
                    self.large_whole += len(cell) > 3
                continue
            self.written += 1
            clocks += _CLOCK.fullmatch(cell) is not None
            self._weigh(cell, bare[0].rstrip(".,"))
        # a column in which all could be times of day, some of them with a leading 0, says nothing about numbers
        if self.written and clocks == self.written and any(_CLOCK.fullmatch(cell) and cell[0] == "0" for cell in cells):
            self.decimal = {".": 0, ",": 0}
            self.either = {".": [], ",": []}

    def _weigh(self, cell: str, bare: str) -> None:
        readings = {sign: read_number(cell, sign) is not None for sign in SIGNS}
        if readings["."] is not readings[","]:
            self.decimal["." if readings["."] else ","] += 1
        elif readings["."]:
            for sign in SIGNS:
                if re.fullmatch(rf"{_GROUP}[{sign}]\d{{3}}", bare):
                    self.either[sign].append(cell)
                elif sign in bare and re.fullmatch(rf"\d*[{sign}]\d+", bare):
                    self.decimal[sign] += 1

    def says(self, sign: Decimal) -> bool:
        """Whether the column, whatever others say, can only be one of numbers with this sign."""
        clear = self.decimal[sign]
        # 928,700 beside 1,934,400 may be read with either
        open_ones = sum(map(len, self.either.values()))
        is_sure = clear >= max(2, _FEWEST_SURE * open_ones)
        return is_sure and not self.decimal[_other(sign)] and clear + open_ones >= _NEARLY_ALL * self.written


SIGNS: tuple[Decimal, Decimal] = (".", ",")


def guess_decimal(columns: Sequence[Sequence[str]], has_semicolons: bool) -> DecimalGuess:
    """The decimal sign of a table's first cells, column by column; semicolons between them leave the comma free."""
    evidence = [_Evidence(cells) for cells in columns]
    counts = {sign: sum(column.decimal[sign] for column in evidence) for sign in SIGNS}
    if counts[","] > counts["."]:
        told = _("{commas:,} of the first cells can only be numbers with a comma").format(commas=counts[","])
        return DecimalGuess(",", told, swapped=_that_say(evidence, "."))
    if counts["."]:
        told = _("{points:,} of the first cells can only be numbers with a point").format(points=counts["."])
        return DecimalGuess(".", told, swapped=_that_say(evidence, ","))
    return _guess_groups(evidence, has_semicolons)


def _that_say(evidence: Sequence[_Evidence], sign: Decimal) -> tuple[int, ...]:
    return tuple(place for place, column in enumerate(evidence) if column.says(sign))


def _guess_groups(evidence: Sequence[_Evidence], has_semicolons: bool) -> DecimalGuess:
    """Three digits behind each sign: decimal places, or thousands."""
    for place, column in enumerate(evidence):
        for sign in SIGNS:
            cells = column.either[sign]
            if not cells:
                continue
            # 950 beside 1.037 and 12.500: numbers of three places would have them all; 1500 has no thousands parted
            if column.large_whole:
                decimal = sign
            elif column.small_whole:
                decimal = _other(sign)
            else:
                decimal = sign if has_semicolons else "."
            return DecimalGuess(
                decimal,
                _("{cell} and others allow two readings").format(cell=shown(cells[0])),
                _ambiguity(place, cells[0], decimal),
            )
    return DecimalGuess(".", _("there are whole numbers alone"))


def _ambiguity(column: int, cell: str, decimal: Decimal) -> Ambiguity | None:
    chosen, other = read_number(cell, decimal), read_number(cell, _other(decimal))
    if chosen is None or other is None:
        return None
    return Ambiguity(column, cell, chosen.value, other.value, _other(decimal))


def _other(sign: Decimal) -> Decimal:
    return "," if sign == "." else "."
