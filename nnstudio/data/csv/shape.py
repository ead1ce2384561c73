"""Where in a file its table begins, how wide it is, and which rows hold names: guessed from the first records."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import pairwise

from nnstudio.data.csv.cells import holds_nothing
from nnstudio.data.csv.numbers import is_number, read_number
from nnstudio.data.csv.records import Record
from nnstudio.data.csv.separators import COMMENTS
from nnstudio.language import _
from nnstudio.project.sources.csv import CsvSource

_MOST_ABOVE = 60
_MOST_BELOW = 3
"""So many rows below the names may say more of the columns: units, questions, codes."""
_NUMERIC = 0.7
_KINDS = frozenset("continuous c numeric n discrete d categorical string s text time t basket".split())
_FLAGS = {"": "", "class": "target", "c": "target", "meta": "ignore", "m": "ignore", "ignore": "ignore", "i": "ignore"}
_USUAL_NAMES = frozenset(
    "name country region state city county district code id type category kind species label date land ort stadt pays "
    "ville region país indicator sector".split()
)
_DIGITS = re.compile(r"\d+")


class Why(Enum):
    """Why a line is no row."""

    ABOVE = auto()
    KINDS = auto()
    COMMENT = auto()
    UNITS = auto()
    BELOW = auto()
    REPEATED = auto()
    UNEVEN = auto()


@dataclass(frozen=True)
class LeftOut:
    """Lines that are no rows."""

    first: int
    last: int
    why: Why
    text: str = ""
    """What stands there, the beginning of it."""


@dataclass
class Shape:
    """What the first records say."""

    width: int = 1
    header: bool = True
    header_reason: str = ""
    name_rows: int = 1
    row_names: bool = False
    left_out: list[LeftOut] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    """What the file says each column is for: ``target``, ``ignore``, or nothing."""
    body: list[list[str]] = field(default_factory=list)
    """The first rows below the names."""

    def columns(self) -> list[list[str]]:
        """The first cells of each column, as written, without spaces around them."""
        return [[row[place].strip() for row in self.body if place < len(row)] for place in range(self.width)]


def left_out(record: Record, why: Why) -> LeftOut:
    """A record that is no row."""
    return LeftOut(record.first, record.last, why, " ".join(" ".join(record.cells).split())[:200])


def find_shape(records: Sequence[Record], wish: CsvSource, is_ragged: bool) -> Shape:
    """The shape of a table by its first records. `is_ragged`: a missing cell shifts those behind it."""
    shape = Shape()
    rows = list(records)
    if not rows:
        return shape
    shape.width = _usual_width(rows)
    rows = _without_lead(rows, shape, wish)
    if not rows:
        return shape
    _widen(rows, shape, is_ragged)
    others = [row.cells[: shape.width] for row in rows[1:] if len(trimmed(row.cells)) <= shape.width]
    first = [cell.strip() for cell in rows[0].cells]
    if shape.row_names:
        first = ["", *first]
    if wish.header is None:
        shape.header, shape.header_reason = _guess_header(first, others, wish.target)
    else:
        shape.header = wish.header
    shape.name_rows = int(shape.header)
    shape.row_names = shape.row_names and shape.header
    if shape.header and len(rows) > 4 and _look_for_flags(rows[1], rows[2], shape):
        others = others[2:]
        shape.body = others
        return shape
    place = 1
    while (
        shape.header
        and place <= _MOST_BELOW
        and len(rows) > place + 2
        and len(trimmed(rows[place].cells)) <= shape.width
        and _look_below(first[: shape.width], rows[place], others[1:], shape)
    ):
        others, place = others[1:], place + 1
    shape.body = others if shape.header else [rows[0].cells, *others]
    return shape


def _usual_width(rows: Sequence[Record]) -> int:
    counts = Counter(len(trimmed(row.cells)) or 1 for row in rows if not _is_comment(row, 0))
    full = Counter(len(row.cells) for row in rows if not _is_comment(row, 0))
    if not full:
        return len(rows[0].cells)
    usual = max(full.items(), key=lambda item: (item[1], item[0]))[0]
    # one row with an empty cell too many is no reason for another column, all of them are
    return usual if full[usual] >= 0.5 * full.total() else max(counts.items(), key=lambda item: (item[1], item[0]))[0]


def trimmed(cells: Sequence[str]) -> Sequence[str]:
    """The cells without empty ones at the end."""
    last = len(cells)
    while last and not cells[last - 1].strip():
        last -= 1
    return cells[:last]


def _is_comment(row: Record, width: int) -> bool:
    """Whether a line is a comment by its beginning; # alone may be the name of a column, if the row is a full one."""
    first = row.cells[0].strip()
    return first.startswith(COMMENTS) and (first not in COMMENTS or len(row.cells) != width)


