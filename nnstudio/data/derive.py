"""Features made of columns, by NumPy."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nnstudio.project.features import Feature

Floats = NDArray[np.float64]


def derive(features: Sequence[Feature], columns: Sequence[str], values: Floats) -> Floats:
    """(n, d) features of (n, c) values of the columns; what grows beyond all bounds is infinite.

    A value gives the same feature to the last bit in whichever row and array it stands: NumPy may round
    differently in memory with gaps, so each column is copied into memory of its own first, as the exported script does.
    """
    place = {column: i for i, column in enumerate(columns)}
    used = {column for feature in features for column in feature.columns}
    own = {column: values[:, place[column]].copy() for column in columns if column in used}
    made = np.empty((len(values), len(features)))
    with np.errstate(over="ignore", invalid="ignore"):
        for i, feature in enumerate(features):
            made[:, i] = _derive_one(feature, own)
    return made


def _derive_one(feature: Feature, own: dict[str, Floats]) -> Floats:
    if feature.function:
        x = own[feature.columns[0]]
        return np.sin(x) if feature.function == "sin" else np.cos(x)
    factors = [own[column] if power == 1 else own[column] ** power for column, power in feature.powers]
    product = factors[0]
    for factor in factors[1:]:
        product = product * factor
    return product
