"""A table's rows, all of one width: what is no row is left out, and remembered with its lines."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from nnstudio.data.csv.cells import holds_nothing
from nnstudio.data.csv.numbers import is_number
from nnstudio.data.csv.records import Record, Records
from nnstudio.data.csv.separators import COMMENTS
from nnstudio.data.csv.shape import LeftOut, Shape, Why, left_out, without_sign
from nnstudio.project.sources.csv_layout import CsvLayout

_MOST_REMEMBERED = 10_000
_MOST_RANGES = 10
_TAIL = 12
"""So many records at the end may be text below the table."""
_TOTALS = frozenset(
    "total totals sum sums summe gesamt insgesamt subtotal mean average mittelwert durchschnitt median min max std "
    "count anzahl total: sum: summe: gesamt:".split()
)


class Lines:
    """How many lines there are of a kind, and where the first of them stand."""

    def __init__(self, ranges: Iterable[tuple[int, int]] = ()) -> None:
        """`ranges`: first and last lines, counted from 1, in the file's order."""
        self.count = 0
        self.ranges: list[tuple[int, int]] = []
        """_MOST_RANGES at most."""
        for first, last in ranges:
            self.add(first, last)

    def add(self, first: int, last: int) -> None:
        self.count += last - first + 1
        if self.ranges and first == self.ranges[-1][1] + 1:
            self.ranges[-1] = (self.ranges[-1][0], last)
        elif len(self.ranges) < _MOST_RANGES:
            self.ranges.append((first, last))


class Rows:
    """Iterates over the rows below the names."""

    def __init__(
        self, records: Records, layout: CsvLayout, is_ragged: bool, shape: Shape | None, as_first: bool
    ) -> None:
        """`shape` if text below the table is still to be found; without it the layout knows all. `as_first`: by the
        rules of the first version."""
        self._records, self._layout, self._is_ragged = records, layout, is_ragged
        self._shape = shape
        self._as_first = as_first
        self._names: list[str] = []
        self.given_names: list[str] = []
        """As they are written, once they have been read; empty without a row of names."""
        self.left_out: list[LeftOut] = []
        """In the file's order, _MOST_REMEMBERED at most, besides what is below the table."""
        self.refused = 0
        """Rows with too many cells, or with too few where it is not plain which are missing."""
        self.first_refused: Record | None = None
        self.uneven = Lines()
        """Those and others that are left out for their width."""
        self.filled = Lines()
        """Rows that were too short, and were filled up, by their first lines."""
        self.cut = Lines()
        """Rows with empty cells too many."""
        self._iterator = iter(records)

    def names(self) -> list[str]:
        """The cells of the row of names, two rows of them joined; call it before the rows are asked for."""
        if self._layout.names:
            self.given_names = list(self._layout.names)
            return self.given_names
        parts: list[list[str]] = []
        while len(parts) < self._layout.name_rows and (record := next(self._iterator, None)) is not None:
            is_comment = len(record.cells) == self._layout.width + 1 and record.cells[0].strip() in COMMENTS
            cells = without_sign(record.cells) if is_comment else record.cells
            cells = ["", *cells] if self._layout.row_names else cells
            parts.append(self._exactly([cell.strip() for cell in cells]))
        self._names = parts[0] if parts else []
        self.given_names = _joined(parts) if len(parts) == 2 else self._names
        return self.given_names or [""] * self._layout.width

    def __iter__(self) -> Iterator[list[str]]:
        tail: deque[tuple[Record, list[str]]] = deque()
        find_below = self._shape is not None
        for record in self._iterator:
            cells = self._row(record)
            if cells is None:
                continue
            if not find_below:
                yield cells
                continue
            tail.append((record, cells))
            if len(tail) > _TAIL:
                yield tail.popleft()[1]
        if find_below:
            yield from self._without_text_below(tail)

    def _row(self, record: Record) -> list[str] | None:
        cells, width = record.cells, self._layout.width
        if len(cells) != width:
            if record.last > record.first and not self._layout.nested:
                # an open quotation mark has taken the next lines in, where one line alone is a row
                mended = self._records.mend_last()
                record = Record(record.first, record.first, mended)
                cells = mended
            if len(cells) != width:
                return self._uneven_row(record)
        names = self._names
        if names and cells[0].strip() == names[0] and not self._as_first and [cell.strip() for cell in cells] == names:
            self._leave_out(record, Why.REPEATED)
            return None
        return cells

    def _uneven_row(self, record: Record) -> list[str] | None:
        cells, width = record.cells, self._layout.width
        if cells[0].lstrip().startswith(COMMENTS):
            self._leave_out(record, Why.COMMENT)
            return None
        too_long = len(cells) > width
        if too_long and not any(map(str.strip, cells[width:])):
            self.cut.add(record.first, record.first)
            return cells[:width]
        if too_long or self._is_ragged:
            self._refuse(record)
            return None
        if len(cells) == 1 and width > 2:
            self._leave_out(record, Why.UNEVEN if is_number(cells[0].strip()) else Why.COMMENT)
            return None
        self.filled.add(record.first, record.first)
        return [*cells, *[""] * (width - len(cells))]

    def _refuse(self, record: Record) -> None:
        self.refused += 1
        self.first_refused = self.first_refused or record
        self._leave_out(record, Why.UNEVEN)

    def _leave_out(self, record: Record, why: Why) -> None:
        if why is Why.UNEVEN:
            self.uneven.add(record.first, record.last)
        # without what is below the table, its layout would not be known
        if len(self.left_out) < _MOST_REMEMBERED or why is Why.BELOW:
            self.left_out.append(left_out(record, why))

    def _exactly(self, cells: list[str]) -> list[str]:
        width = self._layout.width
        return cells[:width] + [""] * (width - len(cells))

    def _without_text_below(self, tail: deque[tuple[Record, list[str]]]) -> Iterator[list[str]]:
        """The last rows without totals and what is written under the table."""
        assert self._shape is not None
        columns = self._shape.columns()
        end = len(tail)
        while end > 0 and len(columns) > 1 and (_is_note(tail[end - 1][0]) or _is_below(tail[end - 1][1], columns)):
            end -= 1
        for place, (record, cells) in enumerate(tail):
            if place < end:
                yield cells
            else:
                self._leave_out(record, Why.BELOW)


