"""A table of new samples, read as the project's own data are: what the network gets for each row, and which it can't.

One bad row never costs the others: it has no values here, and a reason. A gap is filled in as the project's own were,
if they were; what was never seen in training, such as another category, is not guessed at.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.csv.cells import ColumnData
from nnstudio.data.csv.complete import read_file
from nnstudio.data.csv.date_columns import date_values, is_date
from nnstudio.data.csv.samples import load_csv, sample_rows
from nnstudio.data.csv.table import CsvTable
from nnstudio.data.dataset import Dataset, Floats
from nnstudio.data.filling import Filling
from nnstudio.data.new_samples.categories import recoded
from nnstudio.data.new_samples.columns import find_places, is_unnamed, missing_column
from nnstudio.data.split import split_rows
from nnstudio.language import _
from nnstudio.project.data import DataSpec
from nnstudio.project.edits import changed
from nnstudio.project.errors import ProjectError
from nnstudio.project.names import printable, shown
from nnstudio.project.sources.csv import ColumnType, CsvColumn, CsvSource, Missing, Role, check_file_name
from nnstudio.project.sources.spec import SourceSpec

_TOLD = 8
"""So many of the known categories are named."""


@dataclass(frozen=True, eq=False)
class NewRows:
    """n rows; of the data set's c columns."""

    path: Path
    table: CsvTable
    raw: Floats
    """(n, c): as the data set has its own; NaN in rows that can't be predicted."""
    usable: NDArray[np.bool_]
    """(n,): which rows can be."""
    noted: NDArray[np.bool_]
    """(n,): of which rows there is something to say, usable or not."""
    known: NDArray[np.intp] | None
    """(n,): where the table is the very one that was trained on, each row's place in the data set, train first; −1 for
    a row that became no sample."""
    say: Callable[[int, Sequence[str]], str]
    """What is to be said of a row, given its number from 0 and its cells as written."""
    notes: tuple[str, ...]
    """What was done to the table as a whole, in sentences."""


def read_new_rows(path: Path, spec: DataSpec, dataset: Dataset, progress: Callable[[float], None]) -> NewRows:
    """Reads a table that has the columns of `spec`: in its source's form, or else in its own.

    Raises:
        ProjectError: it can't be read, lacks a column, or no row of it can be predicted; with the file's path.
        Exception: `progress` raised it.
    """
    try:
        return _Reading(path, spec, dataset).read(progress)
    except ProjectError as error:
        told = str(error).removeprefix(f"{printable(path.name)}: ")
        raise ProjectError(f"{path}: {told}") from None


