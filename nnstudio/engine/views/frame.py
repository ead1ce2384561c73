"""One look at a network: its outputs over a stretch of inputs and on the samples, at one epoch."""

from collections.abc import Set
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.dataset import Dataset
from nnstudio.data.plane import Plane, Projection
from nnstudio.data.plane import project as project_samples
from nnstudio.engine.metrics.metrics import chief_metric
from nnstudio.engine.snapshots.outputs import predictions, probabilities
from nnstudio.engine.snapshots.probe import ALL_ON, Probe, Unit
from nnstudio.engine.snapshots.snapshot import Snapshot
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


def make_region(dataset: Dataset, plane: Plane | tuple[int, ...], resolution: int) -> Region:
    """The stretch of inputs that the samples take up, and a little around it; two columns stand for their plane.

    Raises:
        ValueError: the plane does not fit the data.
    """
    projection = project_samples(dataset, plane if isinstance(plane, Plane) else Plane(plane))
    plane = projection.plane
    samples = projection.to_plane(dataset.raw)
    lows, highs, ticks = [], [], []
    for low, high in zip(samples.min(axis=0).tolist(), samples.max(axis=0).tolist(), strict=True):
        extent = high - low if high - low > _TINY * max(1.0, abs(high)) else 0.0
        margin = _MARGIN * extent or 1.0
        lows.append(low - margin)
        highs.append(high + margin)
        ticks.append(np.linspace(lows[-1], highs[-1], resolution))
    coordinates = np.column_stack([values.ravel() for values in np.meshgrid(*ticks)])
    points = projection.to_raw(coordinates)
    inputs = dataset.to_inputs(points).astype(np.float32)
    axes = (0, 1) if plane.principal else plane.axes
    return Region(axes, tuple(lows), tuple(highs), resolution, points, inputs, projection, dataset.columns)


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
    metrics: dict[str, dict[str, float] | None]
    """scikit-learn's accuracy or R² by "train" and "test"; None without a test split, or where not all is judged."""
    off: frozenset[Unit] = ALL_ON
    """The units switched off; everything but `whole` is the network without them."""
    whole: NDArray[np.float32] | None = None
    """The surface with all units on, where some are off; None where none is, for the surface is it."""
    is_partial: bool = False
    """Whether samples are left out of the predictions, because the network is too large to be asked for all."""

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
) -> Frame:
    """Probes the snapshot, without the units `off`. Cheap for small networks: about 1 ms for 100 × 100 points.

    Of more than `most_samples` samples, so many are asked for, evenly taken, and nothing is measured.
    """
    probe.load(snapshot)
    layers = probe.layers(region.inputs, off)
    said = surface(project, dataset.to_values(layers[-1]))
    count = len(dataset.X_train) + len(dataset.X_test)
    step = 1 if most_samples is None else -(-count // most_samples)
    train_outputs = dataset.to_values(probe.predict(dataset.X_train[::step], off))
    has_test = len(dataset.X_test) > 0
    test_outputs = train_outputs[:0]
    if has_test:
        test_outputs = dataset.to_values(probe.predict(dataset.X_test[::step], off))
    metrics: dict[str, dict[str, float] | None] = {"train": None, "test": None}
    if with_metrics and step == 1:
        metrics["train"] = chief_metric(project, train_outputs, dataset.y_train)
        if has_test:
            metrics["test"] = chief_metric(project, test_outputs, dataset.y_test)
    return Frame(
        snapshot.epoch,
        snapshot,
        region,
        layers,
        said,
        _spread_out(predictions(project, train_outputs), len(dataset.X_train), step),
        _spread_out(predictions(project, test_outputs), len(dataset.X_test), step),
        metrics,
        frozenset(off),
        surface(project, dataset.to_values(probe.predict(region.inputs))) if off else None,
        step > 1,
    )


def _spread_out(
    predicted: NDArray[np.float32] | NDArray[np.int64], count: int, step: int
) -> NDArray[np.float32] | NDArray[np.int64]:
    """The predictions of every `step`-th of `count` samples in their places, NaN or −1 in the others."""
    if step == 1:
        return predicted
    whole = np.full(count, np.nan if predicted.dtype.kind == "f" else -1, dtype=predicted.dtype)
    whole[::step] = predicted
    return whole


def surface(project: Project, outputs: NDArray[np.float32]) -> NDArray[np.float32]:
    """What the last layer's outputs say: (n, 1) values for regression, (n, classes) probabilities."""
    return outputs if project.data.task is Task.REGRESSION else probabilities(project, outputs)
