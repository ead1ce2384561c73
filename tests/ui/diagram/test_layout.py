"""Where everything lies, for networks of any size."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF

from nnstudio.ui.diagram.layout import place_columns, start_for

WIDTHS = st.lists(st.integers(1, 200), min_size=1, max_size=9)
LINE = 14.0


@st.composite
def layouts(draw):
    widths = draw(WIDTHS)
    body = QRectF(8, 60, draw(st.integers(46 * len(widths) + 150, 1200)), draw(st.integers(130, 900)))
    starts = [draw(st.integers(0, 250)) for _ in widths]
    return widths, body, starts, place_columns(widths, body, 60, 60, LINE, starts)


@given(layouts())
def test_that_nothing_leaves_the_body_and_nothing_overlaps(layout):
    widths, body, _, places = layout
    assert len(places) == len(widths)
    for place in places:
        rows = [(rect.top(), rect.bottom()) for rect in place.rects]
        rows += [(gap.y - LINE / 2, gap.y + LINE / 2) for gap in place.gaps]
        rows.sort()
        for (_, bottom), (top, _) in pairwise(rows):
            assert bottom <= top + 1
        assert rows[0][0] >= body.top() - 1
        assert rows[-1][1] <= body.bottom() + 1
        for rect in place.rects:
            assert rect.left() >= body.left() + 60 - 1
            assert rect.right() <= body.right() - 60 + 1
    for left, right in pairwise(places):
        assert left.rects[0].right() < right.rects[0].left()


@given(layouts())
def test_that_shown_and_missing_units_are_all_there_are(layout):
    widths, _, _, places = layout
    for n, place in zip(widths, places, strict=True):
        assert list(place.units) == sorted(set(place.units))
        assert len(place.units) + sum(gap.count for gap in place.gaps) == n
        assert place.units[-1] == n - 1
        assert not place.gaps or len(place.units) < n


@given(layouts(), st.data())
def test_that_every_unit_can_be_scrolled_to(layout, data):
    widths, body, starts, places = layout
    column = data.draw(st.integers(0, len(widths) - 1))
    unit = data.draw(st.integers(0, widths[column] - 1))
    starts = [place.units[0] for place in places]
    starts[column] = start_for(places[column], unit, starts[column])
    again = place_columns(widths, body, 60, 60, LINE, starts)
    assert unit in again[column].units


def test_that_small_networks_show_all_units_in_one_size():
    places = place_columns([2, 5, 1], QRectF(8, 50, 430, 280), 20, 40, LINE, [0, 0, 0])
    assert [len(place.units) for place in places] == [2, 5, 1]
    assert len({place.side for place in places}) == 1
    assert places[0].side >= 40


def test_that_twenty_units_are_shown_whole_and_sixty_four_condense():
    _, twenty, many, _ = place_columns([1, 20, 64, 1], QRectF(8, 50, 430, 280), 20, 20, LINE, [0] * 4)
    assert len(twenty.units) == 20
    assert many.side == 16
    assert many.units[:3] == (0, 1, 2)
    assert [gap.count for gap in many.gaps] == [64 - len(many.units)]
