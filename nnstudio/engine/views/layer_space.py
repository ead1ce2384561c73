"""The data and the grid of inputs as a layer bends them, seen along two of its units or principal components."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.dataset import Dataset
from nnstudio.engine.snapshots.probe import Outputs, Probe
from nnstudio.engine.views.frame import Frame, Region

MOST_TRAIN, MOST_TEST = 800, 400
_LINES, _POINTS = 16, 41
"""Of the grid over a plane: lines each way, and points along each, that bent ones look smooth."""
_NOISE = 1e-10
"""A component with less of the variance is made of rounding errors alone."""
_WIDE = 128
"""From so many units on, the components are found by scikit-learn's randomised solver."""
_JITTER_SEED = 0

Points = NDArray[np.float64]


class Axis(NamedTuple):
    """What one direction of the picture means: a unit of the layer, or a principal component of its outputs."""

    is_component: bool
    number: int
    """From 0."""


@dataclass(frozen=True, eq=False)
class Passage:
    """What every layer makes of the samples and of the region, at one epoch. Index 0 is the inputs."""

    frame: Frame
    inputs: NDArray[np.float64]
    """(n, d): the train samples as the network gets them, by which components are turned."""
    train: list[Outputs]
    """(n, units) each, n at most 800."""
    test: list[Outputs]
    lines: list[NDArray[np.floating]]
    """(lines, points, units) each: a 16 × 16 grid over the region's plane, or the one line that the region is."""

    @property
    def widths(self) -> list[int]:
        return [H.shape[1] for H in self.train]