def without_sign(cells: Sequence[str]) -> list[str]:
    """The cells of a line of comment without the sign that makes it one."""
    first = cells[0].strip()
    return list(cells[1:]) if first in COMMENTS else [first.lstrip("#%/ "), *cells[1:]]


def _without_lead(rows: list[Record], shape: Shape, wish: CsvSource) -> list[Record]:
    """The rows from the table's first on: what stands above is shorter, or a comment."""
    if wish.first_line is not None:
        return rows
    start = _names_below_facts(rows, shape)
    comments = 0
    for place, row in enumerate(rows[start:_MOST_ABOVE], start):
        if _is_comment(row, shape.width):
            comments = place + 1 if start == place else comments
        elif not _is_above(row, rows[place + 1] if place + 1 < len(rows) else None, rows, shape):
            break
        start = place + 1
    if start and start == comments and _heads(rows[start - 1], rows[start:], shape):
        # numpy and others write the names as a comment
        start -= 1
        head = rows[start]
        rows[start] = Record(head.first, head.last, without_sign(head.cells))
    if start >= len(rows):
        return rows
    for row in rows[:start]:
        shape.left_out.append(left_out(row, Why.COMMENT if _is_comment(row, shape.width) else Why.ABOVE))
    return rows[start:]


def _names_below_facts(rows: Sequence[Record], shape: Shape) -> int:
    """How many rows stand above one of names, each of them shorter: facts by name that instruments write there."""
    for place, row in enumerate(rows[:_MOST_ABOVE]):
        cells = trimmed(row.cells)
        if len(cells) >= shape.width:
            below = [other.cells for other in rows[place + 1 :]]
            columns = _below(cells[: shape.width], below)
            return place if place and shape.width > 2 and _are_names_of(cells, list(columns)) else 0
    return 0


def _are_names_of(cells: Sequence[str], columns: Sequence[Sequence[str]]) -> bool:
    """Whether all cells are words, different ones, over numbers in most columns."""
    names = [cell.strip() for cell in cells]
    if len(set(names)) < len(names) or not all(name and not is_number(name) for name in names):
        return False
    return sum(map(_is_numeric, columns)) > len(columns) / 2


def _are_names(row: Record, rows: Sequence[Record]) -> bool:
    """Whether a row is full of words and stands over a column of numbers."""
    cells = [cell.strip() for cell in row.cells]
    columns = _below(cells, [other.cells for other in rows if other.first > row.first])
    return all(cell and not is_number(cell) for cell in cells) and any(map(_is_numeric, columns))


def _is_above(row: Record, below: Record | None, rows: Sequence[Record], shape: Shape) -> bool:
    """Whether a row is a title: shorter than the names below it, or much shorter than all rows, and no number."""
    filled = [cell for cell in row.cells if cell.strip()]
    if below is not None and len(row.cells) < shape.width == len(below.cells) and _are_names(below, rows):
        return True
    if any(is_number(cell.strip()) for cell in filled):
        return False
    wide = [other for other in rows if len(other.cells) == shape.width]
    full = Counter(len([cell for cell in other.cells if cell.strip()]) for other in wide).most_common(1)
    few = len(filled) <= (full[0][0] if full else 1) / 2
    if len(row.cells) <= shape.width / 2:
        return shape.width > 2 or len(row.cells) < shape.width
    return (
        len(row.cells) == shape.width
        and bool(full)
        and full[0][0] > 2
        and few
        and not _has_words_over_numbers(row, wide)
    )


def _has_words_over_numbers(row: Record, wide: Sequence[Record]) -> bool:
    """Whether the row's few words stand over columns of numbers, as merged headers do."""
    columns = zip(*(other.cells for other in wide if other is not row), strict=False)
    words = [bool(cell.strip()) and _is_numeric(column) for cell, column in zip(row.cells, columns, strict=False)]
    return sum(words) >= 2


