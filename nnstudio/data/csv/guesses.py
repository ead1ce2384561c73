"""What a table's columns are for: guesses where nothing is wished, each with its reason; and what stands in the way."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.csv.cells import ColumnData
from nnstudio.data.csv.table import CsvTable
from nnstudio.project.names import printable, shown
from nnstudio.project.sources.csv import LONGEST_NAME, MAX_CATEGORIES, MAX_CLASSES, ColumnType, CsvColumn, Role
from nnstudio.project.sources.spec import Task

LARGEST = float(np.finfo(np.float32).max)
USUAL_TARGETS = ("target", "label", "class", "y", "species", "outcome", "diagnosis", "survived", "klasse", "ziel")
_FEW = 10
"""A column of whole numbers with at most so many different ones may stand for classes."""
_GUESSED_CATEGORIES = 30
_IDENTIFIER = re.compile(r"(?i:(^|[\W_])(id|ids|nr|no|number|nummer|key|index)([\W_]|$))|[a-z](Id|ID|Nr|No)$")


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


def guess_target(table: CsvTable) -> tuple[str, str]:
    """The column that is most likely to be predicted, and why."""
    by_name = {name.casefold().strip(): name for name in reversed(table.names)}
    for usual in USUAL_TARGETS:
        if usual in by_name:
            return by_name[usual], "its name is a usual one for what is to be predicted"
    for column in reversed(table.columns):
        if guess_type(column)[0] is not ColumnType.TEXT and not _why_useless(column):
            return column.name, "it is the last column that can be predicted"
    return table.names[-1], "it is the last column"


def guess_type(column: ColumnData) -> tuple[ColumnType, str]:
    """Number, category or text, and why."""
    if column.text_count == 0:
        return ColumnType.NUMBER, ""
    present = column.number_count + column.text_count
    count = column.category_count
    few = (
        column.longest <= LONGEST_NAME and count is not None and count <= min(_GUESSED_CATEGORIES, max(2, present // 2))
    )
    if not few and column.number_count >= 0.9 * present:
        return ColumnType.NUMBER, f"{_cells(column.text_count)} such as {shown(column.example)} count as missing"
    if column.longest > LONGEST_NAME:
        return ColumnType.TEXT, f"texts of up to {column.longest:,} characters"
    if few:
        return ColumnType.CATEGORY, f"{count} different words"
    told = f"{count:,}" if count is not None else "over 1,000"
    return ColumnType.TEXT, f"{told} different texts"


def plan_feature(column: ColumnData, wish: CsvColumn | None) -> ColumnPlan:
    """What a column that is not the target is used for."""
    guessed, reason = guess_type(column)
    kind = (wish.type if wish else None) or guessed
    if wish is not None and wish.type is not None:
        reason = ""
    useless = _why_useless(column) or (f"text: {reason or 'not a value'}" if kind is ColumnType.TEXT else "")
    role = wish.role if wish is not None and wish.role not in (None, Role.TARGET) else None
    if role is None:
        role, reason = (Role.IGNORE, useless) if useless else (Role.FEATURE, reason)
    if role is Role.FEATURE:
        reason = _told(column, kind, reason)
    problem = why_not(column, kind) if role is Role.FEATURE else ""
    return ColumnPlan(column.name, role, kind, reason, problem)


def _told(column: ColumnData, kind: ColumnType, reason: str) -> str:
    """What becomes of a feature's values."""
    if kind is ColumnType.CATEGORY and column.category_count:
        reason = f"{column.category_count} inputs of 0 or 1"
    missing = f"{column.absent_count:,} missing" if column.absent_count else ""
    return "; ".join(part for part in (missing, reason) if part)


def why_not(column: ColumnData, kind: ColumnType) -> str:
    """What keeps a column from being used as this type; empty if nothing does."""
    name = f"column {shown(column.name)}"
    if column.absent_count == len(column.numbers):
        return f"{name} has no values; ignore it"
    if kind is ColumnType.TEXT:
        return f"{name} is text, which a network can't take in; make it a category, or ignore it"
    if kind is ColumnType.CATEGORY:
        count = column.category_count
        if count is None or count > MAX_CATEGORIES:
            told = f"{count:,}" if count is not None else "over 1,000"
            return f"{name} has {told} different values; at most {MAX_CATEGORIES} can be categories"
        return _too_long(column, name)
    if not column.number_count:
        return f"{name} holds no numbers (such as {shown(column.example)}); make it a category, or ignore it"
    return _too_large(column, name)