@dataclass(frozen=True, eq=False)
class LayerPicture:
    """Positions in the plane of two axes; of a layer with one unit, the second is a scatter that means nothing."""

    axes: tuple[Axis, ...]
    """Two; one for a layer with one unit."""
    shares: tuple[float, ...]
    """For components, which share of the layer's variance over the train samples lies along each."""
    lines: Points
    """(lines, points, 2): the region's grid, or the one line over which a single column is varied."""
    train: Points
    """(n, 2)"""
    test: Points
    """(m, 2)"""

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Lowest x, highest x, lowest y, highest y of all that is drawn."""
        every = np.concatenate((self.lines.reshape(-1, 2), self.train, self.test))
        (x0, y0), (x1, y1) = every.min(axis=0).tolist(), every.max(axis=0).tolist()
        x_margin, y_margin = (0.05 * (high - low) or 0.5 for low, high in ((x0, x1), (y0, y1)))
        return x0 - x_margin, x1 + x_margin, y0 - y_margin, y1 + y_margin


def sample_rows(count: int, most: int) -> NDArray[np.intp]:
    """At most `most` of `count` rows, evenly taken."""
    return np.arange(0, count, max(1, -(-count // most)))


def pass_through(dataset: Dataset, probe: Probe, frame: Frame) -> Passage:
    """Sends samples through the network of the frame, without the units that are off there."""
    X_train = dataset.X_train[sample_rows(len(dataset.X_train), MOST_TRAIN)]
    X_test = dataset.X_test[sample_rows(len(dataset.X_test), MOST_TEST)]
    probe.load(frame.snapshot)
    silent = [unit for layer, unit in frame.off if layer == -1 and unit < X_train.shape[1]]

    def through(X: NDArray[np.floating], layers: list[Outputs]) -> list[Outputs]:
        shown = X.astype(np.float32)
        shown[:, silent] = 0.0
        return [shown, *layers]

    region = frame.region
    if len(region.axes) == 1:
        shape = (1, region.resolution)
        grid = (region.inputs, frame.layers)
    else:
        lines = mesh(region)
        shape = lines.shape[:2]
        inputs = dataset.to_inputs(lines.reshape(-1, lines.shape[2])).astype(np.float32)
        grid = (inputs, probe.layers(inputs, frame.off))
    return Passage(
        frame,
        X_train,
        through(X_train, probe.layers(X_train, frame.off)),
        through(X_test, probe.layers(X_test, frame.off)),
        [part.reshape(*shape, -1) for part in through(*grid)],
    )


def mesh(region: Region) -> NDArray[np.float64]:
    """(32, 41, c) values of the columns: evenly spaced lines over a plane, first its rows, then its columns."""
    points = region.points.reshape(region.resolution, region.resolution, -1)
    # the region is flat, so that three corners tell where everything lies
    corner = points[0, 0]
    right, up = points[0, -1] - corner, points[-1, 0] - corner
    across, along = np.linspace(0, 1, _LINES)[:, None, None], np.linspace(0, 1, _POINTS)[None, :, None]
    rows = corner + along * right + across * up
    columns = corner + across * right + along * up
    return np.concatenate((rows, columns))


def usual_axes(width: int) -> tuple[Axis, ...]:
    """The units themselves where there are two, else the two leading components."""
    if width == 1:
        return (Axis(False, 0),)
    return (Axis(width > 2, 0), Axis(width > 2, 1))


def picture(passage: Passage, place: int, axes: Sequence[Axis], rows: Points | None = None) -> LayerPicture:
    """The picture of the layer at `place`, 0 for the inputs, along two axes; one is enough for a layer of one unit.

    `rows`, (n + m,) of 0 to 1, says how high samples lie where the layer has one unit; without it, at random.
    """
    train, test = passage.train[place], passage.test[place]
    grid = passage.lines[place]
    if train.shape[1] == 1:
        if rows is None:
            rows = np.random.default_rng(_JITTER_SEED).uniform(size=len(train) + len(test))
        heights = np.full((*grid.shape[:2], 1), -0.1)
        return LayerPicture(
            tuple(axes[:1]),
            (),
            np.concatenate((grid, heights), axis=2).astype(float),
            np.column_stack((train[:, 0], rows[: len(train)])).astype(float),
            np.column_stack((test[:, 0], rows[len(train) :])).astype(float),
        )
    directions, origin, shares = _coordinates(passage, place, axes)

    def along(H: NDArray[np.floating]) -> Points:
        return H.astype(np.float64) @ directions - origin

    return LayerPicture(tuple(axes), shares, along(grid), along(train), along(test))


def _coordinates(
    passage: Passage, place: int, axes: Sequence[Axis]
) -> tuple[NDArray[np.float64], NDArray[np.float64], tuple[float, ...]]:
    """The axes as columns, (units, 2), what is taken off the positions along them, (2,), and the components' shares.

    Along a component, positions count from the mean of the train samples, as scikit-learn has it.
    """
    H = passage.train[place].astype(np.float64)
    directions, origin = np.zeros((H.shape[1], len(axes))), np.zeros(len(axes))
    shares = []
    wanted = max((1 + axis.number for axis in axes if axis.is_component), default=0)
    if wanted:
        components, ratios = _components(H, passage.inputs, wanted)
    for column, axis in enumerate(axes):
        if not axis.is_component:
            directions[axis.number, column] = 1.0
            continue
        # of few samples there are few components
        is_there = axis.number < len(components)
        shares.append(float(ratios[axis.number]) if is_there else 0.0)
        if is_there:
            directions[:, column] = components[axis.number]
            origin[column] = H.mean(axis=0) @ components[axis.number]
    return directions, origin, tuple(shares)


def _components(H: Points, inputs: Points, count: int) -> tuple[Points, Points]:
    """The leading principal components as rows, by scikit-learn, and their shares of the variance.

    Their signs are free; each is turned so that it grows with one of the inputs, that pictures resemble each other.
    """
    from sklearn.decomposition import PCA

    count = min(count, *H.shape)
    if not np.ptp(H, axis=0).any():
        return np.eye(H.shape[1])[:count], np.zeros(count)
    if H.shape[1] > _WIDE:
        pca = PCA(count, svd_solver="randomized", random_state=0)
    else:
        pca = PCA(count, svd_solver="full" if len(H) < H.shape[1] else "covariance_eigh")
    scores = pca.fit_transform(H)
    components, shares = pca.components_.copy(), pca.explained_variance_ratio_.copy()
    components[shares < _NOISE] = 0.0
    shares[shares < _NOISE] = 0.0
    for i in range(count):
        along = inputs[:, min(i, inputs.shape[1] - 1)]
        if scores[:, i] @ (along - along.mean()) < 0:
            components[i] *= -1
    return components, shares
