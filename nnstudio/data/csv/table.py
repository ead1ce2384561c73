"""A whole data file read: every column as numbers and as categories, whatever it will be used as."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from nnstudio.data.csv.cells import ColumnData, ColumnReader, drop_signs, keep_signs
from nnstudio.data.csv.file import FileFacts, Progress, UnevenError, ignore_progress, refusal
from nnstudio.data.csv.form import ColumnSigns, CsvForm, GuessedForm, is_ragged
from nnstudio.data.csv.lead_in import first_layout
from nnstudio.data.csv.opened import open_text
from nnstudio.data.csv.records import Dialect, Records
from nnstudio.data.csv.row_notes import notes_of, too_uneven
from nnstudio.data.csv.rows import Rows
from nnstudio.data.csv.shape import LeftOut, Why
from nnstudio.language import _, ngettext
from nnstudio.project.edits import changed
from nnstudio.project.names import shown
from nnstudio.project.sources.csv import MAX_COLUMNS, Decimal
from nnstudio.project.sources.csv_layout import MOST_RANGES

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
    left_out: tuple[LeftOut, ...] = ()
    """Lines that are no rows, in the file's order."""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


Watch = Callable[[Sequence[Sequence[str]]], None]
"""Is shown the rows as they are written, chunk after chunk."""


def ignore_rows(rows: Sequence[Sequence[str]]) -> None:
    """Nobody wants the cells themselves."""


def read_table(
    path: Path,
    form: CsvForm,
    facts: FileFacts,
    progress: Progress = ignore_progress,
    watch: Watch = ignore_rows,
    guessed: GuessedForm | None = None,
) -> CsvTable:
    """Reads all rows, in chunks which `watch` is shown, and between which `progress` is told.

    With `guessed`, a form that was just found, lines below the table are looked for; the table's form knows them then.

    Raises:
        InvalidProjectError: too many rows are not alike, there are too many cells, …
        Exception: `progress` raised it.
    """
    try:
        with open_text(path, facts, form.encoding) as (file, share):
            reading = _Reading(path, form, facts, file, guessed)
            return reading.run(lambda: progress(share()), watch)
    except UnicodeError:
        raise refusal(
            path, _("this is not text in {encoding}; choose another encoding").format(encoding=form.encoding)
        ) from None
    except OSError as error:
        raise refusal(path, _("can't be read ({strerror})").format(strerror=error.strerror)) from None


