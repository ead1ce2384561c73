"""What every unit puts out on the samples."""

import numpy as np
from numpy.typing import NDArray

from nnstudio.engine.snapshots.probe import Outputs, Probe
from nnstudio.engine.snapshots.snapshot import Snapshot

MOST_SAMPLES = 500


def evenly_taken(X: NDArray[np.floating], most: int = MOST_SAMPLES) -> NDArray[np.floating]:
    """At most `most` rows of X, evenly spread over it; all of them where there are no more."""
    return X[:: max(1, -(-len(X) // most))]


def layers_over_samples(
    probe: Probe, snapshot: Snapshot, X: NDArray[np.floating], most: int = MOST_SAMPLES
) -> list[Outputs]:
    """Each layer's outputs, (k, units), at a snapshot for the inputs X, (n, d), of which at most `most` are taken."""
    probe.load(snapshot)
    return probe.layers(evenly_taken(X, most))
