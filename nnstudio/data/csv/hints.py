"""What deserves a second look before a table is trained on: a column that gives the answer away, and rare classes."""

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.csv.cells import ColumnData
from nnstudio.data.target_size import is_better_standardised
from nnstudio.language import _, local_number
from nnstudio.project.names import shown
from nnstudio.project.sources.csv import ColumnType

_FEWEST = 20
"""Of fewer rows a column may tell the target by chance."""
_MOST = 20_000
"""So many rows are looked at."""
_FEWEST_OTHERS = 3
"""So many rows at least must not be of the largest class."""
_PER_VALUE = 4
"""So many rows at least, on average, must share a value that tells something."""
_LEFT_WRONG = 0.02
"""A column tells the classes if it leaves at most this share of what the largest class alone gets wrong."""
_STRAIGHT = 0.9999
"""Pearson's correlation from which on two columns are taken for the same quantity."""
_RARE = 10
"""The largest class is so many times the smallest: then the small one is rare."""

Rows = NDArray[np.bool_]


def telling_columns(
    features: list[tuple[ColumnData, ColumnType]], target: ColumnData, classes: tuple[str, ...], rows: Rows
) -> dict[str, str]:
    """The columns that alone tell the target within `rows`, (n,), each with a sentence; none where there is but one.

    Without `classes` the target is a number.
    """
    if len(features) < 2 or int(rows.sum()) < _FEWEST:
        return {}
    if int(rows.sum()) > _MOST:
        # evenly taken ones are enough, and are looked at while somebody waits
        some = np.flatnonzero(rows)[:: -(-int(rows.sum()) // _MOST)]
        rows = np.zeros_like(rows)
        rows[some] = True
    y = target.codes(classes).astype(np.float64) if classes else target.numbers
    found = {}
    for column, kind in features:
        if kind is ColumnType.DATE:
            continue
        x = column.codes(column.categories(rows)).astype(np.float64) if kind is ColumnType.CATEGORY else column.numbers
        there = rows & (x >= 0 if kind is ColumnType.CATEGORY else np.isfinite(x))
        if int(there.sum()) < _FEWEST:
            continue
        is_told = _tells_class(x[there], y[there].astype(np.int64)) if classes else _tells_number(x[there], y[there])
        if is_told:
            found[column.name] = _(
                "{column} alone tells {target} in nearly every row: is it known before {target} is? If not, ignore it."
            ).format(column=shown(column.name), target=shown(target.name))
    return found


def told_of_target(y: NDArray[np.float64]) -> str:
    """Why values to be predicted, (n,), are better learned standardised, as a clause; empty if they need not be."""
    if not is_better_standardised(y):
        return ""
    low, high = (local_number(float(end), ",.0f" if abs(end) >= 1e4 else ".6g") for end in (y.min(), y.max()))
    return _("it goes from {low} to {high}, and a network learns numbers around 0 best").format(low=low, high=high)


def told_of_classes(classes: tuple[str, ...], sizes: tuple[int, ...]) -> str:
    """A sentence on how unevenly the rows are shared out among the classes; empty if they are not very."""
    if not sizes or max(sizes) < _RARE * min(sizes):
        return ""
    least, most, n = min(sizes), max(sizes), sum(sizes)
    return _(
        "{rare} is rare: {least:,} of {n:,} rows. Who always answers {usual} is right in {share} % of them, so "
        "accuracy says little here: look at recall and precision."
    ).format(
        rare=shown(classes[sizes.index(least)]),
        usual=shown(classes[sizes.index(most)]),
        least=least,
        n=n,
        share=local_number(100 * most / n, ".3g"),
    )


def _tells_class(x: NDArray[np.float64], y: NDArray[np.int64]) -> bool:
    """Whether values of x, each on its own or in stretches, stand for one class of y, both (n,)."""
    sizes = np.bincount(y)
    others = len(y) - int(sizes.max())
    if others < _FEWEST_OTHERS:
        return False
    values, codes = np.unique(x, return_inverse=True)
    if len(values) * _PER_VALUE > len(x):
        # in stretches: sorted by x, every class is one run
        return _runs(values[codes], y) == int((sizes > 0).sum())
    counts = np.bincount(codes * len(sizes) + y, minlength=len(values) * len(sizes)).reshape(len(values), -1)
    return len(x) - int(counts.max(axis=1).sum()) <= _LEFT_WRONG * others


def _runs(x: NDArray[np.float64], y: NDArray[np.int64]) -> int:
    """How many runs of one class there are in the order of x; rows of one x and two classes make a run more."""
    order = np.lexsort((y, x))
    x, y = x[order], y[order]
    mixed = bool(((np.diff(x) == 0) & (np.diff(y) != 0)).any())
    return 1 + int((np.diff(y) != 0).sum()) + mixed


def _tells_number(x: NDArray[np.float64], y: NDArray[np.float64]) -> bool:
    """Whether y is the same wherever x is, or follows it in a straight line; both (n,)."""
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        return False
    values, codes = np.unique(x, return_inverse=True)
    if len(values) * _PER_VALUE <= len(x) and len(values) > 1:
        low, high = np.full(len(values), np.inf), np.full(len(values), -np.inf)
        np.minimum.at(low, codes, y)
        np.maximum.at(high, codes, y)
        if (low == high).all():
            return True
    with np.errstate(all="ignore"):
        x, y = x / np.abs(x).max(), y / np.abs(y).max()
        return bool(abs(np.corrcoef(x, y)[0, 1]) >= _STRAIGHT)
