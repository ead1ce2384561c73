"""What may be meant otherwise than it was read: offered to whoever imports a table, each with what it would give."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nnstudio.data.csv.cells import ColumnData
from nnstudio.data.csv.form import GuessedForm
from nnstudio.data.csv.table import CsvTable
from nnstudio.language import _, local_number
from nnstudio.project.edits import with_column_fields
from nnstudio.project.names import shown
from nnstudio.project.sources.csv import CsvColumn, CsvSource

_FEWEST = 3
_FAR = 2.0
"""So many times the range of all others a value lies away from them to stick out."""
_MOST = 4


@dataclass(frozen=True)
class Offer:
    """Another way to read the file."""

    label: str
    """For a button."""
    reason: str
    """Why it may be meant, in a sentence."""
    fields: dict[str, Any] = field(hash=False)
    """Fields of the source that would be wished then."""


def offers_of(table: CsvTable, guessed: GuessedForm, wish: CsvSource) -> tuple[Offer, ...]:
    """What else the table may be, the likeliest first."""
    return (*_other_decimal(guessed), *_signs(table, wish))


def leave_out_offer() -> Offer:
    """For a file of which too many lines do not fit."""
    return Offer(_("Leave these lines out"), "", {"skip_uneven": True})


def _other_decimal(guessed: GuessedForm) -> Iterator[Offer]:
    found = guessed.ambiguity
    if found is not None:
        other = local_number(found.other, "g")
        yield Offer(
            _("Read {cell} as {other}").format(cell=found.cell, other=other),
            _("{cell} is read as {chosen}; with another decimal sign it is {other}.").format(
                cell=shown(found.cell), chosen=local_number(found.chosen, "g"), other=other
            ),
            {"decimal": found.other_decimal},
        )


def _signs(table: CsvTable, wish: CsvSource) -> Iterator[Offer]:
    count = 0
    for column in table.columns:
        value = sticking_out(column)
        if value is not None and count < _MOST:
            count += 1
            sign = f"{value:.15g}"
            yield Offer(
                _("Count {sign} as missing").format(sign=sign),
                _("In {column}, {sign} lies far from all others: it may stand for a missing value.").format(
                    column=shown(column.name), sign=sign
                ),
                {"columns": _with_missing(wish, column.name, sign)},
            )


def _with_missing(wish: CsvSource, name: str, sign: str) -> tuple[CsvColumn, ...]:
    known = next((column.missing for column in wish.columns if column.name == name), ())
    return with_column_fields(wish.columns, (name,), {"missing": (*known, sign)})


def sticking_out(column: ColumnData) -> float | None:
    """The least or the largest number, if it comes several times and lies far from all others: −200, 999."""
    values = column.distinct_numbers
    if len(values) < 4 or not np.isfinite(values).all():
        return None
    for value, others in ((values[0], values[1:]), (values[-1], values[:-1])):
        spread = float(others[-1] - others[0])
        gap = float(np.abs(others - value).min())
        is_often = int((column.numbers == value).sum()) >= _FEWEST
        if is_often and float(value).is_integer() and gap > _FAR * spread and _looks_like_a_sign(float(value)):
            return float(value)
    return None


def _looks_like_a_sign(value: float) -> bool:
    """Whether somebody would write this for nothing: −1, −200, 99, −9999."""
    digits = f"{abs(value):.15g}"
    return value < 0 or set(digits) == {"9"}