class _Reading:
    def __init__(
        self, path: Path, form: CsvForm, facts: FileFacts, lines: Iterator[str], guessed: GuessedForm | None
    ) -> None:
        self._path, self._form, self._facts, self._guessed = path, form, facts, guessed
        layout = form.layout
        self._as_first = layout is None
        if layout is None:
            layout = first_layout(path, facts, form.encoding, form.separator, form.header)
            dialect = Dialect(form.separator, as_first=True)
        else:
            dialect = Dialect.of(form.separator, layout)
        self._layout = layout
        self._records = Records(lines, dialect, layout.left_out, layout.last_line)
        shape = guessed.shape if guessed is not None else None
        self._rows = Rows(self._records, layout, is_ragged(form.separator), shape, self._as_first)
        self._notes: list[str] = []

    def run(self, tell: Callable[[], None], watch: Watch) -> CsvTable:
        width = self._layout.width
        if width > MAX_COLUMNS:
            raise refusal(
                self._path,
                _("there are {width:,} columns; at most {max_columns:,} can be read").format(
                    width=width, max_columns=MAX_COLUMNS
                ),
            )
        names = self._names(self._rows.names())
        decimals = self._settle_decimals(names)
        columns = [ColumnReader(name, decimals.get(name, self._form.decimal), self._as_first) for name in names]
        preview: list[Sequence[str]] = []
        count = 0
        rows = iter(self._rows)
        size = max(1, min(10_000, _CHUNK_CELLS // width))
        while chunk := list(islice(rows, size)):
            preview += chunk[: max(0, PREVIEW_ROWS - len(preview))]
            count += len(chunk)
            if count * width > MAX_CELLS:
                raise refusal(
                    self._path,
                    _("there are more than {max_cells:,} cells; leave rows or columns out").format(max_cells=MAX_CELLS),
                )
            for column, cells in zip(columns, zip(*chunk, strict=True), strict=True):
                column.add(cells)
            watch(chunk)
            tell()
        self._check(count)
        done = [column.done() for column in columns]
        shown_rows = [tuple(row) for row in preview]
        return self._table(done, count, shown_rows)

    def _settle_decimals(self, names: Sequence[str]) -> dict[str, Decimal]:
        """The form says which columns have a decimal sign of their own, those that were guessed as well."""
        swapped = self._guessed.swapped if self._guessed is not None else ()
        signs = {sign.column: sign for sign in self._form.signs}
        other: Decimal = "," if self._form.decimal == "." else "."
        for name in (names[place] for place in swapped):
            known = signs.get(name, ColumnSigns(name, (), ()))
            signs[name] = known._replace(decimal=known.decimal or other)
        self._form = replace(self._form, signs=tuple(signs.values()))
        decimals = {name: sign.decimal for name, sign in signs.items() if sign.decimal}
        for name in names:
            sign = decimals.get(name, self._form.decimal)
            if sign != self._form.decimal:
                told = _("In {column}, the decimal sign is {sign}, unlike in the others.")
                self._notes.append(told.format(column=shown(name), sign=shown(sign)))
        return decimals

    def _check(self, count: int) -> None:
        if self._guessed is not None and not self._guessed.skip_uneven:
            message = too_uneven(self._rows, count, self._layout.width, self._form.separator)
            if message:
                raise UnevenError(str(refusal(self._path, message)))
        if not count and self._form.header and any(self._rows.given_names):
            raise refusal(self._path, _("there is a header and no row below it"))
        if not count and self._facts.sheets:
            raise refusal(self._path, _("the sheet {sheet} is empty").format(sheet=shown(self._facts.sheet)))
        if not count:
            raise refusal(self._path, _("there is nothing in the file but empty lines"))

    def _table(self, columns: list[ColumnData], count: int, preview: list[tuple[str, ...]]) -> CsvTable:
        left_out = list(self._rows.left_out)
        form = self._form
        if self._guessed is not None:
            above = self._guessed.shape.left_out
            left_out = sorted((*above, *left_out), key=lambda part: part.first)
            below = [(part.first, part.last) for part in self._rows.left_out if part.why is Why.BELOW]
            ranges = (*self._layout.left_out, *below)[:MOST_RANGES]
            form = replace(form, layout=changed(self._layout, left_out=ranges))
            self._notes[:0] = notes_of(left_out, self._rows, self._records, self._layout.width, count, self._guessed)
            if len(self._facts.sheets) > 1:
                self._notes.insert(
                    0,
                    _("Of {n:,} sheets, {sheet} is read.").format(
                        n=len(self._facts.sheets), sheet=shown(self._facts.sheet)
                    ),
                )
        if not self._as_first:
            # what is empty at every row's end, and has no name, is no column
            while len(columns) > 1 and self._is_nothing(columns[-1], len(columns)):
                columns.pop()
            preview = [row[: len(columns)] for row in preview]
        for column in columns:
            for signs in self._form.signs:
                if signs.column == column.name:
                    keep_signs(column, signs.kept)
                    drop_signs(column, signs.missing, signs.decimal or self._form.decimal)
            self._notes += column.notes
        return CsvTable(
            self._path, form, self._facts, tuple(columns), count, tuple(preview), tuple(self._notes), tuple(left_out)
        )

    def _is_nothing(self, column: ColumnData, place: int) -> bool:
        given = self._rows.given_names
        return column.absent_count == len(column.numbers) and (not given or not given[place - 1])

    def _names(self, first: Sequence[str]) -> list[str]:
        """The columns' names: none empty, and all different."""
        if not self._form.header and not self._layout.names:
            return [f"column {i}" for i in range(1, self._layout.width + 1)]
        written = [re.sub(r"\s+", " ", name.strip().removeprefix("\ufeff"))[:LONGEST_CELL] for name in first]
        if not self._as_first and written:
            written[0] = re.sub(r"^#\s*(?!of\b)(?=\w)", "", written[0])
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
        if any(not name for name in written) and not self._layout.row_names:
            self._notes.append(_("Columns without a name are numbered."))
        return names


def cells_told(count: int) -> str:
    """``1 cell``, ``12 cells``."""
    return ngettext("{n:,} cell", "{n:,} cells", count).format(n=count)
