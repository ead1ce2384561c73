"""What a table's columns are for: guesses where nothing is wished, each with its reason; and what stands in the way."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.csv.cells import MAX_DISTINCT, ColumnData
from nnstudio.data.csv.date_columns import DatesUsed, dates_of, telling_dates
from nnstudio.data.csv.identifiers import why_identifier
from nnstudio.data.csv.table import cells_told
from nnstudio.language import _, local_number, ngettext
from nnstudio.project.names import printable, shown
from nnstudio.project.sources.csv import LONGEST_NAME, MAX_CATEGORIES, MAX_CLASSES, ColumnType, CsvColumn, Role
from nnstudio.project.sources.csv_dates import DateOrder, DatePart
from nnstudio.project.sources.spec import Task

LARGEST = float(np.finfo(np.float32).max)
_FEW = 10
"""A column of whole numbers with at most so many different ones may stand for classes."""
_GUESSED_CATEGORIES = 30
_FEW_SIGNS = 3
"""So few words among many numbers are signs for what is not known: x, c, secret."""


@dataclass(frozen=True)
class ColumnPlan:
    """What one column is used for."""

    name: str
    role: Role
    type: ColumnType
    reason: str
    """Why, if it was guessed and the choice says something."""
    problem: str = ""
    """What keeps it from being used so."""
    order: DateOrder | None = None
    parts: tuple[DatePart, ...] = ()
    cyclic: bool = False
    """Of dates: see `CsvColumn`."""


def guess_type(column: ColumnData) -> tuple[ColumnType, str]:
    """Number, category, date or text, and why."""
    dates = telling_dates(column)
    if dates is not None:
        return ColumnType.DATE, _("dates")
    if column.text_count == 0:
        return ColumnType.NUMBER, ""
    present = column.number_count + column.text_count
    count = column.category_count
    few = (
        column.longest <= LONGEST_NAME and count is not None and count <= min(_GUESSED_CATEGORIES, max(2, present // 2))
    )
    are_signs = column.words is not None and 0 < len(column.words) <= _FEW_SIGNS < len(column.distinct_numbers) / 3
    if not few and (column.number_count >= 0.9 * present or (are_signs and column.number_count >= 0.5 * present)):
        return ColumnType.NUMBER, _("{cells} such as {example} count as missing").format(
            cells=cells_told(column.text_count), example=shown(column.example)
        )
    if column.longest > LONGEST_NAME:
        return ColumnType.TEXT, _("texts of up to {longest:,} characters").format(longest=column.longest)
    if few:
        return ColumnType.CATEGORY, _("{count} different words").format(count=count)
    told = local_number(count, ",") if count is not None else _("over {count:,}").format(count=MAX_DISTINCT)
    return ColumnType.TEXT, _("{told} different texts").format(told=told)


def plan_feature(column: ColumnData, wish: CsvColumn | None, is_first: bool = False) -> ColumnPlan:
    """What a column that is not the target is used for."""
    guessed, reason = guess_type(column)
    kind = (wish.type if wish else None) or guessed
    if wish is not None and wish.type is not None:
        reason = ""
    used = _as_dates(column, wish) if kind is ColumnType.DATE else DatesUsed()
    useless = why_useless(column, is_first) or (
        _("text: {reason}").format(reason=reason or _("not a value")) if kind is ColumnType.TEXT else ""
    )
    if kind is ColumnType.DATE and not useless and not used.parts:
        useless = _("the same in every row")
    role = wish.role if wish is not None and wish.role not in (None, Role.TARGET) else None
    if role is None:
        role, reason = (Role.IGNORE, useless) if useless else (Role.FEATURE, reason)
    if role is Role.FEATURE:
        reason = joined(_missing(column, used), used.told()) if used.parts else _told(column, kind, reason)
    problem = why_not(column, kind) if role is Role.FEATURE else ""
    return ColumnPlan(column.name, role, kind, reason, problem, used.order, used.parts, used.cyclic)


def _as_dates(column: ColumnData, wish: CsvColumn | None) -> DatesUsed:
    """What becomes of a column's dates."""
    dates = dates_of(column)
    if dates is None:
        return DatesUsed()
    order = (wish.order if wish else None) or dates.best_order
    telling = dates.telling_parts(order)
    parts = wish.parts if wish is not None and wish.parts else telling
    return DatesUsed(dates, order, parts, cyclic=wish is not None and wish.cyclic)


def _missing(column: ColumnData, used: DatesUsed) -> str:
    assert used.dates is not None
    assert used.order is not None
    count = len(column.numbers) - int(used.dates.is_date(used.order).sum())
    return _("{absent_count:,} missing").format(absent_count=count) if count else ""


def _told(column: ColumnData, kind: ColumnType, reason: str) -> str:
    """What becomes of a feature's values."""
    if kind is ColumnType.CATEGORY and column.category_count:
        reason = _("{category_count} inputs of 0 or 1").format(category_count=column.category_count)
    missing = _("{absent_count:,} missing").format(absent_count=column.absent_count) if column.absent_count else ""
    return joined(missing, reason)


def joined(*reasons: str) -> str:
    """Several reasons as one."""
    return "; ".join(reason for reason in reasons if reason)