class _Reading:
    def __init__(self, path: Path, spec: DataSpec, dataset: Dataset) -> None:
        self._path, self._spec, self._dataset = path, spec, dataset
        self._columns = _columns_of(spec.source)
        used = set(dataset.columns)
        self._needed = [column for column in self._columns if used.intersection(column.feature_names())]

    def read(self, progress: Callable[[float], None]) -> NewRows:
        table, places = self._best(_rising(progress))
        source = self._spec.source
        cells, wrong, gaps = self._cells(table, places)
        usable: NDArray[np.bool_] = np.logical_not(wrong.any(axis=1))
        is_filled = isinstance(source, CsvSource) and source.missing is not Missing.DROP
        if isinstance(source, CsvSource) and is_filled:
            samples = load_csv(source)
            assert samples.filling is not None
            cells = Filling.filled(cells, samples.filling.stand_ins(split_rows(self._spec, samples.y)[0]))
        else:
            usable &= ~gaps.any(axis=1)
        sizes = [size for column in self._columns for size in column.cell_sizes()]
        known = source.feature_names()
        wanted = [known.index(name) for name in self._dataset.columns]
        raw = Filling(cells, sizes, by_mean=True).expand(cells)[:, wanted]
        with np.errstate(all="ignore"):
            is_finite = np.isfinite(self._dataset.to_inputs(raw).astype(np.float32)).all(axis=1)
        too_large: NDArray[np.bool_] = ~is_finite & usable
        usable &= ~too_large
        raw[~usable] = np.nan
        odd = gaps & np.column_stack([~table.columns[place].absent for place in places])

        def say(row: int, written: Sequence[str]) -> str:
            if too_large[row]:
                return _("a value is too large for the network's 32-bit numbers")
            told = [
                _why(column, written[place], bool(gaps[row, i]), is_filled)
                for i, (column, place) in enumerate(zip(self._needed, places, strict=True))
                if wrong[row, i] or (gaps[row, i] and (not is_filled or odd[row, i]))
            ]
            return "; ".join(told)

        if not usable.any():
            raise ProjectError(
                _("no row can be predicted; the first: {reason}").format(reason=say(0, table.preview[0]))
            )
        noted = ~usable | odd.any(axis=1)
        notes = [*table.notes]
        if not table.form.header and not is_unnamed(source):
            notes.append(_("There is no header: the columns are taken in the order of those that were trained on."))
        return NewRows(self._path, table, raw, usable, noted, self._known(table), say, tuple(notes))

    def _best(self, progress: Callable[[float], None]) -> tuple[CsvTable, list[int]]:
        """The table in the first form in which all needed columns are there and every cell is one that can be; else in
        the form that has fewest others."""
        best: tuple[int, CsvTable, list[int]] | None = None
        complaint: ProjectError | None = None
        for wish in self._wishes():
            try:
                table = read_file(self._path, wish, progress)[0]
                places = find_places(table, self._needed, self._columns, self._spec.source)
            except ProjectError as error:
                complaint = complaint or error
                continue
            if places is None:
                # what the file's own form has not, is missed
                complaint = ProjectError(missing_column(table, self._needed))
                continue
            _unused, wrong, gaps = self._cells(table, places)
            absent = np.column_stack([table.columns[place].absent for place in places])
            bad = int((wrong | (gaps & ~absent)).sum())
            if best is None or bad < best[0]:
                best = (bad, table, places)
            if not bad:
                break
        if best is None:
            assert complaint is not None
            raise complaint
        return best[1:]

    def _wishes(self) -> Iterator[CsvSource]:
        """Forms to read the file in: the source's own first; what a wish leaves open is guessed from the file."""
        source, first = self._spec.source, self._needed[0].name
        check_file_name(self._path)
        guess = CsvSource(path=str(self._path), target=first)
        if isinstance(source, CsvSource):
            columns = tuple(changed(column, categories=()) for column in source.columns)
            own = changed(guess, encoding=source.encoding, decimal=source.decimal, columns=columns)
            # a workbook's sheet of the same name; of one that has none, the first with a table
            for sheet in dict.fromkeys((source.sheet, None)):
                yield changed(own, sheet=sheet, separator=source.separator, header=source.header)
                yield changed(own, sheet=sheet)
            guess = changed(guess, columns=columns)
        yield guess

    def _cells(self, table: CsvTable, places: Sequence[int]) -> tuple[Floats, NDArray[np.bool_], NDArray[np.bool_]]:
        """(n, all columns of cells) with NaN for gaps and 0 where nothing is needed; and of the needed columns,
        (n, needed): where a cell can't be used, and where there is a gap, read as in training."""
        n = table.rows
        parts, wrong, gaps = [], [], []
        by_name = {column.name: place for column, place in zip(self._needed, places, strict=True)}
        for column in self._columns:
            if column.name not in by_name:
                parts.append(np.zeros((n, len(column.cell_sizes()))))
                continue
            values, is_wrong, is_gap = _read(table.columns[by_name[column.name]], column)
            parts.append(values)
            wrong.append(is_wrong)
            gaps.append(is_gap)
        return np.hstack(parts), np.column_stack(wrong), np.column_stack(gaps)

    def _known(self, table: CsvTable) -> NDArray[np.intp] | None:
        source = self._spec.source
        if not isinstance(source, CsvSource) or table.facts.sha256 != source.sha256:
            return None
        if table.names != tuple(column.name for column in source.columns):
            return None
        rows = sample_rows(table, source)
        if int(rows.sum()) != source.rows:
            return None
        used = np.concatenate(split_rows(self._spec, load_csv(source).y))
        # rows that a bootstrap sample leaves out have no place in the data set; of one drawn twice any place will do
        order = np.full(source.rows, -1)
        order[used] = np.arange(len(used))
        known = np.full(table.rows, -1)
        known[rows] = order
        return known


def _rising(progress: Callable[[float], None]) -> Callable[[float], None]:
    """Progress that never goes back when the file is read once more."""
    most = 0.0

    def tell(share: float) -> None:
        nonlocal most
        most = max(most, share)
        progress(most)

    return tell


def _columns_of(source: SourceSpec) -> list[CsvColumn]:
    """The columns that the features are made of."""
    if isinstance(source, CsvSource):
        return [column for column in source.columns if column.role is Role.FEATURE]
    names = source.feature_names()
    return [CsvColumn(name=name, role=Role.FEATURE, type=ColumnType.NUMBER) for name in names]


def _read(data: ColumnData, column: CsvColumn) -> tuple[Floats, NDArray[np.bool_], NDArray[np.bool_]]:
    """A column's cells, (n, k), with NaN for gaps; where one can't be used; and where there is a gap, both (n,)."""
    if column.type is ColumnType.CATEGORY:
        codes = recoded(data, column.categories)
        values = np.where(codes >= 0, codes, np.nan)[:, None]
        return values, (codes < 0) & ~data.absent, data.absent
    if column.type is ColumnType.DATE:
        return date_values(data, column), np.zeros(len(data.numbers), np.bool_), ~is_date(data, column.order)
    numbers = data.numbers
    is_wrong = np.isinf(numbers)
    return np.where(is_wrong, np.nan, numbers)[:, None], is_wrong, np.isnan(numbers)


def _why(column: CsvColumn, cell: str, is_gap: bool, is_filled: bool) -> str:
    """What keeps a cell from being used, or what was done instead."""
    name, cell = shown(column.name), cell.strip()
    if column.type is ColumnType.CATEGORY:
        if is_gap:
            return _("column {name}: there is nothing").format(name=name)
        known = ", ".join(map(printable, column.categories[:_TOLD]))
        more = " …" if len(column.categories) > _TOLD else ""
        return _("column {name}: {cell} is none of the categories that were trained on ({known})").format(
            name=name, cell=shown(cell), known=known + more
        )
    if column.type is ColumnType.DATE and cell:
        told = _("column {name}: {cell} is not a date and counts as missing")
        return (told if is_filled else _("column {name}: {cell} is not a date")).format(name=name, cell=shown(cell))
    if is_gap and is_filled:
        return _("column {name}: {cell} is not a number and counts as missing").format(name=name, cell=shown(cell))
    if not cell:
        return _("column {name}: there is nothing").format(name=name)
    return _("column {name}: {cell} is not a finite number").format(name=name, cell=shown(cell))
