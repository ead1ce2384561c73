"""One look at a network: its outputs over a stretch of inputs and on the samples, at one epoch."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.dataset import Dataset
from nnstudio.data.drawn_rows import drawn_rows
from nnstudio.data.plane import Plane, Projection
from nnstudio.data.plane import project as project_samples
from nnstudio.engine.metrics.metrics import chief_metric
from nnstudio.engine.snapshots.outputs import predictions, probabilities
from nnstudio.engine.snapshots.probe import ALL_ON, Probe, Unit
from nnstudio.engine.snapshots.snapshot import Snapshot
from nnstudio.project.output_words import USUAL_THRESHOLD
from nnstudio.project.project import Project
from nnstudio.project.sources.spec import Task

LINE_POINTS = 400
_MARGIN = 0.08
_TINY = 1e-9
"""An extent that is rounding alone, as a share of the values."""


@dataclass(frozen=True, eq=False)
class Region:
    """What a picture spans: a line over one column of the data, or a plane over two or over principal components.

    Over a plane, points run along the first axis within rows, and rows up the second axis.
    """

    axes: tuple[int, ...]
    """One or two indices of the data set's columns, or of the principal components."""
    lows: tuple[float, ...]
    highs: tuple[float, ...]
    resolution: int
    """Points along each axis."""
    points: NDArray[np.float64]
    """(resolution, c) or (resolution², c) values of the columns."""
    inputs: NDArray[np.float32]
    """(resolution, d) or (resolution², d): the same as the network gets them."""
    projection: Projection
    """How it lies among the columns, and where samples fall on it."""
    columns: tuple[str, ...]
    """The columns' names, (c,)."""


def make_region(
    dataset: Dataset, plane: Plane | tuple[int, ...], resolution: int, like: Region | None = None
) -> Region:
    """The stretch of inputs that the samples take up, and a little around it; two columns stand for their plane.

    `like`: the same in another resolution, if it is known: with many samples, looking for it takes most of the time.

    Raises:
        ValueError: the plane does not fit the data.
    """
    if like is None:
        projection = project_samples(dataset, plane if isinstance(plane, Plane) else Plane(plane))
        lows, highs = _stretch(projection.to_plane(dataset.raw))
    else:
        projection, lows, highs = like.projection, like.lows, like.highs
    plane = projection.plane
    ticks = [np.linspace(low, high, resolution) for low, high in zip(lows, highs, strict=True)]
    coordinates = np.column_stack([values.ravel() for values in np.meshgrid(*ticks)])
    points = projection.to_raw(coordinates)
    inputs = dataset.to_inputs(points).astype(np.float32)
    axes = (0, 1) if plane.principal else plane.axes
    return Region(axes, lows, highs, resolution, points, inputs, projection, dataset.columns)


