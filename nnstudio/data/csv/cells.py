"""Cells as texts made into numbers, missing values and categories; a column of them is gathered chunk by chunk."""

from collections.abc import Collection, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.csv.dates import DateReader, Dates
from nnstudio.data.csv.number_forms import NumberForms
from nnstudio.data.csv.numbers import read_number, to_number
from nnstudio.language import _
from nnstudio.project.names import shown
from nnstudio.project.sources.csv import Decimal

MAX_DISTINCT = 1000
"""Of a column with more different values they are no longer told apart."""
MAX_WORDS = 50
"""So many different words among numbers are told apart, however many numbers there are."""
_OF_PANDAS = "NA N/A n/a NaN nan -NaN -nan NULL null None <NA> #N/A #NA"
MISSING = frozenset(("", *_OF_PANDAS.split(), "#N/A N/A", "na", "NAN", "Null", "none", "#VALUE!", "#DIV/0!", "?"))
"""Cells that hold nothing: as pandas has it, and what spreadsheets write for an error."""
DASHES = frozenset(("-", "--", "–", "—", ".", "*"))
"""Cells that hold nothing where all else in the column is a number."""

_ERRORS = "#REF! #NAME? #NUM! #NULL! #SPILL! #CALC! #NV #WERT! #BEZUG! #ZAHL! #NAME? #VALEUR! #NOMBRE! #VALOR! #NUL!"
_LONGEST_MARK = 3
_MOST_MARKS = 0.7
"""If more of a column's cells are marks, it is not one of numbers."""
MORE_MISSING = MISSING | frozenset(
    (*_ERRORS.split(), "NaT", "N.A.", "n.a.", "#DIV/0", "-nan(ind)", "-1.#IND", "1.#QNAN")
)
"""What later versions take for nothing besides: more of spreadsheets' errors, in the languages that have their own."""
_WORDS = frozenset(("None", "none", "NA", "N/A", "n/a", "na"))
"""Usual signs for nothing which may be a value, too."""
_NONE = frozenset(("None", "none"))


def holds_nothing(cell: str) -> bool:
    """Whether a cell is one of the usual signs for nothing."""
    return cell in MORE_MISSING


def category_name(value: float) -> str:
    """What a number is called as a category."""
    return f"{value:.15g}"


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
        self.words: frozenset[str] | None = frozenset()
        """The different cells that are neither numbers nor missing; None if there are more than MAX_WORDS."""
        self.dates: Dates | None = None
        """Its cells as dates, where some are."""
        self.notes: tuple[str, ...] = ()
        """How its numbers are written, in sentences, where that is out of the usual."""

    def forget_counts(self) -> None:
        """To be called when `numbers` or `absent` have changed: what was counted is counted anew."""
        for name, value in vars(type(self)).items():
            if isinstance(value, cached_property):
                self.__dict__.pop(name, None)

    def within(self, rows: NDArray[np.bool_]) -> "ColumnData":
        """The column of some rows alone."""
        part = ColumnData(self.name, self.numbers[rows], self.absent[rows])
        part.texts, part.text_codes = self.texts, self.text_codes[rows] if len(self.text_codes) else self.text_codes
        part.example, part.words = self.example, self.words
        part.dates = None if self.dates is None else self.dates.within(rows)
        return part

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
            return tuple(map(category_name, values.tolist())), codes
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

    def __init__(self, name: str, decimal: Decimal, as_first: bool = False) -> None:
        """`as_first`: by the rules of the first version alone."""
        self._name, self._decimal, self._as_first = name, decimal, as_first
        self._missing = MISSING if as_first else MORE_MISSING
        self._forms = NumberForms()
        self._numbers: list[NDArray[np.float64]] = []
        self._absent: list[NDArray[np.bool_]] = []
        self._codes: list[NDArray[np.int32]] = []
        self._places: dict[str, int] | None = {}
        self._example = ""
        self._words: set[str] | None = set()
        self._dates = DateReader()

    def add(self, cells: Sequence[str]) -> None:
        together = "".join(cells)
        if any(space in together for space in " \t\xa0"):
            cells = [cell.strip() for cell in cells]
        absent = np.zeros(len(cells), np.bool_)
        if not self._missing.isdisjoint(cells):
            absent = np.fromiter(map(self._missing.__contains__, cells), np.bool_, len(cells))
        start = sum(map(len, self._numbers))
        self._numbers.append(self._to_numbers(cells, absent, together, start))
        self._absent.append(absent)
        if self._places is not None:
            self._tell_apart(cells)
        odd = np.isnan(self._numbers[-1]) & ~absent
        if not self._as_first:
            may_be_dates = odd.copy()
            # 2024Q2 and 2024 Jan are numbers with a unit by their form
            may_be_dates[self._forms.with_unit(start)] = True
            self._dates.add(cells, may_be_dates)
        if not self._example:
            self._example = cells[int(odd.argmax())] if odd.any() else ""
        if self._words is not None:
            self._words.update(cells[place] for place in np.flatnonzero(odd).tolist())
            if len(self._words) > MAX_WORDS:
                self._words = None

    def _to_numbers(
        self, cells: Sequence[str], absent: NDArray[np.bool_], together: str, start: int
    ) -> NDArray[np.float64]:
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
        if self._as_first:
            known = {cell: to_number(cell, self._decimal) for cell in set(cells)}
            return np.array([known[cell] for cell in cells], np.float64)
        return self._forms.read(cells, self._decimal, start)

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
        column.dates = self._dates.done()
        if column.dates is not None:
            # 2024-Jan is no number with a unit
            numbers[column.dates.is_date(column.dates.best_order)] = np.nan
        if not self._as_first:
            column.notes = self._forms.settle(self._name, numbers, int((~absent).sum()))
        column.example = self._example
        column.texts = None if self._places is None else tuple(self._places)
        column.words = None if self._words is None else frozenset(self._words)
        if not self._as_first and column.words and all(map(_is_mark, column.words)):
            _forget_marks(column)
        if self._places is not None and self._codes:
            column.text_codes = np.concatenate(self._codes)
            _forget_dashes(column)
            if not self._as_first:
                _keep_words(column)
        return column


