"""Cells read as dates and times of day, in the forms in which people write them."""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nnstudio.project.sources.csv_dates import PERIODS, DateOrder, DatePart

_MONTHS = (
    "jan january januar jän jänner janvier enero|feb february februar fév févr février febrero|"
    "mar march mär märz mrz mars marzo|apr april avr avril abr abril|may mai mayo|jun june juni juin junio|"
    "jul july juli juil juillet julio|aug august août ago agosto|sep sept september septembre septiembre|"
    "oct october okt oktober octobre octubre|nov november novembre noviembre|dec december dez dezember déc décembre dic"
)
_MONTH_OF = {name: month for month, names in enumerate(_MONTHS.split("|"), 1) for name in names.split()}
_MONTH = r"(?P<month>[^\W\d_]{3,10})"
_TIME = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}(?:[.,]\d+)?))?\s*(?P<half>[AaPp]\.?[Mm]\.?)?"
    r"\s*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})?"
)
_YEAR = r"(?P<year>\d{4})"
_ANY_YEAR = r"'?(?P<year>\d{4}|\d{2})"
# the year first, then day and month in either order, months by name, months and quarters alone
_DATES = (
    rf"{_YEAR}(?P<sep>[-/._])(?P<m>\d{{1,2}})(?P=sep)(?P<d>\d{{1,2}})",
    rf"(?P<a>\d{{1,2}})(?P<sep>[-/. ]|\. )(?P<b>\d{{1,2}})(?P=sep){_ANY_YEAR}\.?",
    rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.)?(?:[-/ ]| of )?\s*{_MONTH}\.?,?[-/ ]?\s*{_ANY_YEAR}",
    rf"{_MONTH}\.?[- ]\s*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?[- ]\s*{_YEAR}",
    rf"{_YEAR}[-/ ]{_MONTH}[-/ ](?P<d>\d{{1,2}})",
    rf"{_YEAR}(?:[-/]|[-/ ]?[Mm])(?P<m>\d{{1,2}})",
    rf"{_YEAR}[-/ ]?[Ww](?P<week>\d{{1,2}})(?:-?(?P<weekday>[1-7]))?",
    r"(?P<count>\d{1,2})-(?P<m>\d{2})",
    rf"(?P<m>\d{{1,2}})[-/]{_YEAR}",
    rf"{_MONTH}\.?,?[-/ ]\s*{_ANY_YEAR}",
    rf"{_YEAR}[-/ ]?{_MONTH}",
    rf"{_YEAR}[-/ ]?[Qq](?P<q>[1-4])",
    rf"[Qq](?P<q>[1-4])[-/ ]?{_YEAR}",
)
# a weekday may stand before it, and a time behind it
_FORMS = [re.compile(rf"(?:[^\W\d_]{{2,10}}[.,]*\s+)??{date}(?:(?:\s*[T,]\s*|\s+){_TIME})?") for date in _DATES]
_FORMS.append(re.compile(_TIME))
_LONGEST = 40
_TRIED = 200
"""So many cells decide whether a column is worth reading as dates."""
_MOST = 0.5
_CENTURY = 69
"""Of two digits, these and later years are of the last century."""

Written = tuple[float, float, float, float, float]
"""First and second number, year, hour, and how sure it is: OPEN where the first number may be the day or the month,
KNOWN, or WEAK; NaN for no date, or no time."""
OPEN, KNOWN, WEAK = 0.0, 1.0, 2.0
"""WEAK: it may be something else as well, as 1-03 may be, which is March of a first year."""


