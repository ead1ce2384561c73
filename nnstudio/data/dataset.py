"""The arrays that a data spec stands for."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.derive import Floats, derive
from nnstudio.project.features import Feature
from nnstudio.project.sources.spec import Task

__all__ = ["Dataset", "Floats"]


@dataclass(frozen=True, eq=False)
class Dataset:
    """Samples ready for the network: read-only arrays, split, and standardised where the spec says so.

    n train samples, m test samples (0 without a test split), c columns of the source, d features made of them.
    """

    task: Task
    feature_names: tuple[str, ...]
    target_name: str
    class_names: tuple[str, ...]
    """One for each class, in the order of the labels; empty for regression."""
    X_train: Floats
    """(n, d)"""
    y_train: NDArray[np.float64] | NDArray[np.int64]
    """(n,): float64 values for regression, in the data's own units; int64 labels from 0 for classes."""
    X_test: Floats
    """(m, d)"""
    y_test: NDArray[np.float64] | NDArray[np.int64]
    """(m,)"""
    mean: Floats
    """(d,): what standardising took from each feature; 0 where it did not."""
    scale: Floats
    """(d,): what standardising divided each feature by; 1 where it did not."""

    columns: tuple[str, ...]
    """The source's columns that the features are made of, in its order; both of a generated plane."""
    raw_train: Floats
    """(n, c): those columns as the source has them, before anything is done with them."""
    raw_test: Floats
    """(m, c)"""
    features: tuple[Feature, ...]
    """The d features, as they are made of the columns."""
    filled: NDArray[np.int64]
    """(c,): how many values of each column were missing in the source, and have been filled in."""
    target_mean: float = 0.0
    """What standardising takes from each value to be predicted before training; 0 where it does not."""
    target_scale: float = 1.0
    """What it divides each by; 1 where it does not."""

    def to_targets(self, y: NDArray[Any]) -> NDArray[Any]:
        """What the network is to put out, (k,), for values or labels in the data's own units."""
        return (y - self.target_mean) / self.target_scale if self.has_scaled_target else y

    def to_values(self, outputs: NDArray[np.float32]) -> NDArray[np.float32]:
        """What the network's outputs, of any shape, stand for in the data's own units."""
        if not self.has_scaled_target:
            return outputs
        return (outputs.astype(np.float64) * self.target_scale + self.target_mean).astype(np.float32)

    @property
    def has_scaled_target(self) -> bool:
        return (self.target_mean, self.target_scale) != (0.0, 1.0)

    @property
    def raw(self) -> Floats:
        """(n + m, c): the columns of all samples, train first."""
        return np.concatenate((self.raw_train, self.raw_test))

    def to_inputs(self, raw: Floats) -> Floats:
        """What the network gets, (k, d), for `raw` values of the columns, (k, c)."""
        return (derive(self.features, self.columns, raw) - self.mean) / self.scale

    @property
    def X(self) -> Floats:
        """(n + m, d): all inputs, train first."""
        return np.concatenate((self.X_train, self.X_test))
