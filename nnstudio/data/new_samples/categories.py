"""A column of another table read with the categories that a network was trained on."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nnstudio.data.csv.cells import ColumnData, category_name


def recoded(data: ColumnData, categories: Sequence[str]) -> NDArray[np.int64]:
    """(n,): each cell's place in `categories`; −1 where it is none of them.

    What was a number in training is compared as one, "1.0" with "1", and all else as text, whatever else the other
    table's column holds.
    """
    places = {name: i for i, name in enumerate(categories)}
    if all(map(_is_number, categories)):
        values, codes = np.unique(data.numbers, return_inverse=True)
        table = np.array([places.get(category_name(value), -1) for value in values.tolist()])
        return table[codes] if len(values) else np.full(len(data.numbers), -1)
    if data.texts is None:
        return data.codes(categories)
    table = np.array([*(places.get(text, -1) for text in data.texts), -1])
    return np.where(data.absent, -1, table[data.text_codes])


def _is_number(category: str) -> bool:
    """Whether a category is the name that a number gets."""
    try:
        return category_name(float(category)) == category
    except ValueError:
        return False