@dataclass(frozen=True, eq=False)
class Dates:
    """n cells as dates."""

    written: NDArray[np.float64]
    """(n, 5): see `Written`."""

    def within(self, rows: NDArray[np.bool_]) -> "Dates":
        return Dates(self.written[rows])

    @cached_property
    def best_order(self) -> DateOrder:
        """The order that fits more cells; of two that fit alike, the one in which the dates go up, then by the day."""
        counts = [int(np.isfinite(days).sum()) for days in self._days.values()]
        if counts[0] != counts[1]:
            return "dmy" if counts[0] > counts[1] else "mdy"
        falls = [int((np.diff(days[np.isfinite(days)]) < 0).sum()) for days in self._days.values()]
        return "mdy" if falls[1] == 0 < falls[0] else "dmy"

    @cached_property
    def is_ambiguous(self) -> bool:
        """Whether every cell is a date in either order, but not always the same."""
        dmy, mdy = self._days.values()
        return bool((np.isfinite(dmy) == np.isfinite(mdy)).all() and (dmy != mdy)[np.isfinite(dmy)].any())

    @property
    def are_weak(self) -> bool:
        """Whether they may be something else as well."""
        return bool((self.written[:, 4] == WEAK).any())

    @cached_property
    def _days(self) -> dict[DateOrder, NDArray[np.float64]]:
        return {"dmy": self._in_order("dmy"), "mdy": self._in_order("mdy")}

    def days(self, order: DateOrder) -> NDArray[np.float64]:
        """(n,): whole days since 1970; NaN where there is no such day. Times of day alone are of day 0."""
        return self._days[order]

    def _in_order(self, order: DateOrder) -> NDArray[np.float64]:
        first, second, year, hour, sureness = self.written.T
        swapped = (sureness == OPEN) & (order == "mdy")
        day, month = np.where(swapped, second, first), np.where(swapped, first, second)
        days = np.where(np.isfinite(hour) & np.isnan(year), 0.0, np.nan)
        there = (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31) & (year >= 1) & (year <= 9999)
        months = ((year[there] - 1970) * 12 + month[there] - 1).astype(np.int64).astype("datetime64[M]")
        found = months.astype("datetime64[D]") + (day[there] - 1).astype(np.int64)
        # there is no 31 April
        days[there] = np.where(found.astype("datetime64[M]") == months, found.astype(np.int64), np.nan)
        return days

    def is_date(self, order: DateOrder) -> NDArray[np.bool_]:
        """(n,)"""
        return np.isfinite(self.days(order))

    def values(self, part: DatePart, order: DateOrder) -> NDArray[np.float64]:
        """(n,): one part; NaN where there is no date."""
        days = self.days(order)
        match part:
            case DatePart.DAY:
                return days
            case DatePart.MONTH:
                months = np.full(len(days), np.nan)
                there = np.isfinite(days)
                months[there] = _dates(days[there]).astype("datetime64[M]").astype(np.int64) % 12 + 1
                return months
            case DatePart.WEEKDAY:
                # 1 January 1970 was a Thursday
                return (days + 3) % 7 + 1
            case DatePart.HOUR:
                return np.where(np.isfinite(days), np.nan_to_num(self.written[:, 3]), np.nan)

    def telling_parts(self, order: DateOrder) -> tuple[DatePart, ...]:
        """The parts that change from row to row, and say something: of dates a month apart, the weekday does not."""
        there = self.is_date(order)
        found = [part for part in DatePart if len(np.unique(self.values(part, order)[there])) > 1]
        dates = _dates(self.days(order)[there])
        days_of_month = dates - dates.astype("datetime64[M]").astype("datetime64[D]")
        if DatePart.WEEKDAY in found and len(np.unique(days_of_month)) == 1:
            found.remove(DatePart.WEEKDAY)
        return tuple(found)


def _dates(days: NDArray[np.float64]) -> NDArray[np.datetime64]:
    return days.astype(np.int64).astype("datetime64[D]")


def cell_values(values: NDArray[np.float64], part: DatePart, is_cyclic: bool) -> list[NDArray[np.float64]]:
    """The numbers that a part, (n,), becomes, each (n,)."""
    if not is_cyclic or part not in PERIODS:
        return [values]
    start, period = PERIODS[part]
    turned = 2 * np.pi * (values - start) / period
    return [np.sin(turned), np.cos(turned)]


