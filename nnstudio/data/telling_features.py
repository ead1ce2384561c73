"""Which columns to draw first when there are more than a plane can show."""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.dataset import Dataset, Floats
from nnstudio.data.plane import Plane, project, why_not
from nnstudio.project.sources.spec import Task

_MOST_ROWS = 2000
_MOST_PAIRED = 40
"""So many columns, those that say most by themselves, are tried with each other."""
_MOST_PARTS = 6
_PER_CELL = 2
"""How many samples there should be for each combination of two columns' parts and a class."""
_MANY, _MOST_TURNED = 32, 300
"""Of so many columns, principal components are tried too; of more it would take long."""
_CLEARLY = 1.2
"""How much more components must say to be drawn: columns have names."""
_ALONE = 0.1
"""How much counts what each of two columns says by itself: of pairs that say the same, it is the plainer picture."""
Codes = NDArray[np.intp]


def telling_features(dataset: Dataset) -> tuple[int, ...]:
    """Indices of the two columns that together say most about the target; all, if one or two.

    By their mutual information with the target, over the training samples, of columns cut into parts with equally many
    samples; so columns count too that say something only together. Two that hold two values each, as one-hot columns
    do, are taken only where there is nothing else: their plane has four places. Constant columns come last.
    """
    d = len(dataset.columns)
    if d <= 2:
        return tuple(range(d))
    rows = np.arange(0, len(dataset.y_train), max(1, -(-len(dataset.y_train) // _MOST_ROWS)))
    raw, y = dataset.raw_train[rows], dataset.y_train[rows]
    target, parts = _target(y, dataset.task)
    codes = [_parts(column, parts) for column in raw.T]
    alone = np.array([_information(code, target) for code in codes])
    # a column is none, the more it is like a constant, before it is one that says little
    alone[np.ptp(raw, axis=0) == 0] = -np.inf
    chosen = np.sort(np.argsort(-alone, kind="stable")[:_MOST_PAIRED]).tolist()
    two_valued = _two_valued(raw)
    varying = [column for column in chosen if alone[column] > -np.inf]
    if len(varying) < 2:
        return tuple(sorted(np.argsort(-alone, kind="stable")[:2].tolist()))
    if two_valued[varying].all():
        # what has more values says less, but can be looked at
        varying += np.flatnonzero(~two_valued & (alone > -np.inf)).tolist()
    pairs = list(combinations(sorted(varying), 2))
    together = [_information(codes[a] * parts + codes[b], target) + _ALONE * (alone[a] + alone[b]) for a, b in pairs]
    ranks = [(two_valued[a] and two_valued[b], -said) for (a, b), said in zip(pairs, together, strict=True)]
    return pairs[min(range(len(pairs)), key=ranks.__getitem__)]


def first_plane(dataset: Dataset) -> Plane:
    """What to draw over first: the two telling columns, or the two leading principal components.

    These where the columns would have two values each, or where of very many columns two say clearly less.
    """
    axes = telling_features(dataset)
    if len(axes) < 2 or why_not(dataset):
        return Plane(axes)
    if _two_valued(dataset.raw_train[:, axes]).all():
        return Plane(axes, principal=True)
    if not _MANY <= len(dataset.columns) <= _MOST_TURNED:
        return Plane(axes)
    components = project(dataset, Plane(axes, principal=True)).to_plane(dataset.raw_train)
    said = [_pair_information(xy, dataset) for xy in (dataset.raw_train[:, axes], components)]
    return Plane(axes, principal=said[1] > _CLEARLY * said[0])


def _pair_information(xy: Floats, dataset: Dataset) -> float:
    """What two columns, (n, 2), say together."""
    target, parts = _target(dataset.y_train, dataset.task)
    return _information(_parts(xy[:, 0], parts) * parts + _parts(xy[:, 1], parts), target)


def _target(y: NDArray[np.generic], task: Task) -> tuple[Codes, int]:
    """The target as classes, and into how many parts columns are cut to be compared with it."""
    target = _parts(y.astype(float), 4) if task is Task.REGRESSION else np.unique(y, return_inverse=True)[1]
    return target, int(np.clip(np.sqrt(len(y) / (_PER_CELL * (target.max() + 1))), 2, _MOST_PARTS))


def _two_valued(raw: Floats) -> NDArray[np.bool_]:
    """(c,): which columns hold at most two different values."""
    low, high = raw.min(axis=0), raw.max(axis=0)
    few: NDArray[np.bool_] = ((raw == low) | (raw == high)).all(axis=0)
    return few


def _parts(values: Floats, parts: int) -> Codes:
    """(n,): in which of so many parts each value lies; all parts have about as many, and equal values are together."""
    different, codes = np.unique(values, return_inverse=True)
    if len(different) <= parts:
        return codes.astype(np.intp)
    edges = np.unique(np.quantile(values, np.linspace(0, 1, parts + 1)[1:-1]))
    return np.searchsorted(edges, values, side="right")


def _information(codes: Codes, target: Codes) -> float:
    """The mutual information of both, in nats, less what chance alone would feign (Miller and Madow's estimate)."""
    n, classes = len(target), int(target.max()) + 1
    counts = np.bincount(codes * classes + target, minlength=(int(codes.max()) + 1) * classes).reshape(-1, classes)
    of_codes, of_classes = counts.sum(axis=1), counts.sum(axis=0)
    seen = counts > 0
    expected = np.outer(of_codes, of_classes)[seen]
    said = float((counts[seen] * np.log(counts[seen] * n / expected)).sum()) / n
    feigned = (np.count_nonzero(of_codes) - 1) * (np.count_nonzero(of_classes) - 1) / (2 * n)
    return said - feigned
