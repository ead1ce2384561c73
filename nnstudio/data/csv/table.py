"""A whole data file read: every column as numbers and as categories, whatever it will be used as."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Protocol

from nnstudio.data.csv.cells import ColumnData, ColumnReader
from nnstudio.data.csv.file import CODECS, FileFacts, Progress, ignore_progress, open_data_file, refusal
from nnstudio.data.csv.form import SEPARATORS, CsvForm, count_lead_in
from nnstudio.language import _, ngettext
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.names import shown
from nnstudio.project.sources.csv import MAX_COLUMNS

MAX_CELLS = 20_000_000
PREVIEW_ROWS = 200
LONGEST_CELL = 1000
"""Characters of a name; longer ones are cut."""
_CHUNK_CELLS = 100_000


@dataclass(frozen=True, eq=False)
class CsvTable:
    """n rows of c columns."""

    path: Path
    form: CsvForm
    facts: FileFacts
    columns: tuple[ColumnData, ...]
    rows: int
    preview: tuple[tuple[str, ...], ...]
    """The first rows as they are written."""
    notes: tuple[str, ...]
    """What was put right on the way, in sentences."""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


Watch = Callable[[Sequence[Sequence[str]]], None]
"""Is shown the rows as they are written, chunk after chunk."""


def ignore_rows(rows: Sequence[Sequence[str]]) -> None:
    """Nobody wants the cells themselves."""


def read_table(
    path: Path, form: CsvForm, facts: FileFacts, progress: Progress = ignore_progress, watch: Watch = ignore_rows
) -> CsvTable:
    """Reads all rows, in chunks which `watch` is shown, and between which `progress` is told.

    Raises:
        InvalidProjectError: the rows are not alike, a quotation is never closed, there are too many cells, …
        Exception: `progress` raised it.
    """
    try:
        with open_data_file(path) as binary:
            codec = CODECS.get(form.encoding, form.encoding)
            with io.TextIOWrapper(binary, encoding=codec, newline="") as file:
                reader = csv.reader(file, delimiter=form.separator, strict=True)
                reading = _Reading(path, form, facts, reader)
                return reading.run(lambda: progress(min(1.0, binary.tell() / facts.size)), watch)
    except UnicodeError:
        raise refusal(
            path, _("this is not text in {encoding}; choose another encoding").format(encoding=form.encoding)
        ) from None
    except OSError as error:
        raise refusal(path, _("can't be read ({strerror})").format(strerror=error.strerror)) from None


class Rows(Protocol):
    """What csv.reader makes."""

    line_num: int

    def __next__(self) -> list[str]: ...

    def __iter__(self) -> Iterator[list[str]]: ...


class _Reading:
    def __init__(self, path: Path, form: CsvForm, facts: FileFacts, reader: Rows) -> None:
        self._path, self._form, self._facts, self._reader = path, form, facts, reader
        self._width = 0
        self._first_line = 0
        self._notes: list[str] = []

    def run(self, tell: Callable[[], None], watch: Watch = ignore_rows) -> CsvTable:
        self._skip_lead_in()
        rows = self._checked_rows()
        first = next(rows, None)
        if first is None:
            raise refusal(self._path, _("there is nothing in the file but empty lines"))
        names = self._names(first)
        columns = [ColumnReader(name, self._form.decimal) for name in names]
        preview: list[Sequence[str]] = []
        count = 0
        size = max(1, min(10_000, _CHUNK_CELLS // self._width))
        pending = [] if self._form.header else [first]
        while chunk := [*pending, *islice(rows, size)]:
            pending = []
            preview += chunk[: max(0, PREVIEW_ROWS - len(preview))]
            count += len(chunk)
            if count * self._width > MAX_CELLS:
                raise refusal(
                    self._path,
                    _("there are more than {max_cells:,} cells; leave rows or columns out").format(max_cells=MAX_CELLS),
                )
            for column, cells in zip(columns, zip(*chunk, strict=True), strict=True):
                column.add(cells)
            watch(chunk)
            tell()
        if not count:
            raise refusal(self._path, _("there is a header and no row below it"))
        done = tuple(column.done() for column in columns)
        shown_rows = tuple(tuple(row) for row in preview)
        return CsvTable(self._path, self._form, self._facts, done, count, shown_rows, tuple(self._notes))

    def _skip_lead_in(self) -> None:
        left, above = count_lead_in(self._path, self._form), ""
        # what keeps a row from being read is said where all rows are
        with suppress(csv.Error):
            while left and (row := next(self._reader, None)) is not None:
                if any(map(str.strip, row)):
                    left -= 1
                    # what a line such as Excel's sep=; says has been heeded
                    is_said = row[0].strip('"\ufeff').lower().startswith("sep=")
                    above = above or ("" if is_said else next(cell.strip() for cell in row if cell.strip()))
        if above:
            self._notes.append(_("What stands above the table is left out: {above}.").format(above=shown(above)))

    def _checked_rows(self) -> Iterator[list[str]]:
        """The rows that are not empty, all of one width."""
        reader = self._reader
        while True:
            line = reader.line_num + 1
            try:
                row = next(reader, None)
            except csv.Error as error:
                raise self._wrong(line, _said(error)) from None
            if row is None:
                return
            if not any(map(str.strip, row)):
                continue
            if not self._width:
                self._width, self._first_line = len(row), line
                if self._width > MAX_COLUMNS:
                    raise self._wrong(
                        line,
                        _("there are {width:,} columns; at most {max_columns:,} can be read").format(
                            width=self._width, max_columns=MAX_COLUMNS
                        ),
                    )
            if len(row) != self._width:
                separator = SEPARATORS[self._form.separator]
                raise self._wrong(
                    line,
                    _(
                        "{cells}, but line {first_line:,} has {width:,} (a {separator} separates them); choose another "
                        "separator, or mend the line"
                    ).format(
                        cells=cells_told(len(row)), first_line=self._first_line, width=self._width, separator=separator
                    ),
                )
            yield row

    def _wrong(self, line: int, message: str) -> InvalidProjectError:
        return refusal(self._path, _("line {line:,}: {message}").format(line=line, message=message))

    def _names(self, first: Sequence[str]) -> list[str]:
        """The columns' names: none empty, and all different."""
        if not self._form.header:
            return [f"column {i}" for i in range(1, self._width + 1)]
        written = [re.sub(r"\s+", " ", name.strip().removeprefix("\ufeff"))[:LONGEST_CELL] for name in first]
        names: list[str] = []
        taken = set(written)
        for i, name in enumerate(written, 1):
            unique, number = name or f"column {i}", 1
            while unique in names or (unique != name and unique in taken):
                number += 1
                unique = f"{name or f'column {i}'} ({number})"
            if name and unique != name:
                self._notes.append(
                    _("There are several columns {name}; one is called {unique} here.").format(
                        name=shown(name), unique=shown(unique)
                    )
                )
            names.append(unique)
        if any(not name for name in written):
            self._notes.append(_("Columns without a name are numbered."))
        return names


def _said(error: csv.Error) -> str:
    message = str(error)
    if "end of data" in message:
        return _("a quotation mark is opened here and never closed")
    if "expected after" in message:
        return _("something follows a closing quotation mark within its cell")
    if "field larger" in message:
        return _("a cell is larger than 131,072 characters; is a quotation mark left open?")
    return _("can't be read ({message})").format(message=message)


def cells_told(count: int) -> str:
    """``1 cell``, ``12 cells``."""
    return ngettext("{n:,} cell", "{n:,} cells", count).format(n=count)
