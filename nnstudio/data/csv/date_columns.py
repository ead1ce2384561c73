"""Which columns hold dates, and what is made of them."""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.csv.cells import ColumnData
from nnstudio.data.csv.dates import Dates, cell_values, dates_of_numbers
from nnstudio.language import _
from nnstudio.language.lists import all_of
from nnstudio.project.sources.csv import CsvColumn
from nnstudio.project.sources.csv_dates import DateOrder, DatePart

_NEARLY_ALL = 0.9
"""Such a share of a column's cells must be dates to take it for them."""
_FIRST_YEAR, _LAST_YEAR = 1800, 2200
"""Numbers are dates of these years alone."""
_CALLED = re.compile(
    r"date|datum|fecha|(^|[\W_])(day|tag|dt|ymd|yyyymmdd|yyyymm|month|monat|mois|mes|period|periode|zeitraum)([\W_]|$)",
    re.IGNORECASE,
)
PART_WORDS = {
    DatePart.DAY: _("day"),
    DatePart.MONTH: _("month"),
    DatePart.WEEKDAY: _("weekday"),
    DatePart.HOUR: _("hour"),
}


@dataclass(frozen=True)
class DatesUsed:
    """What becomes of a column's dates; nothing where there are none."""

    dates: Dates | None = None
    order: DateOrder | None = None
    parts: tuple[DatePart, ...] = ()
    cyclic: bool = False

    def told(self) -> str:
        """As a reason."""
        parts = all_of([PART_WORDS[part] for part in self.parts])
        told = (
            _("dates: {parts}, those that come round again as sine and cosine") if self.cyclic else _("dates: {parts}")
        )
        told = told.format(parts=parts)
        if self.dates is None or not self.dates.is_ambiguous:
            return told
        if self.order == "mdy":
            return _("{told}; the month first (the day may be meant)").format(told=told)
        return _("{told}; the day first (the month may be meant)").format(told=told)


def dates_of(column: ColumnData) -> Dates | None:
    """A column's cells as dates, if any can be."""
    if column.dates is not None:
        return column.dates
    if column.text_count or not column.number_count:
        return None
    dates = dates_of_numbers(column.numbers)
    return dates if dates.is_date("dmy").any() else None


def telling_dates(column: ColumnData) -> Dates | None:
    """The dates of a column that is one of dates by nearly all its cells, and where they are numbers by its name."""
    is_called_so = _CALLED.search(column.name) is not None
    dates = dates_of(column) if column.dates is not None or is_called_so else None
    if dates is None or (dates.are_weak and not is_called_so):
        return None
    order = dates.best_order
    days = dates.days(order)
    present = len(column.numbers) - column.absent_count
    if np.isfinite(days).sum() < _NEARLY_ALL * present:
        return None
    if column.dates is None:
        low, high = (np.datetime64(f"{year}-01-01").astype(int) for year in (_FIRST_YEAR, _LAST_YEAR))
        if np.nanmin(days) < low or np.nanmax(days) > high:
            return None
    return dates


def date_values(data: ColumnData, column: CsvColumn) -> NDArray[np.float64]:
    """(n, k): the numbers that a column of dates becomes; NaN where there is no date."""
    dates, order = dates_of(data), column.order or "dmy"
    if dates is None:
        return np.full((len(data.numbers), len(column.feature_names())), np.nan)
    return np.column_stack(
        [values for part in column.parts for values in cell_values(dates.values(part, order), part, column.cyclic)]
    )


def is_date(data: ColumnData, order: DateOrder | None) -> NDArray[np.bool_]:
    """(n,): which cells are dates."""
    dates = dates_of(data)
    return np.zeros(len(data.numbers), np.bool_) if dates is None else dates.is_date(order or dates.best_order)
