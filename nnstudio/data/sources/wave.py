"""The lecture's curve."""

import numpy as np
from numpy.random import RandomState

from nnstudio.data.samples import Maker, Samples
from nnstudio.project.sources.wave import WaveSource


def make_wave(source: WaveSource) -> Samples:
    x = np.sort(RandomState(source.seed).randn(source.samples))
    return Samples(x[:, None], x**2 + 15 * np.sin(x) ** 3)


ENTRIES: dict[str, Maker] = {
    "wave": make_wave,
}
