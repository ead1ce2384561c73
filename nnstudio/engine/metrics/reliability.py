"""How sure a classifier is beside how often it is right: a reliability diagram's numbers, by scikit-learn."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest
from sklearn.calibration import calibration_curve

BINS = 10
CONFIDENCE = 0.95
_VISIBLE = 0.02
"""A smaller gap between sure and right is none worth a word, however many samples show it."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Reliability:
    """Of n samples in bins of equal width, by the probability of the class that is predicted."""

    edges: Floats
    """(bins + 1,) from 0 to 1."""
    counts: NDArray[np.int64]
    """(bins,) samples in each."""
    sure: Floats
    """(bins,) the mean of their probabilities; NaN in an empty bin."""
    right: Floats
    """(bins,) the share of them that is right; NaN in an empty bin."""
    interval: Floats
    """(bins, 2): between which shares of many such samples would be right, with a confidence of 95 % (Wilson's)."""

    @property
    def filled(self) -> NDArray[np.intp]:
        """The bins that have a sample."""
        return np.flatnonzero(self.counts)

    @property
    def error(self) -> float:
        """The expected calibration error: the mean gap between sure and right, each bin by its samples."""
        there = self.filled
        gaps = np.abs(self.right[there] - self.sure[there])
        return float(self.counts[there] @ gaps / self.counts.sum())

    @property
    def telling(self) -> tuple[int, bool]:
        """The bin to speak of, and whether its gap is more than chance.

        It is the one with the most samples times gap among those that are not chance; without any, the fullest.
        """
        there = self.filled
        gaps = np.abs(self.right - self.sure)
        found = [b for b in there if gaps[b] >= _VISIBLE and self._surprise(b) < (1 - CONFIDENCE) / len(there)]
        if found:
            return int(max(found, key=lambda b: self.counts[b] * gaps[b])), True
        return int(self.counts.argmax()), False

    def _surprise(self, b: int) -> float:
        """How probable such a gap, or a larger one, would be if the bin's probabilities held."""
        n = int(self.counts[b])
        return float(binomtest(round(self.right[b] * n), n, self.sure[b]).pvalue)


def reliability(confidence: Floats, is_right: NDArray[np.bool_]) -> Reliability | None:
    """Of the predicted class's probability, (n,), and whether the prediction is right, (n,); None without a sample."""
    if not len(confidence):
        return None
    # what float32 rounds to beyond the ends is an end
    confidence = confidence.clip(0.0, 1.0)
    edges = np.linspace(0.0, 1.0, BINS + 1)
    # which edge belongs to which bin, as calibration_curve has it
    counts = np.bincount(np.searchsorted(edges[1:-1], confidence), minlength=BINS)
    right, sure = calibration_curve(is_right, confidence, pos_label=True, n_bins=BINS)
    there = counts > 0
    full = np.full((4, BINS), np.nan)
    full[0, there], full[1, there] = sure, right
    for b in np.flatnonzero(there):
        n = int(counts[b])
        full[2:, b] = binomtest(round(full[1, b] * n), n).proportion_ci(CONFIDENCE, "wilson")
    return Reliability(edges, counts.astype(np.int64), full[0], full[1], full[2:].T.copy())