def _stretch(samples: NDArray[np.float64]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """From where to where a picture goes along each axis, so that there is a little room around the samples."""
    lows, highs = [], []
    for low, high in zip(samples.min(axis=0).tolist(), samples.max(axis=0).tolist(), strict=True):
        extent = high - low if high - low > _TINY * max(1.0, abs(high)) else 0.0
        margin = _MARGIN * extent or 1.0
        lows.append(low - margin)
        highs.append(high + margin)
    return tuple(lows), tuple(highs)


Metrics = dict[str, dict[str, float] | None]
"""scikit-learn's accuracy or R² by "train" and "test"; None without a test split, or where not all is judged."""


@dataclass(frozen=True, eq=False)
class Frame:
    """What every view draws from: one snapshot, probed once."""

    epoch: int
    snapshot: Snapshot
    region: Region
    layers: list[NDArray[np.float32]]
    """Each layer's outputs over the region, (points, units)."""
    surface: NDArray[np.float32]
    """The prediction over the region: (points, 1) values for regression, (points, classes) probabilities."""
    train_predictions: NDArray[np.float32] | NDArray[np.int64]
    """(n,) values or classes; of a network too large to be asked for all of them, NaN or −1 for most."""
    test_predictions: NDArray[np.float32] | NDArray[np.int64]
    metrics: Metrics
    off: frozenset[Unit] = ALL_ON
    """The units switched off; everything but `whole` is the network without them."""
    whole: NDArray[np.float32] | None = None
    """The surface with all units on, where some are off; None where none is, for the surface is it."""
    is_partial: bool = False
    """Whether samples are left out of the predictions, because asking for all would take too long."""
    is_too_large: bool = False
    """Whether the network is too large to be asked for all samples even at rest, so that nothing is measured."""
    threshold: float = USUAL_THRESHOLD
    """Above which probability of the second of two classes a sample is taken for it."""

    @property
    def is_asked(self) -> NDArray[np.bool_]:
        """(n,): of which samples, train and then test, there is a prediction."""
        predicted: NDArray[Any] = np.concatenate((self.train_predictions, self.test_predictions))
        if not self.is_partial:
            return np.ones(len(predicted), dtype=np.bool_)
        asked: NDArray[np.bool_] = predicted >= 0 if predicted.dtype.kind == "i" else ~np.isnan(predicted)
        return asked


def make_frame(
    project: Project,
    dataset: Dataset,
    probe: Probe,
    snapshot: Snapshot,
    region: Region,
    with_metrics: bool = True,
    off: Set[Unit] = ALL_ON,
    most_samples: int | None = None,
    is_too_large: bool = False,
    threshold: float = USUAL_THRESHOLD,
) -> Frame:
    """Probes the snapshot, without the units `off`. Cheap for small networks: about 1 ms for 100 × 100 points.

    Of more than `most_samples` samples, so many are asked for, those that pictures draw, and nothing is measured.
    """
    probe.load(snapshot)
    layers = probe.layers(region.inputs, off)
    said = surface(project, dataset.to_values(layers[-1]))
    n, m = len(dataset.X_train), len(dataset.X_test)
    is_partial = most_samples is not None and most_samples < n + m
    outputs: list[NDArray[np.float32]] = []
    predicted: list[NDArray[np.float32] | NDArray[np.int64]] = []
    both = drawn_rows(n, m, most_samples) if is_partial and most_samples is not None else (None, None)
    for X, rows in zip((dataset.X_train, dataset.X_test), both, strict=True):
        # a network is not asked for nothing
        asked = X if rows is None else X[rows]
        outputs.append(dataset.to_values(probe.predict(asked, off)) if len(X) else outputs[0][:0])
        found = predictions(project, outputs[-1], threshold)
        predicted.append(found if rows is None else _spread_out(found, rows, len(X)))
    metrics: Metrics = {"train": None, "test": None}
    if with_metrics and not is_partial:
        metrics = _metrics(project, dataset, outputs, threshold)
    return Frame(
        snapshot.epoch,
        snapshot,
        region,
        layers,
        said,
        predicted[0],
        predicted[1],
        metrics,
        frozenset(off),
        surface(project, dataset.to_values(probe.predict(region.inputs))) if off else None,
        is_partial,
        is_too_large,
        threshold,
    )


def metrics_of(
    project: Project,
    dataset: Dataset,
    probe: Probe,
    off: Set[Unit] = ALL_ON,
    threshold: float = USUAL_THRESHOLD,
) -> Metrics:
    """A frame's metrics, over all samples, of the snapshot that the probe has taken on."""
    outputs = [
        dataset.to_values(probe.predict(X, off)) if len(X) else np.empty((0, 1), np.float32)
        for X in (dataset.X_train, dataset.X_test)
    ]
    return _metrics(project, dataset, outputs, threshold)


def _metrics(project: Project, dataset: Dataset, outputs: Sequence[NDArray[np.float32]], threshold: float) -> Metrics:
    train, test = outputs
    return {
        "train": chief_metric(project, train, dataset.y_train, threshold),
        "test": chief_metric(project, test, dataset.y_test, threshold) if len(dataset.X_test) else None,
    }


def _spread_out(
    predicted: NDArray[np.float32] | NDArray[np.int64], rows: NDArray[np.intp], count: int
) -> NDArray[np.float32] | NDArray[np.int64]:
    """The predictions of some of `count` samples in their places, NaN or −1 in the others."""
    whole = np.full(count, np.nan if predicted.dtype.kind == "f" else -1, dtype=predicted.dtype)
    whole[rows] = predicted
    return whole


def surface(project: Project, outputs: NDArray[np.float32]) -> NDArray[np.float32]:
    """What the last layer's outputs say: (n, 1) values for regression, (n, classes) probabilities."""
    return outputs if project.data.task is Task.REGRESSION else probabilities(project, outputs)
