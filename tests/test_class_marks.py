"""The shapes of classes: as many as colours, each another one, all about as large as a disc."""

import math
from itertools import pairwise

import pytest

from nnstudio.class_marks import MARKS, class_mark
from nnstudio.palette import CLASS_COLORS


def test_that_each_colour_has_a_shape_of_its_own():
    assert len(MARKS) == len(CLASS_COLORS)
    for part in ("name", "sign", "corners"):
        assert len({getattr(mark, part) for mark in MARKS}) == len(MARKS)
    assert class_mark(len(MARKS) + 2) is class_mark(2)


@pytest.mark.parametrize("mark", MARKS, ids=lambda mark: mark.name)
def test_that_no_class_looks_larger_than_another(mark):
    around = [*mark.corners, *mark.corners[:1]]
    area = abs(sum(x * v - u * y for (x, y), (u, v) in pairwise(around))) / 2 if mark.corners else math.pi / 4
    assert 0.55 <= area / (math.pi / 4) <= 1.1
    assert all(math.hypot(x, y) <= 0.75 for x, y in mark.corners)
