"""What a few lines of NumPy draw.

The plane sets xor, gauss, spiral, plane and multi_gauss follow the definitions of `TensorFlow Playground
<https://github.com/tensorflow/playground/blob/master/src/dataset.ts>`_; class 1 is what is labelled +1 there.
"""

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

from nnstudio.data.dataset import Floats
from nnstudio.data.samples import Maker, Samples
from nnstudio.project.sources.drawn import (
    GaussSource,
    MultiGaussSource,
    PlaneSource,
    SpiralSource,
    WaveSource,
    XorSource,
)


def make_wave(source: WaveSource) -> Samples:
    x = np.sort(RandomState(source.seed).randn(source.samples))
    return Samples(x[:, None], x**2 + 15 * np.sin(x) ** 3)


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


def _halves(n: int) -> NDArray[np.int64]:
    """(n,): first ones, then zeros; an odd one out is a one."""
    return (np.arange(n) < n / 2).astype(np.int64)


def _square(n: int, noise: float, seed: int) -> tuple[Floats, Floats]:
    """(n, 2) points uniformly over −6…6, and where they lie once `noise` has moved them."""
    draw = RandomState(seed)
    X = draw.uniform(-6, 6, (n, 2))
    return X, X + draw.uniform(-6, 6, X.shape) * noise


ENTRIES: dict[str, Maker] = {
    "wave": make_wave,
    "xor": make_xor,
    "gauss": make_gauss,
    "spiral": make_spiral,
    "plane": make_plane,
    "multi_gauss": make_multi_gauss,
}
