"""Cells as texts made into numbers, missing values and categories; a column of them is gathered chunk by chunk."""

import re
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nnstudio.project.sources.csv import Decimal

MAX_DISTINCT = 1000
"""Of a column with more different values they are no longer told apart."""
_OF_PANDAS = "NA N/A n/a NaN nan -NaN -nan NULL null None <NA> #N/A #NA"
MISSING = frozenset(("", *_OF_PANDAS.split(), "#N/A N/A", "na", "NAN", "Null", "none", "#VALUE!", "#DIV/0!", "?"))
"""Cells that hold nothing: as pandas has it, and what spreadsheets write for an error."""
DASHES = frozenset(("-", "--", "–", "—", ".", "*"))
"""Cells that hold nothing where all else in the column is a number."""

_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_SPACED = re.compile(r"[+-]?[1-9]\d{0,2}([ \xa0\u202f'’]\d{3})+(\.\d+)?", re.ASCII)
_INFINITE = re.compile(r"[+-]?(inf|infinity|∞)", re.IGNORECASE)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)


def is_missing(cell: str) -> bool:
    return cell in MISSING


def to_number(cell: str, decimal: Decimal) -> float | None:
    """The number that a cell holds, thousands separated or not, per cent as written; None if it holds none."""
    if cell.endswith("%"):
        cell = cell[:-1].rstrip()
    if decimal == ",":
        cell = cell.translate(_SWAPPED)
    if _PLAIN.fullmatch(cell):
        return float(cell)
    if _THOUSANDS.fullmatch(cell):
        return float(cell.replace(",", ""))
    if _SPACED.fullmatch(cell):
        return float(re.sub(r"[^\d.+-]", "", cell))
    if _INFINITE.fullmatch(cell):
        return -np.inf if cell.startswith("-") else np.inf
    return None


_SWAPPED = str.maketrans(",.", ".,")


class ColumnData:
    """A whole column: n cells."""

    def __init__(self, name: str, numbers: NDArray[np.float64], absent: NDArray[np.bool_]) -> None:
        self.name = name
        self.numbers = numbers
        """(n,): NaN where the cell holds no number."""
        self.absent = absent
        """(n,): whether the cell holds nothing."""
        self.texts: tuple[str, ...] | None = ()
        """The different cells as written, in the order of their first; None if there are too many."""
        self.text_codes: NDArray[np.int32] = np.empty(0, np.int32)
        """(n,): each cell's place in `texts`."""
        self.example = ""
        """The first cell that is neither a number nor missing."""

    @cached_property
    def is_number(self) -> NDArray[np.bool_]:
        """(n,)"""
        return ~np.isnan(self.numbers)

    @cached_property
    def absent_count(self) -> int:
        return int(self.absent.sum())

    @cached_property
    def number_count(self) -> int:
        return int(self.is_number.sum())

    @property
    def text_count(self) -> int:
        """Cells that are neither numbers nor missing."""
        return len(self.numbers) - self.absent_count - self.number_count

    @cached_property
    def longest(self) -> int:
        """How many characters the longest cell has; 0 if there are too many different ones to tell."""
        return max(map(len, self.texts or ("",)))

    @cached_property
    def distinct_numbers(self) -> NDArray[np.float64]:
        """Ascending, without NaN."""
        return np.unique(self.numbers[self.is_number])

    @cached_property
    def category_count(self) -> int | None:
        """How many different values there are; None if there are too many to tell."""
        categories = self._categories
        return None if categories is None else len(categories[0])

    def categories(self, rows: NDArray[np.bool_]) -> tuple[str, ...]:
        """The different values within `rows`, (n,), sorted: by their size if all are numbers, else as texts."""
        if self._categories is None:
            return ()
        names, codes = self._categories
        used = np.unique(codes[rows & (codes >= 0)])
        return tuple(names[code] for code in used)

    def codes(self, categories: Sequence[str]) -> NDArray[np.int64]:
        """(n,): each cell's place in `categories`; −1 where it is missing or not among them."""
        if self._categories is None:
            return np.full(len(self.numbers), -1)
        names, codes = self._categories
        places = {name: i for i, name in enumerate(categories)}
        table = np.array([*(places.get(name, -1) for name in names), -1])
        return table[codes]

    @cached_property
    def _categories(self) -> tuple[tuple[str, ...], NDArray[np.int64]] | None:
        if self.text_count == 0:
            values = self.distinct_numbers
            if len(values) > MAX_DISTINCT:
                return None
            codes = np.searchsorted(values, self.numbers)
            codes[~self.is_number] = -1
            return tuple(f"{value:.15g}" for value in values), codes
        if self.texts is None:
            return None
        present = np.unique(self.text_codes[~self.absent])
        order = sorted(present.tolist(), key=lambda code: (self.texts[code].casefold(), self.texts[code]))  # type: ignore[index]
        table = np.full(len(self.texts), -1)
        table[order] = np.arange(len(order))
        codes = np.where(self.absent, -1, table[self.text_codes])
        return tuple(self.texts[code] for code in order), codes


