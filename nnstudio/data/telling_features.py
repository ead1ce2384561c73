"""Which columns to draw first when there are more than a plane can show."""

import numpy as np

from nnstudio.data.dataset import Dataset
from nnstudio.project.sources.spec import Task


def telling_features(dataset: Dataset) -> tuple[int, ...]:
    """Indices of the two columns that say most about the target, by scikit-learn's F-test; all, if one or two.

    Constant columns, of which the test can say nothing, come last.
    """
    d = len(dataset.columns)
    if d <= 2:
        return tuple(range(d))
    from sklearn.feature_selection import f_classif, f_regression

    test = f_regression if dataset.task is Task.REGRESSION else f_classif
    varying = np.flatnonzero(dataset.raw_train.std(axis=0) > 0)
    scores = np.full(d, -1.0)
    if len(np.unique(dataset.y_train)) > 1 and len(dataset.y_train) > 2:
        with np.errstate(all="ignore"):
            scores[varying] = np.nan_to_num(test(dataset.raw_train[:, varying], dataset.y_train)[0], nan=0.0)
    best = np.argsort(-scores, kind="stable")[:2]
    return tuple(sorted(int(i) for i in best))