def _is_mark(cell: str) -> bool:
    """Whether it is short, and holds neither letters nor digits."""
    return cell in DASHES or (len(cell) <= _LONGEST_MARK and not any(map(str.isalnum, cell)))


def _forget_marks(column: ColumnData) -> None:
    """Where all else is a number, a mark stands for nothing: :, .., … as statistical offices have it."""
    odd = ~column.absent & np.isnan(column.numbers)
    if column.number_count and odd.sum() <= _MOST_MARKS * (odd.sum() + column.number_count):
        column.absent = column.absent | odd
        column.example, column.words = "", frozenset()
        column.forget_counts()


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
        column.example, column.words = "", frozenset()
    elif dashes and among_words:
        column.absent = column.absent | np.isin(column.text_codes, [column.texts.index(dash) for dash in dashes])
        if column.example in DASHES:
            column.example = min(others)


def _keep_words(column: ColumnData) -> None:
    """Among words "None" is one of them, and so is "NA" where nothing is written for what is missing, or among codes of
    two letters as countries have."""
    assert column.texts is not None
    signs = {column.texts[code] for code in np.unique(column.text_codes[column.absent])}
    words = {column.texts[code] for code in np.unique(column.text_codes[~column.absent])}
    if column.number_count or not words or not signs & _WORDS:
        return
    kept = signs & _NONE
    if "" in signs or (len(words) > 2 and all(len(word) == 2 and word.isupper() for word in words)):
        kept |= signs & _WORDS
    if kept:
        keep_signs(column, kept)
        column.notes += (
            _("In {column}, {signs} counts as a value.").format(
                column=shown(column.name), signs=", ".join(map(shown, sorted(kept)))
            ),
        )


def keep_signs(column: ColumnData, signs: Collection[str]) -> None:
    """From now on these cells hold a value."""
    if column.texts is not None:
        column.absent = column.absent & ~np.isin(column.text_codes, _places(column, signs))
        column.forget_counts()


def drop_signs(column: ColumnData, signs: Collection[str], decimal: Decimal) -> None:
    """From now on these cells, or numbers, hold nothing."""
    numbers = [written.value for sign in signs if (written := read_number(sign, decimal)) is not None]
    gone = np.isin(column.numbers, numbers)
    if column.texts is not None:
        gone |= np.isin(column.text_codes, _places(column, signs))
    column.absent = column.absent | gone
    column.numbers = np.where(gone, np.nan, column.numbers)
    column.forget_counts()


def _places(column: ColumnData, texts: Collection[str]) -> list[int]:
    assert column.texts is not None
    return [place for place, text in enumerate(column.texts) if text in texts]
