"""The points that the learner has set."""

import numpy as np

from nnstudio.data.samples import Maker, Samples
from nnstudio.project.sources.points import PointsSource
from nnstudio.project.sources.spec import Task


def make_points(source: PointsSource) -> Samples:
    table = np.array(source.points, dtype=np.float64)
    X, y = table[:, :-1], table[:, -1]
    return Samples(X, y) if source.task is Task.REGRESSION else Samples(X, y.astype(np.int64), "class")


ENTRIES: dict[str, Maker] = {
    "points": make_points,
}
