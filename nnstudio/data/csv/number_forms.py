"""A column's numbers that are written with units, currencies or brackets, and what is said about them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.csv.numbers import Written, read_number
from nnstudio.language import _
from nnstudio.project.names import shown
from nnstudio.project.sources.csv import Decimal

_NO_NUMBER = Written(np.nan)
_MOST_UNITS = 50
_USUAL_UNITS = frozenset(
    "kg g mg lb lbs oz t cm m mm km in ft mi yd h hr hrs min s sec ms day days week weeks month months year years yrs "
    "l ml kb mb gb k mn bn w kw hp v a °c °f $ € £ ¥ ₹ usd eur gbp chf inr".split()
)
"""Where one of these is among several, the numbers can't be compared, and that is said; 7a and 7b are codes."""


_REMARKS = frozenset("b c d e f i n p r s u z bp be de ep".split())
"""Letters by which statistical offices remark on a number, with a blank before: estimated, provisional, a break."""
_MOST_TOLD = 3


class NumberForms:
    """Gathers how a column's numbers are written, chunk by chunk; at the end one unit holds for all of them."""

    def __init__(self) -> None:
        self._units: dict[str, int] = {"": 0}
        self._places: list[tuple[int, NDArray[np.intp], NDArray[np.int16]]] = []
        """Of each chunk: where it begins, which of its cells have a unit, and which one."""
        self._brackets = self._per_cent = 0
        self._marks: dict[str, None] = {}
        self._are_remarks = True
        """Whether every unit so far may be a letter by which a number is remarked upon."""

    def read(self, cells: Sequence[str], decimal: Decimal, start: int) -> NDArray[np.float64]:
        """(n,): the numbers of a chunk that begins at the row `start`, those with units, too; NaN where is none."""
        known = {cell: read_number(cell, decimal) or _NO_NUMBER for cell in set(cells)}
        for cell, written in known.items():
            self._brackets += written.in_brackets
            if written.mark:
                self._marks.setdefault(written.mark)
            if written.unit:
                self._are_remarks &= written.unit in _REMARKS and cell.endswith(f" {written.unit}")
            self._per_cent += cell.endswith("%") and written is not _NO_NUMBER
            if written.unit and len(self._units) < _MOST_UNITS:
                self._units.setdefault(written.unit, len(self._units))
        if any(written.unit for written in known.values()):
            units = {cell: self._units.get(written.unit, _MOST_UNITS) for cell, written in known.items()}
            codes = np.fromiter(map(units.__getitem__, cells), np.int16, len(cells))
            where = np.flatnonzero(codes)
            self._places.append((start, where, codes[where]))
        return np.fromiter((known[cell].value for cell in cells), np.float64, len(cells))

    def with_unit(self, start: int) -> NDArray[np.intp]:
        """Which cells have a unit in the chunk that was read last, and begins at the row `start`."""
        return self._places[-1][1] if self._places and self._places[-1][0] == start else np.empty(0, np.intp)

    def settle(self, column: str, numbers: NDArray[np.float64], present: int) -> tuple[str, ...]:
        """Takes away, in `numbers`, what is written with another unit than most; returns what is to be said.

        `present` cells hold something.
        """
        notes: list[str] = []
        name = shown(column)
        is_numeric = np.isfinite(numbers).sum() >= 0.5 * present
        if self._places:
            rows = np.concatenate([where + start for start, where, _unused in self._places])
            codes = np.concatenate([codes for _unused, _unused2, codes in self._places])
            counts = np.bincount(codes, minlength=len(self._units))
            main = int(counts.argmax())
            unit = next((unit for unit, code in self._units.items() if code == main), "")
            if counts[main] < 0.5 * np.isfinite(numbers).sum() or counts[main] < len(codes) or not is_numeric:
                # a few like 12a among 12 and 13, or grams among kilograms, are no numbers of this kind
                several = counts[main] < len(codes)
                if self._are_remarks and is_numeric and len(codes) < 0.5 * np.isfinite(numbers).sum():
                    self._marks.update(dict.fromkeys(list(self._units)[1:]))
                else:
                    numbers[rows] = np.nan
                if (
                    several
                    and is_numeric
                    and not self._are_remarks
                    and any(unit.casefold() in _USUAL_UNITS for unit in self._units)
                ):
                    told = ", ".join(shown(unit) for unit in list(self._units)[1:4])
                    notes.append(_("{column} has several units ({units}).").format(column=name, units=told))
            else:
                notes.append(_("In {column}, {unit} is no part of the numbers.").format(column=name, unit=shown(unit)))
        if self._marks and is_numeric:
            told = ", ".join(map(shown, list(self._marks)[:_MOST_TOLD]))
            notes.append(
                _("In {column}, {marks} behind numbers are remarks, and left out.").format(column=name, marks=told)
            )
        if self._brackets and is_numeric:
            notes.append(_("In {column}, brackets mean minus.").format(column=name))
        if self._per_cent and is_numeric:
            notes.append(_("In {column}, per cent are numbers: 40 % is 40.").format(column=name))
        return tuple(notes)
