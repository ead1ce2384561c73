"""What a network says as colours and lines."""

from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.data.value_span import ValueSpan
from nnstudio.ui.plots.shading import Shades, band_width, banded, boundaries
from nnstudio.ui.style.colors import CLASS_COLORS, DARK, LIGHT, class_color, rgb
from tests.ui.plots.color_vision import VISIONS, difference


@pytest.mark.parametrize("vision", VISIONS)
def test_that_any_two_of_ten_classes_can_be_told_apart(vision):
    apart = {pair: difference(*pair, vision) for pair in combinations(CLASS_COLORS, 2)}
    assert min(apart.values()) > 14, min(apart, key=apart.get)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_that_every_class_stands_out_from_the_ground(scheme):
    assert min(difference(color, scheme.plot) for color in CLASS_COLORS) > 25


def test_that_more_classes_than_colours_get_one_each():
    assert [class_color(c) for c in (0, 9, 10, 23)] == [CLASS_COLORS[c] for c in (0, 9, 0, 3)]


def plane(resolution, low=-1.0, high=1.0):
    return SimpleNamespace(resolution=resolution, lows=(low, low), highs=(high, high))


def grid(resolution):
    ticks = np.linspace(-1, 1, resolution)
    x, y = np.meshgrid(ticks, ticks)
    return np.column_stack((x.ravel(), y.ravel())).astype(np.float32)


def test_that_the_boundary_of_two_classes_lies_where_they_are_equally_likely():
    p = 1 / (1 + np.exp(-4 * (grid(41)[:, 0] - 0.3)))
    lines = boundaries(np.column_stack((1 - p, p)), plane(41))
    drawn = lines[~np.isnan(lines[:, 0])]
    assert len(drawn) > 20
    assert drawn[:, 0] == pytest.approx(np.full(len(drawn), 0.3), abs=0.01)


def test_that_boundaries_of_many_classes_lie_where_the_two_likeliest_are_equal():
    angles = np.linspace(0, 2 * np.pi, 7, endpoint=False)
    centers = np.column_stack((np.cos(angles), np.sin(angles)))
    scores = np.exp(5 * grid(60) @ centers.T)
    lines = boundaries((scores / scores.sum(axis=1, keepdims=True)).astype(np.float32), plane(60))
    drawn = lines[~np.isnan(lines[:, 0])]
    top = np.sort(drawn @ centers.T, axis=1)
    away = np.linalg.norm(drawn, axis=1) > 0.1
    assert (top[away, -1] - top[away, -2]).max() < 0.02


def test_that_one_class_everywhere_and_values_have_no_boundary():
    sure = np.tile(np.float32([0.9, 0.05, 0.05]), (25, 1))
    assert boundaries(sure, plane(5)).shape == (0, 2)
    assert boundaries(np.ones((25, 1)), plane(5)).shape == (0, 2)


@given(st.floats(1e-6, 1e9))
def test_that_bands_are_round_and_neither_few_nor_many(limit):
    width = band_width(limit)
    assert 2 <= limit / width <= 5 * (1 + 1e-9)
    assert float(f"{width:.1g}") == pytest.approx(width)


@given(st.floats(0.01, 1e6), st.floats(-1, 1))
def test_that_a_band_holds_its_values(limit, share):
    value = np.array([share * limit])
    assert abs(banded(value, limit) - value)[0] <= band_width(limit) * (0.5 + 1e-9)


@pytest.mark.parametrize("classes", [3, 7, 10, 12])
def test_that_surer_is_stronger_and_flat_is_all_the_same(classes):
    shades = Shades(LIGHT)
    p = np.full((3, classes), 1 / classes)
    p[1] = np.where(np.arange(classes) == 2, 0.7, 0.3 / (classes - 1))
    p[2] = np.where(np.arange(classes) == 2, 1.0, 0.0)
    _, some, sure = shades.probabilities(p)[:, :3].astype(float)
    color, ground = rgb(class_color(2)), rgb(LIGHT.zero)
    assert np.linalg.norm(sure - color) < np.linalg.norm(some - color) < np.linalg.norm(ground - color)
    flat = shades.probabilities(p, flat=True)
    assert flat[1].tolist() == flat[2].tolist() == shades.probabilities(p)[2].tolist()


def test_that_two_flat_classes_part_at_one_half_as_the_predictions_do():
    p = np.array([0.0, 0.49, 0.5, 0.51, 1.0])
    flat = Shades(DARK).probabilities(np.column_stack((1 - p, p)), flat=True)
    assert [row.tolist() == flat[0].tolist() for row in flat] == [True, True, True, False, False]


@given(st.lists(st.floats(-1e6, 1e6, width=32), min_size=1, max_size=9).map(np.array))
def test_that_values_use_both_ends_of_their_colours(y):
    span = ValueSpan.of(y)
    ends = span.from_middle(np.array([y.min(), y.max()])) / span.reach
    assert np.all(abs(ends) <= 1 + 1e-6)
    assert abs(ends).max() == pytest.approx(1) or y.min() == y.max()
    # around 0 where some lie on either side
    assert (span.middle == 0) or not y.min() < 0 < y.max()


def test_that_a_bar_shows_the_pictures_own_colours():
    shades = Shades(LIGHT)
    for low, high in ((-40.0, 40.0), (160.0, 240.0), (-80.0, 0.0)):
        span = ValueSpan.of(np.array([low, high, (low + high) / 2]))
        bar = shades.value_bar(span)
        assert (bar.low, bar.high) == (low, high)
        ends = shades.values(np.array([low, high]), span)
        assert bar.colors[[0, -1], 0].astype(int) == pytest.approx(ends.astype(int), abs=3)
        assert len(np.unique(shades.value_bar(span, flat=True).colors.reshape(-1, 4), axis=0)) == 8
    several = shades.probability_bar(5)
    assert several.colors.shape[1:] == (5, 4)
    assert (several.low, several.high) == (0.2, 1.0)
    certain = shades.probabilities(np.eye(5))
    assert several.colors[-1].tolist() == certain.tolist()
