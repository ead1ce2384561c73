"""A text's lines made into records of cells, whatever is wrong with their quotation marks."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from nnstudio.project.sources.csv import Separator
from nnstudio.project.sources.csv_layout import CsvLayout, Quotes

_UNIT_SEPARATOR = "\x1f"
"""Stands where any number of blanks was: the character that ASCII has for this."""
_TABS = re.compile(r"\t+")
_SPACES = re.compile(" *")
_BLANKS = re.compile(r'"(?:[^"]|"")*"|[^ \t]+')


@dataclass(frozen=True)
class Dialect:
    """How a line is cut into cells."""

    separator: Separator
    quotes: Quotes = "doubled"
    framed: bool = False
    nested: bool = False
    starts: tuple[int, ...] = ()
    """Where each column begins in a line, if all have fixed widths."""
    as_first: bool = False
    """Whether spaces before a quotation mark make it a sign like others, as the first version had it."""

    @classmethod
    def of(cls, separator: Separator, layout: CsvLayout) -> "Dialect":
        return cls(separator, layout.quotes, layout.framed, layout.nested, layout.starts)

    @property
    def delimiter(self) -> str:
        if self.separator in ("blanks", "fixed", "::"):
            return _UNIT_SEPARATOR
        return "\t" if self.separator == "tabs" else self.separator

    def prepared(self, line: str) -> str:
        """The line with single characters between its cells."""
        if self.separator == "blanks":
            bare = line.strip()
            return _UNIT_SEPARATOR.join(_BLANKS.findall(bare) if '"' in bare else bare.split())
        if self.separator == "fixed":
            return _UNIT_SEPARATOR.join(cut(line.rstrip(), self.starts))
        if self.separator == "::":
            return line.replace("::", _UNIT_SEPARATOR)
        if self.separator == "tabs":
            return _TABS.sub("\t", line.strip("\t\r\n"))
        if self.framed:
            bare = line.strip()
            bare = bare.removesuffix(self.separator)
            return bare.removeprefix(self.separator)
        return line

    @property
    def is_plain(self) -> bool:
        """Whether lines are taken as they are."""
        return self.separator not in ("blanks", "tabs", "fixed", "::") and not self.framed


def cut(line: str, starts: tuple[int, ...]) -> list[str]:
    """The cells of a line of fixed widths; the line itself where something stands across their borders."""
    if any(start <= len(line) and not line[start - 1 : start].isspace() for start in starts[1:]):
        return [line]
    ends = (*starts[1:], None)
    return [line[start:end].strip() for start, end in zip(starts, ends, strict=True)]


class Record(NamedTuple):
    """A row as it stands in the file."""

    first: int
    """Its first line, counted from 1."""
    last: int
    cells: list[str]


class Records:
    """Iterates over all records that are not empty. A wrong quotation mark costs its own line alone."""

    def __init__(
        self,
        lines: Iterable[str],
        dialect: Dialect,
        skipped: Iterable[tuple[int, int]] = (),
        last_line: int | None = None,
    ) -> None:
        """`skipped`: the first and last lines, counted from 1, of what is passed over."""
        self._lines = iter(lines)
        self._dialect = dialect
        self._skipped = sorted(skipped, reverse=True)
        self._last_line = last_line
        self._number = 0
        self._taken: list[str] = []
        """The raw lines of the record that is being read."""
        self._again: list[str] = []
        """Lines that are given once more, the last one first."""
        self.mended: list[int] = []
        """Lines in which a quotation mark was taken for a sign like others."""

    def __iter__(self) -> Iterator[Record]:
        dialect = self._dialect
        reader = self._reader()
        taken = self._taken
        while True:
            taken.clear()
            try:
                cells = next(reader, None)
            except csv.Error:
                cells = self._mend()
                reader = self._reader()
            if cells is None:
                return
            if dialect.nested and len(cells) == 1:
                cells = _once_more(dialect.prepared(cells[0]), dialect.delimiter)
            for cell in cells:
                # DOS ends a text with Ctrl-Z
                if cell and not cell.isspace() and cell != "\x1a":
                    yield Record(self._number - len(taken) + 1, self._number, cells)
                    break

    def mend_last(self) -> list[str]:
        """The first line of the last record read once more, as if its quotation marks were signs like others; what
        followed in the record is read anew."""
        return self._mend()

    def _reader(self) -> Iterator[list[str]]:
        dialect = self._dialect
        lines = self._numbered() if dialect.is_plain else map(dialect.prepared, self._numbered())
        if dialect.quotes == "none":
            return csv.reader(lines, delimiter=dialect.delimiter, quoting=csv.QUOTE_NONE)
        return csv.reader(
            lines,
            delimiter=dialect.delimiter,
            strict=True,
            quotechar="'" if dialect.quotes == "single" else '"',
            escapechar="\\" if dialect.quotes in ("escaped", "single") else None,
            skipinitialspace=dialect.separator != " " and not dialect.as_first,
        )

    def _numbered(self) -> Iterator[str]:
        again, taken = self._again, self._taken
        while True:
            line = again.pop() if again else next(self._lines, None)
            if line is None or self._number == self._last_line:
                return
            self._number += 1
            if not self._skipped or not self._is_skipped():
                taken.append(line)
                yield line

    def _is_skipped(self) -> bool:
        skipped = self._skipped
        while skipped and skipped[-1][1] < self._number:
            skipped.pop()
        return bool(skipped) and skipped[-1][0] <= self._number

    def _mend(self) -> list[str]:
        line, *others = self._taken
        self._number -= len(others)
        self._again += reversed(others)
        del self._taken[1:]
        self.mended.append(self._number)
        return mended_cells(self._dialect.prepared(line), self._dialect.delimiter)


def _once_more(cell: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([cell], delimiter=delimiter, skipinitialspace=True), [""])
    except csv.Error:
        return [cell]


def mended_cells(line: str, delimiter: str) -> list[str]:
    """The cells of one line that no reader takes: a quoted cell ends at the mark before a separator or the line's end,
    and marks elsewhere are signs like others, as in 5" pipe."""
    line = line.rstrip("\r\n")
    if not delimiter:
        return [line]
    cells: list[str] = []
    place = 0
    while True:
        start = _after_spaces(line, place) if delimiter != " " else place
        end = _closing(line, start, delimiter) if line.startswith('"', start) else None
        if end is not None:
            cells.append(line[start + 1 : end].replace('""', '"'))
            place = line.find(delimiter, end)
        else:
            stop = line.find(delimiter, place)
            cells.append(line[place : stop if stop >= 0 else len(line)])
            place = stop
        if place < 0:
            return cells
        place += len(delimiter)


def _closing(line: str, start: int, delimiter: str) -> int | None:
    """Where the quotation mark is that ends the cell which begins with the one at `start`."""
    place = start + 1
    while (place := line.find('"', place)) >= 0:
        after = _after_spaces(line, place + 1)
        if after == len(line) or line.startswith(delimiter, place + 1) or line.startswith(delimiter, after):
            return place
        place += 1
    return None


def _after_spaces(line: str, place: int) -> int:
    found = _SPACES.match(line, place)
    assert found is not None
    return found.end()
