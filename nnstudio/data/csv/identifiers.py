"""Columns that name rows rather than describe them: row numbers, keys, ids of all sorts."""

import re

import numpy as np

from nnstudio.data.csv.cells import ColumnData
from nnstudio.data.csv.date_columns import telling_dates
from nnstudio.language import _

_FEWEST = 10
"""Of fewer rows nothing is said: their values may differ by chance."""
_NEARLY = 0.95
"""Such a share of different values makes a column with a key's name one: a few rows may be there twice."""
_HALF = 0.5
"""What is called an id is one already if it has so many: several rows of one patient, one customer."""

_IDS = frozenset(
    "idcode idno idnum idnr id ids ident identifier uid uuid guid pk rowid pid cid sku isbn ean iban ssn".split()
)
_KEYS = frozenset("key number num nummer no nr nbr code index idx ref reference serial sn sno account ticket".split())
_KEYS |= frozenset("phone telephone mobile telefon handy konto barcode invoice rechnung".split())
_COUNTS = frozenset(
    "# row rows rownum case obs observation record rec entry item sample line zeile lfd pos rank".split()
)
_COUNTS |= frozenset("instance subject participant patient student person unnamed position".split())
_WHAT = "row|record|customer|client|user|member|patient|passenger|student|employee|emp|person|subject|participant|"
_WHAT += "order|invoice|product|prod|item|article|transaction|trans|account|loan|case|sample|session|device|house|"
_WHAT += "property|listing|player|movie|book|store|shop|ticket|flight|policy|claim|application|kunden|personal|"
_WHAT += "matrikel|artikel|rechnungs|bestell|auftrags|vertrags|konto|patienten|proben|zeilen"
# written as one word: passengerid, kundennummer
_COMPOUND_ID = re.compile(rf"({_WHAT})id")
_COMPOUND_KEY = re.compile(rf"({_WHAT})(key|number|num|nr|no|code|index)|.*nummer|.*nr")


def why_identifier(column: ColumnData, is_first: bool) -> str:
    """Why a column that is no target says nothing but which row it is; empty if it may say something."""
    if len(column.numbers) < _FEWEST or telling_dates(column) is not None:
        return ""
    words = _words(column.name)
    if _counts(column) and (_may_count(words) or (is_first and _has_no_name(column.name))):
        return _("it numbers the rows")
    if _is_text(column):
        return _("nearly every row has a text of its own: it names the rows") if _share(column) >= _NEARLY else ""
    if not _is_whole(column):
        return ""
    least = _HALF if _is_id(words) else _NEARLY if _is_key(words) else None
    if least is None or _share(column) < least:
        return ""
    if _share(column) == 1:
        return _("a number of its own for every row")
    return _("it is called a number of something, and nearly every row has its own: it names the rows")


def _words(name: str) -> tuple[str, ...]:
    """A name's words in small letters: CustomerKey, customer_key and "customer key" have the same two."""
    parted = re.sub(r"(?<=[a-zäöü])(?=[A-ZÄÖÜ])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    return tuple(re.findall(r"#|[^\W_]+", parted.casefold()))


def _is_id(words: tuple[str, ...]) -> bool:
    # "id of …" is none the less one; an "ID" in the middle is: "order id (new)"
    return any(word in _IDS or _COMPOUND_ID.fullmatch(word) for word in words)


def _is_key(words: tuple[str, ...]) -> bool:
    # the number of rooms counts something, and so does "no of rooms"
    if "of" in words or "per" in words:
        return False
    return bool(words) and any(
        word in _KEYS or _COMPOUND_KEY.fullmatch(word) for word in (words[-1], words[0] if len(words) <= 2 else "")
    )


def _may_count(words: tuple[str, ...]) -> bool:
    return _is_id(words) or _is_key(words) or (bool(words) and (words[0] in _COUNTS or words[-1] in _COUNTS))


def _has_no_name(name: str) -> bool:
    """Whether it is a name that stands for none: of a header without one, pandas' and R's for row names."""
    return name.casefold().startswith(("unnamed", "column ")) or name in ("X", "...1")


def _counts(column: ColumnData) -> bool:
    """Whether these are whole numbers that go up by one from 0 or 1."""
    numbers = column.numbers
    return bool(np.isfinite(numbers).all() and numbers[0] in (0, 1) and (np.diff(numbers) == 1).all())


def _is_whole(column: ColumnData) -> bool:
    numbers = column.numbers[column.is_number]
    return bool(len(numbers) and column.text_count == 0 and np.isfinite(numbers).all() and (numbers % 1 == 0).all())


def _is_text(column: ColumnData) -> bool:
    return column.text_count > 0 and column.number_count < 0.9 * (column.text_count + column.number_count)


def _share(column: ColumnData) -> float:
    """The share of different values among those that are there."""
    present = len(column.numbers) - column.absent_count
    if not present:
        return 0.0
    if column.text_count == 0:
        return len(column.distinct_numbers) / present
    count = column.category_count
    # of more than a thousand it is not known how many there are
    return 0.0 if count is None else count / present
