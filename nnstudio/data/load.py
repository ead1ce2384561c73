"""A data spec made into a Dataset: columns selected, samples split, features standardised."""

from typing import Any

import numpy as np
from sklearn.preprocessing import StandardScaler

from nnstudio.data.dataset import Dataset, Floats
from nnstudio.data.derive import derive
from nnstudio.data.samples import Samples
from nnstudio.data.sources.table import make_samples
from nnstudio.data.split import split_rows
from nnstudio.language import _
from nnstudio.project.data import DataSpec
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.features import Feature
from nnstudio.project.names import shown
from nnstudio.project.sources.spec import Task


def load_dataset(spec: DataSpec) -> Dataset:
    """The arrays that `spec` stands for; the same spec gives the same arrays.

    Raises:
        InvalidProjectError: a feature does not exist or is too large, or no sample is left to train on.
    """
    for problem in spec.problems():
        raise InvalidProjectError(str(problem))
    samples = make_filled(spec)
    known, columns, features = spec.source.feature_names(), spec.columns(), spec.parsed_features()
    raw = np.asarray(samples.X, dtype=np.float64)[:, [known.index(name) for name in columns]]
    X = derive(features, columns, raw)
    _require_float32(X, features)
    y = samples.y.astype(np.float64 if spec.task is Task.REGRESSION else np.int64)
    train, test = split_rows(spec, y)
    X_train, X_test = X[train], X[test]
    mean, scale = np.zeros(len(features)), np.ones(len(features))
    if spec.standardize:
        scaler = StandardScaler().fit(X_train)
        mean, scale = scaler.mean_, scaler.scale_
        X_train, X_test = (X_train - mean) / scale, (X_test - mean) / scale
    target_mean, target_scale = 0.0, 1.0
    if spec.standardize_target:
        target_scaler = StandardScaler().fit(y[train].reshape(-1, 1))
        target_mean, target_scale = float(target_scaler.mean_[0]), float(target_scaler.scale_[0])
    gaps = np.zeros(len(known), dtype=np.int64) if samples.gaps is None else samples.gaps
    classes = tuple(str(label) for label in range(spec.source.class_count()))
    return Dataset(
        task=spec.task,
        feature_names=spec.features or known,
        target_name=samples.target_name,
        class_names=samples.class_names or classes,
        X_train=_frozen(X_train),
        y_train=_frozen(y[train]),
        X_test=_frozen(X_test),
        y_test=_frozen(y[test]),
        mean=_frozen(mean),
        scale=_frozen(scale),
        columns=columns,
        raw_train=_frozen(raw[train]),
        raw_test=_frozen(raw[test]),
        features=features,
        target_mean=target_mean,
        target_scale=target_scale,
        filled=_frozen(gaps[[known.index(name) for name in columns]]),
    )


def make_filled(spec: DataSpec) -> Samples:
    """The source's samples with nothing missing: what was, is filled in by what the training rows say."""
    samples = make_samples(spec.source)
    if samples.filling is None or not samples.filling.has_gaps:
        return samples
    return samples._replace(X=samples.filling.fill(split_rows(spec, samples.y)[0]))


def _require_float32(X: Floats, features: tuple[Feature, ...]) -> None:
    """Refuses features that grow beyond what the network's numbers can hold."""
    for i in np.flatnonzero(~(np.abs(X) <= np.finfo(np.float32).max).all(axis=0)):
        if not features[i].is_column:
            raise InvalidProjectError(
                _(
                    "data.features: {features_name} has values too large for the network's 32-bit numbers; use a "
                    "lower power"
                ).format(features_name=shown(features[i].name))
            )


def _frozen(array: Any) -> Any:
    """`array` in memory of its own, row by row, and read-only."""
    owned: Floats = np.array(array, order="C")
    owned.setflags(write=False)
    return owned
