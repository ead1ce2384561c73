"""Which rows are trained on and which are kept for testing, as scikit-learn chooses them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import KFold, StratifiedKFold, train_test_split
from sklearn.utils import resample

from nnstudio.project.data import DataSpec
from nnstudio.project.folds import Fold
from nnstudio.project.sources.spec import Task

Rows = NDArray[np.intp]


def split_rows(spec: DataSpec, y: NDArray[Any]) -> tuple[Rows, Rows]:
    """The source's row numbers for training and for the test; without a test part they stay in the source's order.

    Classes keep their shares in both parts wherever there are samples enough. In a bootstrap sample of the training
    rows some are there several times, and others not at all.
    """
    train, test = _parts(spec, y)
    if spec.bootstrap is not None:
        train = resample(train, random_state=spec.bootstrap)
    return train, test


def _parts(spec: DataSpec, y: NDArray[Any]) -> tuple[Rows, Rows]:
    rows = np.arange(len(y))
    if spec.fold is not None:
        return _fold_parts(spec, spec.fold, y)
    if not spec.test_fraction:
        return rows, rows[:0]
    train, test = train_test_split(
        rows,
        test_size=spec.test_fraction,
        random_state=spec.split_seed,
        stratify=y if can_be_stratified(spec, y) else None,
    )
    return train, test


def _fold_parts(spec: DataSpec, fold: Fold, y: NDArray[Any]) -> tuple[Rows, Rows]:
    splitter = StratifiedKFold if has_stratified_folds(spec, fold, y) else KFold
    made = splitter(fold.folds, shuffle=fold.shuffle, random_state=spec.split_seed if fold.shuffle else None)
    train, test = list(made.split(y, y))[fold.index - 1]
    return train, test


def can_be_stratified(spec: DataSpec, y: NDArray[Any]) -> bool:
    """Whether each class has two samples, and each part a place for every class: what scikit-learn needs."""
    if spec.task is Task.REGRESSION:
        return False
    sizes = np.unique(y, return_counts=True)[1]
    smaller_part = min(spec.train_count(), len(y) - spec.train_count())
    return bool(sizes.min() >= 2 and smaller_part >= len(sizes))


def has_stratified_folds(spec: DataSpec, fold: Fold, y: NDArray[Any]) -> bool:
    """Whether there are classes, and each has a sample for each fold: scikit-learn warns of others, or refuses them."""
    return spec.task is not Task.REGRESSION and bool(np.unique(y, return_counts=True)[1].min() >= fold.folds)