def _joined(parts: Sequence[Sequence[str]]) -> list[str]:
    """Names in two rows: of those above one stands for all empty ones behind it."""
    above, names = "", []
    for upper, lower in zip(*parts, strict=True):
        above = upper or above
        names.append(f"{above} {lower}".strip())
    return names


def _is_note(record: Record) -> bool:
    """Whether a last line is a text without separators."""
    text = record.cells[0].strip()
    if is_number(text) or any(map(str.strip, record.cells[1:])):
        return False
    return ":" in text or text.startswith("*") or (len(record.cells) == 1 and " " in text)


def _is_below(cells: Sequence[str], columns: Sequence[Sequence[str]]) -> bool:
    """Whether a last row is no row of the table: a total, or words where the columns hold numbers."""
    cells = [cell.strip() for cell in cells]
    filled = [cell for cell in cells if cell]
    numeric = [_holds_numbers(column) for column in columns]
    # a table of words alone has nothing that sets text below apart
    if len(cells) < 2 or not filled or not any(numeric):
        return False
    first = filled[0].casefold().rstrip(":")
    # the row itself may be among the first ones
    if first in _TOTALS and sum(cell.casefold() == first for column in columns for cell in column) <= 1:
        return True
    held = [cell for cell, number in zip(cells, numeric, strict=False) if number and not holds_nothing(cell)]
    if any(map(is_number, held)):
        return False
    # an unknown value among numbers is a word, too, but then others of the row are numbers
    return bool(held) and any(len(cell) > 1 for cell in held) and (len(held) > 1 or held[0] == filled[0])


def _holds_numbers(column: Sequence[str]) -> bool:
    present = [cell for cell in column if not holds_nothing(cell)]
    return bool(present) and sum(map(is_number, present)) >= 0.8 * len(present)