class ColumnReader:
    """Takes a column's cells in, chunk after chunk."""

    def __init__(self, name: str, decimal: Decimal) -> None:
        self._name, self._decimal = name, decimal
        self._numbers: list[NDArray[np.float64]] = []
        self._absent: list[NDArray[np.bool_]] = []
        self._codes: list[NDArray[np.int32]] = []
        self._places: dict[str, int] | None = {}
        self._example = ""

    def add(self, cells: Sequence[str]) -> None:
        together = "".join(cells)
        if any(space in together for space in " \t\xa0"):
            cells = [cell.strip() for cell in cells]
        absent = np.zeros(len(cells), np.bool_)
        if not MISSING.isdisjoint(cells):
            absent = np.fromiter(map(MISSING.__contains__, cells), np.bool_, len(cells))
        self._numbers.append(self._to_numbers(cells, absent, together))
        self._absent.append(absent)
        if self._places is not None:
            self._tell_apart(cells)
        if not self._example:
            odd = np.isnan(self._numbers[-1]) & ~absent
            self._example = cells[int(odd.argmax())] if odd.any() else ""

    def _to_numbers(self, cells: Sequence[str], absent: NDArray[np.bool_], together: str) -> NDArray[np.float64]:
        plain = self._decimal == "." or ("." not in together and "," not in together)
        # Python's own float takes more than a number in a file may be
        if plain and together.isascii() and "_" not in together:
            texts = (
                ["nan" if gone else cell for cell, gone in zip(cells, absent, strict=True)] if absent.any() else cells
            )
            try:
                return np.fromiter(map(float, texts), np.float64, len(cells))
            except ValueError:
                pass
        known = {cell: to_number(cell, self._decimal) for cell in set(cells)}
        return np.array([known[cell] for cell in cells], np.float64)

    def _tell_apart(self, cells: Sequence[str]) -> None:
        places = self._places
        assert places is not None
        for cell in dict.fromkeys(cells):
            places.setdefault(cell, len(places))
            if len(places) > MAX_DISTINCT:
                self._places = None
                self._codes.clear()
                return
        self._codes.append(np.fromiter(map(places.__getitem__, cells), np.int32, len(cells)))

    def done(self) -> ColumnData:
        """The column."""
        none = np.empty(0)
        numbers = np.concatenate(self._numbers) if self._numbers else none
        absent = np.concatenate(self._absent) if self._absent else none.astype(np.bool_)
        column = ColumnData(self._name, numbers, absent)
        column.example = self._example
        column.texts = None if self._places is None else tuple(self._places)
        if self._places is not None and self._codes:
            column.text_codes = np.concatenate(self._codes)
            _forget_dashes(column)
        return column


def _forget_dashes(column: ColumnData) -> None:
    """Where all else is a number, a dash stands for nothing; and so it does among words, if there are two others."""
    assert column.texts is not None
    odd = ~column.absent & np.isnan(column.numbers)
    codes = np.unique(column.text_codes[odd])
    words = {column.texts[code] for code in codes}
    dashes = words & DASHES
    others = words - DASHES
    among_words = len(others) > 1 and all(any(map(str.isalnum, word)) for word in others)
    among_numbers = not others and column.number_count
    if dashes and not odd.all() and among_numbers:
        column.absent = column.absent | odd
        column.example = ""
    elif dashes and among_words:
        column.absent = column.absent | np.isin(column.text_codes, [column.texts.index(dash) for dash in dashes])
        if column.example in DASHES:
            column.example = min(others)
