"""A file's samples: read again from the file that the source knows, and kept at hand as long as it stays the same."""

import threading
from collections import OrderedDict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.csv.cells import ColumnData
from nnstudio.data.csv.date_columns import date_values
from nnstudio.data.csv.file import check_size, refusal
from nnstudio.data.csv.form import CsvForm, signs_of
from nnstudio.data.csv.opened import facts_of
from nnstudio.data.csv.plan import gaps
from nnstudio.data.csv.table import CsvTable, read_table
from nnstudio.data.dataset import Floats
from nnstudio.data.filling import Filling
from nnstudio.data.samples import Samples
from nnstudio.language import _
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.names import shown
from nnstudio.project.sources.csv import ColumnType, CsvColumn, CsvSource, Missing, Role
from nnstudio.project.sources.spec import Task

_KEPT = 2
_PLACE = "data.source.path: "


_kept: OrderedDict[CsvSource, tuple[int, Samples | CsvTable]] = OrderedDict()
"""What was read last, with the time at which its file was written.

A table becomes samples when they are first asked for, which is not in the window's thread.
"""
_keeping = threading.Lock()
_reading = threading.Lock()
"""Held for as long as a file is read; the window's thread never waits for it."""


def load_csv(source: CsvSource) -> Samples:
    """All samples of the file, in its order.

    Raises:
        InvalidProjectError: the file is missing, or not the one any more that the source was made of.
    """
    path = Path(source.path)
    with _reading:
        try:
            check_size(path)
            modified_ns, content = _recall(source)
            if content is None:
                facts = facts_of(path, source.sheet)
                if facts.sha256 != source.sha256:
                    raise refusal(path, _("the file has changed since it was imported; import it again"))
                modified_ns, content = facts.modified_ns, read_table(path, _form(source), facts)
        except InvalidProjectError as error:
            raise InvalidProjectError(f"{_PLACE}{error}") from None
        samples = samples_of(content, source) if isinstance(content, CsvTable) else content
        _keep(source, modified_ns, samples)
        return samples


def keep_at_hand(source: CsvSource, table: CsvTable) -> None:
    """Spares the next load the reading of a file that has just been read."""
    _keep(source, table.facts.modified_ns, table)


def _recall(source: CsvSource) -> tuple[int, Samples | CsvTable | None]:
    with _keeping:
        kept = _kept.get(source)
    if kept is not None and kept[0] == Path(source.path).stat().st_mtime_ns:
        return kept
    return 0, None


def _keep(source: CsvSource, modified_ns: int, content: Samples | CsvTable) -> None:
    with _keeping:
        _kept[source] = (modified_ns, content)
        _kept.move_to_end(source)
        while len(_kept) > _KEPT:
            _kept.popitem(last=False)


def samples_of(table: CsvTable, source: CsvSource) -> Samples:
    """The table's rows as samples, with NaN where something is to be filled in once the rows are split.

    Raises:
        InvalidProjectError: the source is not one of this table.
    """
    rows, target = sample_rows(table, source), table.columns[table.names.index(source.target)]
    is_regression = source.task is Task.REGRESSION
    used = _used(table, source)
    if int(rows.sum()) != source.rows:
        raise _not_as_told(
            table,
            _("the file has {there:,} samples and not {known:,}; import it again").format(
                there=int(rows.sum()), known=source.rows
            ),
        )
    y = target.numbers[rows] if is_regression else target.codes(source.classes)[rows]
    parts = []
    for data, column in used:
        if column.type is ColumnType.CATEGORY:
            codes = data.codes(column.categories)[rows]
            if (codes[~data.absent[rows]] < 0).any():
                raise _not_as_told(
                    table,
                    _("the file has other categories in {column}; import it again").format(column=shown(column.name)),
                )
            parts.append(np.where(codes >= 0, codes, np.nan)[:, None])
        elif column.type is ColumnType.DATE:
            parts.append(date_values(data, column)[rows])
        else:
            parts.append(data.numbers[rows, None])
    cells = np.hstack(parts)
    with np.errstate(over="ignore"):
        if np.isinf(cells.astype(np.float32)).any() or np.isinf(y.astype(np.float32)).any():
            raise _not_as_told(table, _("the file has values that float32 can't hold; import it again"))
    sizes = [size for _unused, column in used for size in column.cell_sizes()]
    filling = Filling(cells, sizes, source.missing is Missing.MEAN)
    X: Floats = filling.expand(cells)
    X.setflags(write=False)
    missing = np.isnan(X).sum(axis=0) if filling.has_gaps else None
    return Samples(X, y, source.target, source.classes, missing, filling)


def sample_rows(table: CsvTable, source: CsvSource) -> NDArray[np.bool_]:
    """(n,): which of the table's rows become samples.

    Raises:
        InvalidProjectError: the source is not one of this table.
    """
    if table.names != tuple(column.name for column in source.columns):
        raise _not_as_told(table, _("the file has other columns; import it again"))
    target = table.columns[table.names.index(source.target)]
    is_regression = source.task is Task.REGRESSION
    rows: NDArray[np.bool_] = ~gaps(target, ColumnType.NUMBER) if is_regression else target.codes(source.classes) >= 0
    if source.missing is Missing.DROP:
        for data, column in _used(table, source):
            rows &= ~gaps(data, column.type or ColumnType.NUMBER, column.order)
    return rows


def _used(table: CsvTable, source: CsvSource) -> list[tuple[ColumnData, CsvColumn]]:
    """The columns that the features are made of."""
    both = zip(table.columns, source.columns, strict=True)
    return [(data, column) for data, column in both if column.role is Role.FEATURE]


def _not_as_told(table: CsvTable, what: str) -> InvalidProjectError:
    return InvalidProjectError(f"{_PLACE}{refusal(table.path, what)}")


def _form(source: CsvSource) -> CsvForm:
    assert source.encoding is not None
    assert source.separator is not None
    assert source.decimal is not None
    assert source.header is not None
    return CsvForm(source.encoding, source.separator, source.decimal, source.header, source.layout, signs_of(source))