def _too_long(column: ColumnData, name: str) -> str:
    if column.text_count == 0 or column.longest <= LONGEST_NAME:
        return ""
    return (
        f"{name} has a value of {column.longest:,} characters; at most {LONGEST_NAME:,} can name a category"
        " (is a quotation mark left open?)"
    )


def _too_large(column: ColumnData, name: str) -> str:
    with np.errstate(invalid="ignore"):
        large = np.abs(column.numbers) > LARGEST
    count = int(large.sum())
    if not count:
        return ""
    what = "an infinite value" if np.isinf(column.numbers[large][0]) else "a value too large for float32"
    first = int(large.argmax()) + 1
    return f"{name} has {what} in row {first:,}{f' and {count - 1:,} more' if count > 1 else ''}; mend or ignore it"


def guess_task(column: ColumnData) -> tuple[Task, str]:
    """What the target's values say about the task, and why."""
    kind, _ = guess_type(column)
    count = column.category_count
    if kind is not ColumnType.NUMBER:
        return (Task.BINARY if count == 2 else Task.MULTICLASS), f"the target is {count or 'many'} different words"
    values = column.distinct_numbers
    whole = bool(np.isfinite(values).all() and (values == np.round(values)).all())
    if len(values) == 2 and (whole or len(column.numbers) > 2 * _FEW):
        return Task.BINARY, "the target has two different values"
    if whole and len(values) <= min(_FEW, max(2, column.number_count // 3)):
        return Task.MULTICLASS, f"the target has only {len(values)} different whole numbers"
    return Task.REGRESSION, "the target is a number of many different values"


def plan_target(column: ColumnData, task: Task) -> ColumnPlan:
    """The target as a number, or as a class."""
    if task is Task.REGRESSION:
        problem = why_not(column, ColumnType.NUMBER).replace("; make it a category, or ignore it", "; predict a class")
        if not problem and len(column.distinct_numbers) == 1:
            problem = f"{shown(column.name)} is the same in every row: there is nothing to predict"
        return ColumnPlan(column.name, Role.TARGET, ColumnType.NUMBER, "", problem.replace("mend or ignore", "mend"))
    problem = ""
    count = column.category_count
    if count == 0:
        problem = f"column {shown(column.name)} has no values; choose another target"
    elif count == 1:
        problem = f"{shown(column.name)} has one class alone: there is nothing to tell apart"
    elif count is None or count > MAX_CLASSES:
        problem = f"{shown(column.name)} has more than {MAX_CLASSES} different values; predict a number instead"
    else:
        problem = _too_long(column, f"column {shown(column.name)}")
    return ColumnPlan(column.name, Role.TARGET, ColumnType.CATEGORY, "", problem)


def _why_useless(column: ColumnData) -> str:
    """Why a column says nothing; empty if it may."""
    if column.absent_count == len(column.numbers):
        return "no values"
    if column.category_count == 1 and not column.absent_count:
        return "the same in every row"
    if _numbers_the_rows(column):
        return "it numbers the rows"
    if _names_the_rows(column):
        return "a number of its own for every row"
    return ""


def _numbers_the_rows(column: ColumnData) -> bool:
    numbers: NDArray[np.float64] = column.numbers
    if len(numbers) < 10 or not np.isfinite(numbers).all():
        return False
    name = column.name.casefold()
    by_name = name in ("id", "nr", "no", "index", "row", "#") or name.startswith(("unnamed", "column "))
    # whole numbers that go up by one from 0 or 1
    return by_name and numbers[0] in (0, 1) and bool((np.diff(numbers) == 1).all())


def _names_the_rows(column: ColumnData) -> bool:
    """Whether a column is an identifier by its name, and its whole numbers are all different."""
    numbers = column.numbers
    if len(numbers) < 10 or not _IDENTIFIER.search(column.name) or not np.isfinite(numbers).all():
        return False
    return bool((numbers == np.round(numbers)).all()) and len(column.distinct_numbers) == len(numbers)


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count:,} cells"


def listed(names: Sequence[str]) -> str:
    return ", ".join(printable(name) for name in names[:4]) + (" …" if len(names) > 4 else "")
