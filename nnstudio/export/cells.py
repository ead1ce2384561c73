"""How the cells of a file of new samples become the columns that the network was trained on."""

import math
from dataclasses import dataclass

import numpy as np

from nnstudio.data.csv.cells import is_missing
from nnstudio.data.csv.numbers import to_number
from nnstudio.data.dataset import Dataset
from nnstudio.language import _
from nnstudio.project.names import printable, shown
from nnstudio.project.sources.csv import ColumnType, CsvSource, Decimal, Missing
from nnstudio.project.sources.spec import SourceSpec


class CellError(Exception):
    """A cell that can't be used; the message says why, as a clause."""


@dataclass(frozen=True)
class Column:
    """One column of the data set: where its values come from."""

    name: str
    """Of the column in the file."""
    categories: tuple[str, ...] = ()
    """The values that the file's column may have; empty for numbers."""
    category: str = ""
    """The value for which this column is 1, of those."""
    decimal: Decimal = "."
    missing: float | None = None
    """What stands for a cell that holds nothing; None where there has to be something."""

    def value(self, cell: str) -> float:
        """The number that the network gets for a cell.

        Raises:
            CellError: the cell does not go with the training data.
        """
        cell = cell.strip()
        if is_missing(cell):
            if self.missing is None:
                raise CellError(_("there is no number") if not self.categories else _("there is nothing"))
            return self.missing
        if self.categories:
            if cell not in self.categories:
                known = ", ".join(map(printable, self.categories[:8]))
                raise CellError(
                    _("{cell} is none of the categories that were trained on ({known})").format(
                        cell=shown(cell), known=known
                    )
                )
            return float(cell == self.category)
        number = to_number(cell, self.decimal)
        if number is None or not math.isfinite(number):
            if cell.count(",") == 1 and "." not in cell:
                raise CellError(_("{cell} is not a finite number; write a decimal point").format(cell=shown(cell)))
            raise CellError(_("{cell} is not a finite number").format(cell=shown(cell)))
        return number


def columns_of(source: SourceSpec, dataset: Dataset) -> list[Column]:
    """For each column of the data set, how it is read: an imported file's as in that file."""
    if not isinstance(source, CsvSource):
        return [Column(name) for name in dataset.columns]
    known = {
        feature: (column, category)
        for column in source.columns
        for feature, category in zip(column.feature_names(), column.categories or ("",), strict=False)
    }
    found = []
    for index, name in enumerate(dataset.columns):
        column, category = known[name]
        is_category = column.type is ColumnType.CATEGORY
        found.append(
            Column(
                column.name,
                column.categories if is_category else (),
                category if is_category else "",
                source.decimal or ".",
                _stand_in(source, dataset, index, column.feature_names() if is_category else ()),
            )
        )
    return found


def _stand_in(source: CsvSource, dataset: Dataset, index: int, group: tuple[str, ...]) -> float | None:
    """What the training rows say about a missing cell, as they did for their own gaps."""
    if source.missing in (None, Missing.DROP):
        return None
    values = dataset.raw_train[:, index]
    if group:
        shares = {
            name: float(dataset.raw_train[:, dataset.columns.index(name)].sum())
            for name in group
            if name in dataset.columns
        }
        most = max(shares, key=lambda name: shares[name])
        return float(most == dataset.columns[index] and shares[most] > 0)
    if source.missing is Missing.MEAN:
        return float(values.mean())
    distinct, counts = np.unique(values, return_counts=True)
    return float(distinct[counts.argmax()])
