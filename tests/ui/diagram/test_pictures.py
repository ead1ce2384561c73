"""The small pictures in the units."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nnstudio.ui.diagram.pictures import curve_pictures, histogram_pictures, limit_of, plane_pictures
from nnstudio.ui.style.colors import DARK, LIGHT, diverging_table, rgb

TABLE = diverging_table(LIGHT)
BLUE, ORANGE, ZERO = (TABLE.view(np.uint8).reshape(-1, 4)[i, :3].astype(int) for i in (0, 255, 128))


def near(color, other):
    return np.abs(color.astype(int) - other).max() <= 4


def test_that_a_plane_is_blue_where_the_output_is_lowest_and_lies_the_right_way_up():
    n = 100
    x, y = np.meshgrid(np.linspace(-1, 1, n), np.linspace(-1, 1, n))
    H = np.stack((x.ravel(), y.ravel()), axis=1)
    pictures = plane_pictures(H, n, 1.0, TABLE, 40)
    assert pictures.shape == (2, 40, 40, 4)
    along_x, along_y = pictures[..., :3]
    assert near(along_x[20, 0], BLUE)
    assert near(along_x[20, -1], ORANGE)
    # rows go up the second axis, pictures down the screen
    assert near(along_y[0, 20], ORANGE)
    assert near(along_y[-1, 20], BLUE)


@pytest.mark.parametrize("resolution", [24, 32, 100])
@pytest.mark.parametrize("pixels", [9, 40, 96])
def test_that_a_plane_never_has_more_pixels_than_there_are_points_or_are_seen(resolution, pixels):
    H = np.zeros((resolution**2, 3))
    side = min(resolution, pixels, 40)
    assert plane_pictures(H, resolution, 1.0, TABLE, pixels).shape == (3, side, side, 4)


def test_that_a_curve_is_drawn_where_its_values_are():
    H = np.linspace(-1, 1, 400)[:, None]
    picture = curve_pictures(H, 1.0, TABLE, LIGHT, 40)[0, :, :, :3].astype(float)
    ink = np.abs(picture - rgb(LIGHT.text)).sum(axis=2)
    darkest = ink.argmin(axis=0)
    assert np.abs(darkest - np.linspace(39, 0, 40)).max() <= 1.5
    # the area to zero: below it on the left, above it on the right
    assert picture[24, 2, 2] > picture[24, 2, 0]
    assert picture[15, 37, 0] > picture[15, 37, 2]
    assert np.array_equal(picture[2, 2], rgb(LIGHT.plot))


def test_that_a_steep_curve_has_no_holes():
    H = np.where(np.arange(400) < 200, -1.0, 1.0)[:, None]
    picture = curve_pictures(H, 1.0, TABLE, LIGHT, 40)[0, :, :, :3].astype(float)
    ink = np.abs(picture - rgb(LIGHT.text)).sum(axis=2)
    assert (ink.min(axis=1)[1:39] < 200).all()


def test_that_a_histogram_is_high_where_there_are_many_samples_and_has_their_colours():
    H = np.concatenate((np.full(90, -1.0), np.full(10, 1.0)))[:, None]
    picture = histogram_pictures(H, 1.0, TABLE, LIGHT, 36)[0, :, :, :3].astype(int)
    filled = (picture != rgb(LIGHT.plot)).any(axis=2).sum(axis=0)
    assert filled[0] >= 35
    assert 3 <= filled[-1] <= 5
    assert filled[18] == 0
    assert picture[-1, 0, 2] > picture[-1, 0, 0]
    assert picture[-1, -1, 0] > picture[-1, -1, 2]


@given(
    st.lists(st.floats(allow_nan=True, allow_infinity=True, width=32), min_size=9, max_size=9),
    st.sampled_from((LIGHT, DARK)),
)
@example([0.0] * 8 + [1.1754943508222875e-38], LIGHT)
def test_that_whatever_a_network_puts_out_can_be_drawn(values, scheme):
    H = np.array(values, dtype=np.float32)[:, None]
    table = diverging_table(scheme)
    limit = limit_of(H)
    assert np.isfinite(limit)
    assert limit > 0
    for picture in (
        plane_pictures(H, 3, limit, table, 20),
        curve_pictures(H, limit, table, scheme, 20),
        histogram_pictures(H, limit, table, scheme, 20),
    ):
        assert (picture[..., 3] == 255).all()