def _heads(comment: Record, rows: Sequence[Record], shape: Shape) -> bool:
    """Whether a line of comment holds the names of the columns below, which have no others."""
    names = without_sign(comment.cells)
    if not rows or len(names) != shape.width or any(is_number(name.strip()) for name in names):
        return False
    first, others = [cell.strip() for cell in rows[0].cells], [row.cells for row in rows[1:]]
    return not _guess_header(first, others, "")[0]


def _widen(rows: Sequence[Record], shape: Shape, is_ragged: bool) -> None:
    """The first row may be shorter than the others by the name of the rows, or longer where others lack their ends."""
    first = len(trimmed(rows[0].cells))
    if first == shape.width - 1 and not any(row.cells[first].strip() for row in rows[1:] if len(row.cells) > first):
        # each row ends with a separator, and the names do not
        shape.width = first
        return
    widths = Counter(len(row.cells) for row in rows[1:])
    if first == shape.width - 1 and first >= 2 and len(rows[0].cells) == first and rows[1:]:
        names = [row.cells[0].strip() for row in rows[1:] if len(row.cells) == shape.width]
        words = not any(is_number(cell.strip()) for cell in rows[0].cells)
        shape.row_names = words and len(set(names)) == len(names) and widths[shape.width] > 0.9 * widths.total()
    elif first > shape.width and not is_ragged and not any(is_number(cell.strip()) for cell in rows[0].cells):
        longest = max(widths, default=first)
        shape.width = first if longest <= first or widths[first] else shape.width


def _is_numeric(column: Sequence[str]) -> bool:
    present = [cell.strip() for cell in column if not holds_nothing(cell.strip())]
    return bool(present) and sum(map(is_number, present)) >= _NUMERIC * len(present)


def _guess_header(first: Sequence[str], others: Sequence[Sequence[str]], target: str) -> tuple[bool, str]:
    if target and target in first:
        return True, _("the first row names {target}").format(target=target)
    columns = list(_below(first, others))
    numeric = [_is_numeric(column) for column in columns]
    words = [bool(cell) and not holds_nothing(cell) and not is_number(cell) for cell in first]
    named = [word and number for word, number in zip(words, numeric, strict=True)]
    # one odd cell in a first row of numbers is a gap: -, n.v.; the others are like those below then
    like = sum(
        number and is_number(cell) and not _stands_out(cell, column)
        for cell, column, number in zip(first, columns, numeric, strict=True)
    )
    if any(named) and (
        sum(named) > 1 or not like or any(_is_name(cell) for cell, is_so in zip(first, named, strict=True) if is_so)
    ):
        return True, _("there are words in the first row and numbers below")
    out = [
        cell
        for cell, column, number in zip(first, columns, numeric, strict=True)
        if number and is_number(cell) and _stands_out(cell, column)
    ]
    new_words = [word and not _is_like(cell, column) for cell, column, word in zip(first, columns, words, strict=True)]
    counted = sum(number and is_number(cell) for cell, number in zip(first, numeric, strict=True))
    if out and len(out) > counted / 2 and (any(new_words) or (len(out) == len(first) and _is_count(out))):
        return True, _("the first row's numbers are unlike those below")
    years = _are_years([cell for cell in first if is_number(cell)])
    if any(new_words) and years and (_recurs(columns, new_words) or any(map(_is_usual_name, first))):
        return True, _("the first row's numbers are years, one for each column")
    if any(is_number(cell) for cell in first):
        return False, _("there is a number in the first row")
    again = sum(cell in column for cell, column in zip(first, columns, strict=True) if not holds_nothing(cell))
    if again > len(first) / 2:
        return False, _("the first row's words come again below")
    return True, _("the first row's words do not come again")


