"""A CSV of new samples, read and written again with the network's prediction behind each."""

import csv
import difflib
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import BinaryIO, TextIO

import numpy as np

from nnstudio.data.csv.lead_in import guess_lead_in
from nnstudio.data.csv.table import cells_told
from nnstudio.data.dataset import Dataset
from nnstudio.export.cells import CellError, Column, columns_of
from nnstudio.export.outcome import Outcome, Progress, unwatched
from nnstudio.export.tables import apart, prediction_columns, prediction_rows
from nnstudio.language import _
from nnstudio.project.bounded_reading import open_file
from nnstudio.project.cells import safe_value
from nnstudio.project.errors import ProjectError
from nnstudio.project.names import printable, shown
from nnstudio.project.sources.csv import CsvSource
from nnstudio.project.sources.spec import SourceSpec
from nnstudio.project.writing import replacing

_CHUNK = 4096
_SEPARATORS = (",", ";", "\t")
_LONGEST_LINE = 1 << 20
_HEAD = 1 << 18


def score(
    outcome: Outcome, source: Path, target: Path, progress: Progress = unwatched, for_spreadsheets: bool = False
) -> int:
    """Writes `source` to `target` with ``prediction`` and, for classes, ``probability NAME`` added; how many rows.

    The header of `source` must have the data set's columns, in any order and by their exact names; other columns are
    kept as they are. For data from a file these are that file's columns: categories are written as there, and what is
    missing is filled in as it was there. Comma, semicolon or tab may separate, as the header shows; what is written has
    the same. `for_spreadsheets`: texts that a spreadsheet would take for formulas get an apostrophe.

    Raises:
        ProjectError: a column is missing or a row is wrong, with its line; or a file can't be read or written.
    """
    columns = columns_of(outcome.project.data.source, outcome.dataset)
    with _opened(source, _encoding(outcome.project.data.source, source)) as (file, binary):
        size = source.stat().st_size or 1
        table = _Table(file, columns, source)
        added = apart(prediction_columns(outcome.project, outcome.dataset.class_names), table.header)
        count = 0
        with replacing(target) as bytes_out:
            text = io.TextIOWrapper(bytes_out, encoding="utf-8", newline="", write_through=True)
            writer = csv.writer(text, delimiter=table.separator, lineterminator="\n")
            kept: Callable[[object], object] = safe_value if for_spreadsheets else lambda value: value
            writer.writerow(map(kept, [*table.header, *added]))
            rows = table.rows()
            while chunk := list(islice(rows, _CHUNK)):
                outputs = outcome.outputs(np.array([values for _unused, values in chunk]))
                said = prediction_rows(outcome.project, outcome.dataset.class_names, outputs)
                writer.writerows(map(kept, [*row, *more]) for (row, _unused), more in zip(chunk, said, strict=True))
                count += len(chunk)
                progress(min(1.0, binary.tell() / size))
            # the file belongs to whoever opened it
            text.detach()
    return count


def check_rows(data: SourceSpec, dataset: Dataset, source: Path) -> int:
    """How many rows `source` has, once all of them have been read as :func:`score` reads them.

    Raises:
        ProjectError: as in :func:`score`.
    """
    with _opened(source, _encoding(data, source)) as (file, _unused):
        return sum(1 for _unused in _Table(file, columns_of(data, dataset), source).rows())


def _encoding(data: SourceSpec, path: Path) -> str:
    """UTF-8, unless the data came from a file in another encoding and this one is no UTF-8."""
    usual = "utf-8-sig"
    if not isinstance(data, CsvSource) or data.encoding in (None, "utf-8"):
        return usual
    try:
        with open_file(path) as binary, io.TextIOWrapper(binary, encoding=usual) as file:
            while file.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return str(data.encoding)
    except (OSError, ProjectError):
        pass
    return usual


@contextmanager
def _opened(path: Path, encoding: str) -> Iterator[tuple[TextIO, BinaryIO]]:
    """The file as text and as bytes; what goes wrong with reading it, anywhere within the block, as a sentence."""
    try:
        opened = open_file(path, _("a CSV file"))
    except ProjectError as error:
        raise ProjectError(f"{path}: {error}") from None
    try:
        with opened as binary, io.TextIOWrapper(binary, encoding=encoding, newline="") as file:
            yield file, binary
    except UnicodeDecodeError:
        raise ProjectError(_("{path}: this is not UTF-8 text; save it as CSV in UTF-8").format(path=path)) from None
    except (csv.Error, OSError, ValueError) as error:
        raise ProjectError(
            _("{path}: can't be read ({reason})").format(path=path, reason=getattr(error, "strerror", None) or error)
        ) from None


class _Table:
    """The rows of an open CSV file, and where in them the wanted columns are."""

    def __init__(self, file: TextIO, columns: Sequence[Column], path: Path) -> None:
        self._columns, self._path = columns, path
        self._names = tuple(dict.fromkeys(column.name for column in columns))
        first = file.readline(_LONGEST_LINE)
        file.seek(0)
        if not first.strip():
            raise ProjectError(
                _("{path}: the first line is empty; a header of column names is needed").format(path=path)
            )
        self.separator = max(_SEPARATORS, key=first.count)
        separator, above = guess_lead_in(file.read(_HEAD))
        file.seek(0)
        if above:
            self.separator = separator
        self._reader = csv.reader(file, delimiter=self.separator, strict=True)
        while above:
            above -= any(map(str.strip, next(self._reader)))
        self.header = [name.strip() for name in next((row for row in self._reader if row), [])]
        self._places = [self._find(column.name) for column in columns]

    def rows(self) -> Iterator[tuple[list[str], list[float]]]:
        """Each row's cells, and its values of the wanted columns in their order; empty lines are left out."""
        empty = True
        for row in self._reader:
            if not row:
                continue
            if len(row) != len(self.header):
                raise self._wrong(
                    _("{cells}, but the header has {count:,}").format(
                        cells=cells_told(len(row)), count=len(self.header)
                    )
                )
            yield row, [self._value(row, *where) for where in zip(self._places, self._columns, strict=True)]
            empty = False
        if empty:
            raise ProjectError(_("{path}: there is no row below the header").format(path=self._path))

    def _find(self, name: str) -> int:
        if self.header.count(name) > 1:
            raise self._wrong(
                _("the column {name} is there {count} times").format(name=shown(name), count=self.header.count(name))
            )
        if name in self.header:
            return self.header.index(name)
        others = [other for other in self.header if other not in self._names]
        alike = [other for other in others if other.casefold() == name.casefold()]
        alike += difflib.get_close_matches(name, others, n=1)
        needed = ", ".join(map(printable, self._names))
        if not alike:
            raise self._wrong(_("there is no column {name}; needed: {needed}").format(name=shown(name), needed=needed))
        told = _("there is no column {name}; rename {alike}, if that is it; needed: {needed}")
        raise self._wrong(told.format(name=shown(name), alike=shown(alike[0]), needed=needed))

    def _value(self, row: Sequence[str], place: int, column: Column) -> float:
        try:
            return column.value(row[place])
        except CellError as error:
            raise self._wrong(
                _("column {header}: {error}").format(header=shown(self.header[place]), error=error)
            ) from None

    def _wrong(self, message: str) -> ProjectError:
        return ProjectError(
            _("{path}: line {line}: {message}").format(
                path=self._path, line=max(1, self._reader.line_num), message=message
            )
        )