class DateReader:
    """Takes a column's cells in, chunk after chunk, as long as they look like dates."""

    def __init__(self) -> None:
        self._parts: list[NDArray[np.float64]] = []
        self._before = 0
        """Cells before the first that may be a date."""
        self._is_given_up = False

    def add(self, cells: Sequence[str], may_be: NDArray[np.bool_]) -> None:
        """`may_be`, (n,): the cells that may be dates: neither plain numbers nor missing."""
        if self._is_given_up:
            return
        places = np.flatnonzero(may_be).tolist()
        if not self._parts:
            if not places:
                self._before += len(cells)
                return
            tried = places[:_TRIED]
            if sum(read_date(cells[i]) is not None for i in tried) < _MOST * len(tried):
                self._is_given_up = True
                return
            self._parts.append(np.full((self._before, 5), np.nan))
        written = np.full((len(cells), 5), np.nan)
        known: dict[str, Written | None] = {}
        for i in places:
            cell = cells[i]
            if cell not in known:
                known[cell] = read_date(cell)
            if (found := known[cell]) is not None:
                written[i] = found
        self._parts.append(written)

    def done(self) -> Dates | None:
        """The column; None if it holds none."""
        return Dates(np.concatenate(self._parts)) if self._parts else None


def read_date(cell: str) -> Written | None:
    """What is written in a cell; None if that is no date."""
    if len(cell) > _LONGEST or not any(map(str.isdigit, cell)):
        return None
    for form in _FORMS:
        found = form.fullmatch(cell)
        if found is not None:
            parts = found.groupdict()
            hour = _hour(parts)
            if hour is None:
                return None
            date = _date(parts)
            if date is not None:
                return (*date[:3], hour, date[3])
    return None


def _hour(parts: dict[str, str | None]) -> float | None:
    """The hour with its fraction; NaN without a time, None if there is no such time."""
    if parts["hour"] is None:
        return float("nan")
    hour, minute = int(parts["hour"]), int(parts["minute"] or 0)
    second = float((parts["second"] or "0").replace(",", "."))
    half = (parts["half"] or "").lower()[:1]
    if half and not 1 <= hour <= 12:
        return None
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    if hour > 24 or minute > 59 or second >= 61:
        return None
    return hour + minute / 60 + second / 3600


def _date(parts: dict[str, str | None]) -> tuple[float, float, float, float] | None:
    """First and second number, year, and how sure it is, as in `Written`."""
    if parts.get("count") is not None:
        return (1.0, float(str(parts["m"])), float(str(parts["count"])), WEAK)
    if parts.get("year") is None:
        return (float("nan"), float("nan"), float("nan"), KNOWN)
    year = _year(str(parts["year"]))
    if parts.get("a") is not None:
        first, second = int(str(parts["a"])), int(str(parts["b"]))
        if first > 31 and len(str(parts["year"])) == 2:
            # 98-03-31
            return (float(int(str(parts["year"]))), second, _year(str(parts["a"])), KNOWN)
        return (first, second, year, OPEN)
    if parts.get("week") is not None:
        return _of_week(int(year), int(str(parts["week"])), int(parts.get("weekday") or 1))
    if parts.get("q") is not None:
        return (1.0, int(str(parts["q"])) * 3 - 2.0, year, KNOWN)
    if parts.get("month") is not None:
        month = _MONTH_OF.get(str(parts["month"]).casefold())
        if month is None:
            return None
    else:
        month = int(str(parts["m"]))
    return (float(parts.get("d") or 1), month, year, KNOWN)


def _of_week(year: int, week: int, weekday: int) -> tuple[float, float, float, float] | None:
    try:
        day = datetime.date.fromisocalendar(year, week, weekday)
    except ValueError:
        return None
    return (day.day, day.month, day.year, KNOWN)


def _year(text: str) -> float:
    year = int(text)
    if len(text) > 2:
        return year
    return year + (1900 if year >= _CENTURY else 2000)


def dates_of_numbers(numbers: NDArray[np.float64]) -> Dates:
    """Numbers such as 20240331, or 202403 for the whole month, as dates."""
    written = np.full((len(numbers), 5), np.nan)
    with np.errstate(invalid="ignore"):
        is_whole = numbers % 1 == 0
        is_month = is_whole & (numbers >= 1e5) & (numbers < 1e6)
        there = is_month | (is_whole & (numbers >= 1e7) & (numbers < 1e8))
    whole = np.where(is_month, numbers * 100 + 1, numbers)[there].astype(np.int64)
    none, known = np.full(len(whole), np.nan), np.full(len(whole), KNOWN)
    written[there] = np.column_stack((whole % 100, whole // 100 % 100, whole // 10_000, none, known))
    return Dates(written)
