"""Points under the probe: samples by their rows, and free points made of them."""

from typing import TYPE_CHECKING

import numpy as np

from nnstudio.ui.shown.selection import Point

if TYPE_CHECKING:
    from nnstudio.data.dataset import Dataset


def sample_count(dataset: "Dataset") -> int:
    """How many there are, train and test."""
    return len(dataset.y_train) + len(dataset.y_test)


def sample_point(dataset: "Dataset", row: int) -> Point:
    """The sample of a row, train first."""
    n = len(dataset.raw_train)
    raw = dataset.raw_train[row] if row < n else dataset.raw_test[row - n]
    return Point(raw, row)


def target_of(dataset: "Dataset", point: Point) -> float | None:
    """The actual value or class of a sample; None for a free point."""
    if point.sample is None:
        return None
    n = len(dataset.y_train)
    return float(dataset.y_train[point.sample] if point.sample < n else dataset.y_test[point.sample - n])


def moved_point(point: Point, column: int, value: float) -> Point:
    """A free point that differs in one column's value."""
    raw = np.array(point.raw, dtype=np.float64)
    raw[column] = value
    raw.setflags(write=False)
    return Point(raw)
