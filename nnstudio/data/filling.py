"""Cells as the network takes them: gaps filled by what the training rows say, categories as inputs of 0 and 1."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.impute import SimpleImputer

from nnstudio.data.dataset import Floats


class Filling:
    """k columns of cells made into d features."""

    def __init__(self, cells: Floats, sizes: Sequence[int], by_mean: bool) -> None:
        """
        Args:
            cells: (n, k), numbers, or a category's code from 0; NaN where something is missing.
            sizes: how many categories each column has; 0 for numbers.
            by_mean: whether numbers are filled in by their mean, or by the most frequent one as categories are.
        """
        self._cells = cells
        self._sizes = tuple(sizes)
        self._by_mean = by_mean
        self._gappy = np.flatnonzero(np.isnan(cells).any(axis=0))

    @property
    def has_gaps(self) -> bool:
        return len(self._gappy) > 0

    def fill(self, train: NDArray[np.intp]) -> Floats:
        """(n, d): the features without gaps. What is filled in is computed from the rows `train` alone."""
        return self.expand(self.filled(self._cells, self.stand_ins(train, self._gappy)))

    def stand_ins(self, train: NDArray[np.intp], columns: Sequence[int] | NDArray[np.intp] | None = None) -> Floats:
        """(k,): what stands for a gap in each of the `columns`, or in all, by the rows `train`; NaN in the others."""
        found = np.full(len(self._sizes), np.nan)
        for column in range(len(self._sizes)) if columns is None else columns:
            by_mean = self._by_mean and not self._sizes[column]
            # a column that has nothing in the training rows becomes 0 throughout: they say nothing about it
            imputer: Any = SimpleImputer(strategy="mean" if by_mean else "most_frequent", keep_empty_features=True)
            found[column] = np.nan_to_num(imputer.fit(self._cells[train, column, None]).statistics_[0])
        return found

    @staticmethod
    def filled(cells: Floats, stand_ins: Floats) -> Floats:
        """Cells, (m, k), with the stand-ins, (k,), in their gaps."""
        filled: Floats = np.where(np.isnan(cells), stand_ins, cells)
        return filled

    def expand(self, cells: Floats) -> Floats:
        """(n, d): each category's column as one of 0 and 1 for each of its values; NaN in all of them for a gap."""
        parts: list[Floats] = []
        for column, size in enumerate(self._sizes):
            values = cells[:, column, None]
            if size:
                hot = (values == np.arange(size)).astype(np.float64)
                hot[np.isnan(values[:, 0])] = np.nan
                parts.append(hot)
            else:
                parts.append(values)
        return np.hstack(parts)