def _below(first: Sequence[str], others: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    for place in range(len(first)):
        yield [row[place].strip() for row in others if place < len(row)]


def _is_name(cell: str) -> bool:
    """Whether a word can be a column's name and hardly a gap: it has two letters in a row or is one letter alone."""
    return cell.strip('"').isidentifier() or sum(map(str.isalpha, cell)) > 4


def _is_like(cell: str, column: Sequence[str]) -> bool:
    """Whether a word comes again in its column, or one with other digits does, as dates and codes do."""
    pattern = _DIGITS.sub("9", cell)
    return cell in column or (pattern != cell and any(_DIGITS.sub("9", other) == pattern for other in column))


def _stands_out(cell: str, column: Sequence[str]) -> bool:
    """Whether a number is unlike those of its column: whole among broken ones, or far beyond them."""
    written = read_number(cell, ".")
    read = (read_number(text, ".") or read_number(text, ",") for text in column)
    others = [number.value for number in read if number is not None and math.isfinite(number.value)]
    if written is None or written.unit or not others or not written.value.is_integer():
        return False
    broken = sum(not value.is_integer() for value in others)
    low, high = min(others), max(others)
    return broken > len(others) / 2 or not low - (high - low) <= written.value <= high + (high - low)


def _is_count(cells: Sequence[str]) -> bool:
    numbers = [int(cell) for cell in cells if cell.isdecimal() and len(cell) < 6]
    return len(numbers) == len(cells) and len(numbers) > 1 and all(b - a == 1 for a, b in pairwise(numbers))


def _are_years(cells: Sequence[str]) -> bool:
    """Whether whole numbers are years in their order."""
    if not cells or not all(cell.isdecimal() and len(cell) == 4 for cell in cells):
        return False
    years = list(map(int, cells))
    return years[0] > 1700 and years[-1] < 2200 and all(b > a for a, b in pairwise(years))


def _is_usual_name(cell: str) -> bool:
    return not _USUAL_NAMES.isdisjoint(re.findall(r"[^\W\d_]+", cell.casefold()))


def _recurs(columns: Sequence[Sequence[str]], places: Sequence[bool]) -> bool:
    """Whether the words below a new one come again: the new one then is none of them."""
    return any(is_so and len(set(column)) <= len(column) / 2 for column, is_so in zip(columns, places, strict=True))


def _look_for_flags(kinds: Record, flags: Record, shape: Shape) -> bool:
    """Whether two rows below the names say what the columns hold and are for, as Orange writes them."""
    words = {cell.strip().casefold() for cell in kinds.cells}
    marks = [cell.strip().casefold() for cell in flags.cells]
    marks += [""] * (shape.width - len(marks))
    # a kind may also list its values: red blue green
    is_listed = any(" " in word for word in words) and words & _KINDS
    if not (words <= _KINDS | {""} or is_listed) or (not any(marks) and words <= {""}):
        return False
    if not all(mark in _FLAGS or "=" in mark for mark in marks):
        return False
    shape.flags = [_FLAGS.get(mark.split()[0] if mark else "", "") for mark in marks]
    shape.left_out += [left_out(kinds, Why.KINDS), left_out(flags, Why.KINDS)]
    return True


def _look_below(first: Sequence[str], row: Record, others: Sequence[Sequence[str]], shape: Shape) -> bool:
    """Whether a row below the names holds units, or the second part of the names."""
    cells = [cell.strip() for cell in row.cells[: shape.width]]
    if shape.name_rows == 2 and len(trimmed(cells)) == 1 < len(cells) and not is_number(cells[0]):
        # pandas writes what the rows' names are called into a row of its own
        shape.left_out.append(left_out(row, Why.COMMENT))
        return True
    columns = list(_below(cells, others))
    numeric = [_is_numeric(column) for column in columns]
    words = [bool(cell) and not holds_nothing(cell) and not is_number(cell) for cell in cells]
    over = [word and number for word, number in zip(words, numeric, strict=True)]
    if any(is_number(cell) for cell in cells) or not any(over):
        return False
    rest = [cell in column for cell, column, number in zip(cells, columns, numeric, strict=True) if cell and not number]
    if any(rest) or sum(over) < max(1, sum(numeric) / 2) or sum(numeric) < len(cells) / 3:
        return False
    are_parts = any(not name for name in first) or len(set(first)) < len(first)
    # pandas leaves both names of what names the rows empty
    is_full = all(cell or not name for cell, name in zip(cells, first, strict=False)) and sum(map(bool, cells)) >= 2
    has_units = any(part.why is Why.UNITS for part in shape.left_out)
    if shape.name_rows == 1 and not has_units and are_parts and is_full and len(set(cells)) > 1:
        shape.name_rows = 2
    else:
        shape.left_out.append(left_out(row, Why.UNITS))
    return True
