"""Numbers as people write them: thousands parted, currencies before them, units behind them, brackets for a minus."""

import re
from typing import NamedTuple

import numpy as np

from nnstudio.project.sources.csv import Decimal

_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_SPACED = re.compile(r"[+-]?[1-9]\d{0,2}([ \xa0\u202f'’]\d{3})+(\.\d+)?", re.ASCII)
_INFINITE = re.compile(r"[+-]?(inf|infinity|∞)", re.IGNORECASE)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
_INDIAN = re.compile(r"[+-]?\d{1,2}(,\d{2})+,\d{3}(\.\d+)?", re.ASCII)
_SWAPPED = str.maketrans(",.", ".,")

_MINUS = "−–-"
_CURRENCIES = (
    "US$ A$ C$ R$ HK$ NZ$ $ € £ ¥ ₹ ₽ ₩ ₺ ₴ ₪ ฿ ₫ ₱ USD EUR CHF GBP JPY CNY RMB INR AUD CAD SEK NOK DKK PLN Rs. Rs"
).split()
_CURRENCY = "|".join(map(re.escape, _CURRENCIES))
_LETTER = r"[^\W\d_]|[°℃℉%‰′″²³⁻¹·/^*€£$¥₹₽μµΩ]"
_UNIT = rf"[\"']|(?:{_LETTER})(?:{_LETTER}|[23](?!\d)|[ .](?=[^\W\d_])){{0,15}}\.?"
_DIGITS = r"(?:\d[\d.,'’ \xa0\u202f]*)?\d\.?|[.,]\d+|\d+[.,]\d*|(?:\d+|\d+[.,]\d*|[.,]\d+)[eE][+-]?\d+"
_WRITTEN = re.compile(
    rf"(?P<open>\()?\s*(?P<sign>[+{_MINUS}])?\s*(?P<currency>{_CURRENCY})?\s*(?P<inner>[{_MINUS}])?\s*"
    rf"(?P<digits>{_DIGITS})(?P<trailing>[{_MINUS}])?\s?(?P<unit>{_UNIT})?(?P<close>\))?"
)


_MARK = re.compile(r"\s?(?:[*†‡§]{1,3}|[¹²³⁴⁵⁶⁷⁸⁹⁰]{1,2}|\[[^\W_]{1,3}\](?:\[[^\W_]{1,3}\])*)\Z")
"""What leads to a footnote, behind a cell."""


class Written(NamedTuple):
    """A number, and what is written around it."""

    value: float
    unit: str = ""
    """A currency or a unit; empty for a number alone."""
    in_brackets: bool = False
    mark: str = ""
    """What leads to a footnote behind it."""


def to_number(cell: str, decimal: Decimal) -> float | None:
    """The number that a cell holds, thousands separated or not, per cent as written; None if it holds none.

    These are the rules of all versions; what later ones read besides is in :func:`read_number`.
    """
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


def read_number(cell: str, decimal: Decimal) -> Written | None:
    """The number in a cell with the unit that it is written with; None if it holds none."""
    plain = to_number(cell, decimal)
    if plain is not None:
        return Written(plain)
    if len(cell) > _LONGEST:
        return None
    return _with_unit(cell, decimal) or _with_mark(cell, decimal)


def _with_mark(cell: str, decimal: Decimal) -> Written | None:
    found = _MARK.search(cell)
    if found is None or not found.start():
        return None
    bare = cell[: found.start()]
    plain = to_number(bare, decimal)
    written = Written(plain) if plain is not None else _with_unit(bare, decimal)
    return None if written is None else written._replace(mark=found[0].strip())


def _with_unit(cell: str, decimal: Decimal) -> Written | None:
    found = _WRITTEN.fullmatch(cell)
    if found is None or (found["open"] is None) != (found["close"] is None):
        return None
    if found["unit"] and found["digits"].endswith("."):
        # 1. Male, 2. Female
        return None
    value = to_number(found["digits"].rstrip(), decimal)
    if value is None:
        digits = found["digits"].translate(_SWAPPED) if decimal == "," else found["digits"]
        if not _INDIAN.fullmatch(digits):
            return None
        value = float(digits.replace(",", ""))
    minuses = [part for part in (found["sign"], found["inner"], found["trailing"]) if part and part in _MINUS]
    if len(minuses) + (found["open"] is not None) > 1:
        return None
    unit = found["currency"] or (found["unit"] or "").strip()
    if found["currency"] and found["unit"]:
        return None
    return Written(
        -value if minuses or found["open"] else value, "" if unit == "%" else unit, found["open"] is not None
    )


_LONGEST = 60
"""Characters; longer cells are no numbers."""


def is_number(cell: str) -> bool:
    """Whether a cell holds a number, whichever the decimal sign."""
    return read_number(cell, ".") is not None or read_number(cell, ",") is not None
