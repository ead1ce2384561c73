"""Every kind of source made into arrays. The same seed gives the same samples on every machine.

The plane sets xor, gauss, spiral, plane and multi_gauss follow the definitions of `TensorFlow Playground
<https://github.com/tensorflow/playground/blob/master/src/dataset.ts>`_; class 1 is what is labelled +1 there.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray
from sklearn import datasets

from nnstudio.data.csv_samples import load_csv
from nnstudio.data.dataset import Floats
from nnstudio.data.samples import Samples as Samples
from nnstudio.project.data import (
    BlobsSource,
    CirclesSource,
    GaussSource,
    LinearSource,
    MoonsSource,
    MultiGaussSource,
    PlaneSource,
    SourceSpec,
    SpiralSource,
    Task,
    WaveSource,
    XorSource,
)
from nnstudio.project.points import PointsSource


def make_samples(source: SourceSpec) -> Samples:
    """All samples of `source`, in its own order."""
    return MAKERS[source.kind](source)  # type: ignore[attr-defined]


def make_linear(source: LinearSource) -> Samples:
    X, y = datasets.make_regression(
        source.samples, n_features=source.n_features, noise=source.noise, random_state=source.seed
    )
    return Samples(X, y)


def make_wave(source: WaveSource) -> Samples:
    x = np.sort(RandomState(source.seed).randn(source.samples))
    return Samples(x[:, None], x**2 + 15 * np.sin(x) ** 3)


def make_circles(source: CirclesSource) -> Samples:
    X, y = datasets.make_circles(source.samples, noise=source.noise, factor=source.factor, random_state=source.seed)
    return Samples(X, y, "class")


def make_moons(source: MoonsSource) -> Samples:
    X, y = datasets.make_moons(source.samples, noise=source.noise, random_state=source.seed)
    return Samples(X, y, "class")


def make_blobs(source: BlobsSource) -> Samples:
    X, y = datasets.make_blobs(
        source.samples,
        centers=source.centers,
        center_box=source.center_box,
        cluster_std=source.cluster_std,
        random_state=source.seed,
    )
    return Samples(X, y, "class")


def make_xor(source: XorSource) -> Samples:
    draw = RandomState(source.seed)
    X = draw.uniform(-5, 5, (source.samples, 2))
    X += np.where(X > 0, 0.3, -0.3)
    shifted = X + draw.uniform(-5, 5, X.shape) * source.noise
    return Samples(X, shifted.prod(axis=1) >= 0, "class")


def make_gauss(source: GaussSource) -> Samples:
    y = _halves(source.samples)
    variance = 0.5 + 7 * source.noise
    centers = np.where(y == 1, 2.0, -2.0)[:, None]
    X = centers + np.sqrt(variance) * RandomState(source.seed).randn(source.samples, 2)
    return Samples(X, y, "class")


def make_spiral(source: SpiralSource) -> Samples:
    y = _halves(source.samples)
    ones = np.count_nonzero(y)
    along = np.concatenate((np.arange(ones), np.arange(source.samples - ones))) / (source.samples / 2)
    angle = 1.75 * along * 2 * np.pi + np.where(y == 1, 0, np.pi)
    X = 5 * along[:, None] * np.column_stack((np.sin(angle), np.cos(angle)))
    X += RandomState(source.seed).uniform(-1, 1, X.shape) * source.noise
    return Samples(X, y, "class")


def make_plane(source: PlaneSource) -> Samples:
    X, shifted = _square(source.samples, source.noise, source.seed)
    return Samples(X, shifted.sum(axis=1) / 10)


HILLS = np.array([(-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1)])
"""(6, 3): each hill's place x1, x2, and its height; a hollow's is −1."""


def make_multi_gauss(source: MultiGaussSource) -> Samples:
    X, shifted = _square(source.samples, source.noise, source.seed)
    distances = np.linalg.norm(shifted[:, None] - HILLS[:, :2], axis=2)
    heights = HILLS[:, 2] * np.clip(1 - distances / 2, 0, 1)
    highest = np.abs(heights).argmax(axis=1, keepdims=True)
    return Samples(X, np.take_along_axis(heights, highest, axis=1)[:, 0])


def make_points(source: PointsSource) -> Samples:
    table = np.array(source.points, dtype=np.float64)
    X, y = table[:, :-1], table[:, -1]
    return Samples(X, y) if source.task is Task.REGRESSION else Samples(X, y.astype(np.int64), "class")


def load_iris(_: SourceSpec) -> Samples:
    return _bundled(datasets.load_iris(), "species")


def load_wine(_: SourceSpec) -> Samples:
    return _bundled(datasets.load_wine(), "grower")


def load_breast_cancer(_: SourceSpec) -> Samples:
    return _bundled(datasets.load_breast_cancer(), "diagnosis")


def load_digits(_: SourceSpec) -> Samples:
    return _bundled(datasets.load_digits(), "digit")


def load_diabetes(_: SourceSpec) -> Samples:
    return _bundled(datasets.load_diabetes(), "progression")


MAKERS: dict[str, Callable[[Any], Samples]] = {
    "linear": make_linear,
    "wave": make_wave,
    "circles": make_circles,
    "moons": make_moons,
    "blobs": make_blobs,
    "xor": make_xor,
    "gauss": make_gauss,
    "spiral": make_spiral,
    "plane": make_plane,
    "multi_gauss": make_multi_gauss,
    "points": make_points,
    "csv": load_csv,
    "iris": load_iris,
    "wine": load_wine,
    "breast_cancer": load_breast_cancer,
    "digits": load_digits,
    "diabetes": load_diabetes,
}
"""How each kind of source is made."""


def _halves(n: int) -> NDArray[np.int64]:
    """(n,): first ones, then zeros; an odd one out is a one."""
    return (np.arange(n) < n / 2).astype(np.int64)


def _square(n: int, noise: float, seed: int) -> tuple[Floats, Floats]:
    """(n, 2) points uniformly over −6…6, and where they lie once `noise` has moved them."""
    draw = RandomState(seed)
    X = draw.uniform(-6, 6, (n, 2))
    return X, X + draw.uniform(-6, 6, X.shape) * noise


def _bundled(bunch: Any, target_name: str) -> Samples:
    class_names = tuple(str(name) for name in bunch.get("target_names", ()))
    return Samples(bunch.data, bunch.target, target_name, class_names)