def why_not(column: ColumnData, kind: ColumnType, as_target: bool = False) -> str:
    """What keeps a column from being used as this type; empty if nothing does. What is to be predicted can't be
    ignored."""
    name = _("column {column_name}").format(column_name=shown(column.name))
    if column.absent_count == len(column.numbers):
        return _("{name} has no values; ignore it").format(name=name)
    if kind is ColumnType.TEXT:
        return _("{name} is text, which a network can't take in; make it a category, or ignore it").format(name=name)
    if kind is ColumnType.CATEGORY:
        count = column.category_count
        if count is None or count > MAX_CATEGORIES:
            told = local_number(count, ",") if count is not None else _("over {count:,}").format(count=MAX_DISTINCT)
            return _("{name} has {told} different values; at most {max_categories} can be categories").format(
                name=name, told=told, max_categories=MAX_CATEGORIES
            )
        return _too_long(column, name)
    if kind is ColumnType.DATE:
        dates = dates_of(column)
        if dates is not None and dates.is_date(dates.best_order).any():
            return ""
        return _("{name} holds no dates (such as {example}); make it a category, or ignore it").format(
            name=name, example=shown(column.example)
        )
    if not column.number_count and as_target:
        return _("{name} holds no numbers (such as {example}); predict a class").format(
            name=name, example=shown(column.example)
        )
    if not column.number_count:
        return _("{name} holds no numbers (such as {example}); make it a category, or ignore it").format(
            name=name, example=shown(column.example)
        )
    return _too_large(column, name, as_target)


def _too_long(column: ColumnData, name: str) -> str:
    if column.text_count == 0 or column.longest <= LONGEST_NAME:
        return ""
    return _(
        "{name} has a value of {longest:,} characters; at most {longest_name:,} can name a category (is "
        "a quotation mark left open?)"
    ).format(name=name, longest=column.longest, longest_name=LONGEST_NAME)


def _too_large(column: ColumnData, name: str, as_target: bool) -> str:
    with np.errstate(invalid="ignore"):
        large = np.abs(column.numbers) > LARGEST
    count = int(large.sum())
    if not count:
        return ""
    what = _("an infinite value") if np.isinf(column.numbers[large][0]) else _("a value too large for float32")
    if as_target:
        alone = _("{name} has {what} in row {first:,}; mend it")
        several = _("{name} has {what} in row {first:,} and {more:,} more; mend it")
    else:
        alone = _("{name} has {what} in row {first:,}; mend or ignore it")
        several = _("{name} has {what} in row {first:,} and {more:,} more; mend or ignore it")
    first = int(large.argmax()) + 1
    return (several if count > 1 else alone).format(name=name, what=what, first=first, more=count - 1)


def guess_task(column: ColumnData, rows: NDArray[np.bool_] | None = None) -> tuple[Task, str]:
    """What the target's values, in `rows` (n,) if some are left out, say about the task, and why."""
    if rows is not None and not rows.all():
        column = column.within(rows)
    kind, _unused = guess_type(column)
    count = column.category_count
    if kind is not ColumnType.NUMBER:
        return (Task.BINARY if count == 2 else Task.MULTICLASS), ngettext(
            "the target is {n} different word", "the target is {n} different words", count
        ).format(n=count) if count else _("the target is many different words")
    values = column.distinct_numbers
    whole = bool(np.isfinite(values).all() and (values == np.round(values)).all())
    if len(values) == 2 and (whole or len(column.numbers) > 2 * _FEW):
        return Task.BINARY, _("the target has two different values")
    # 950, 12500 and 1200000 are quantities, however few of them there are
    spread = float(values[-1] - values[0]) if len(values) else 0.0
    if whole and len(values) <= min(_FEW, max(2, column.number_count // 3)) and spread <= _FEW * len(values):
        return Task.MULTICLASS, _("the target has only {value_count} different whole numbers").format(
            value_count=len(values)
        )
    return Task.REGRESSION, _("the target is a number of many different values")


def plan_target(column: ColumnData, task: Task) -> ColumnPlan:
    """The target as a number, or as a class."""
    if task is Task.REGRESSION:
        problem = why_not(column, ColumnType.NUMBER, as_target=True)
        if not problem and len(column.distinct_numbers) == 1:
            problem = _("{column_name} is the same in every row: there is nothing to predict").format(
                column_name=shown(column.name)
            )
        return ColumnPlan(column.name, Role.TARGET, ColumnType.NUMBER, "", problem)
    problem = ""
    count = column.category_count
    if count == 0:
        problem = _("column {column_name} has no values; choose another target").format(column_name=shown(column.name))
    elif count == 1:
        problem = _("{column_name} has one class alone: there is nothing to tell apart").format(
            column_name=shown(column.name)
        )
    elif count is None or count > MAX_CLASSES:
        problem = _("{column_name} has more than {max_classes} different values; predict a number instead").format(
            column_name=shown(column.name), max_classes=MAX_CLASSES
        )
    else:
        problem = _too_long(column, _("column {column_name}").format(column_name=shown(column.name)))
    return ColumnPlan(column.name, Role.TARGET, ColumnType.CATEGORY, "", problem)


def why_useless(column: ColumnData, is_first: bool) -> str:
    """Why a column says nothing; empty if it may."""
    if column.absent_count == len(column.numbers):
        return _("no values")
    if column.category_count == 1 and not column.absent_count:
        return _("the same in every row")
    return why_identifier(column, is_first)


def listed(names: Sequence[str]) -> str:
    return ", ".join(printable(name) for name in names[:4]) + (" …" if len(names) > 4 else "")
