"""What a gesture makes of the chosen features."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.project.feature_choice import columns_of, degree_of, ordered, toggled, with_column, with_degree
from nnstudio.project.features import FeatureError, highest_degree, monomials, parse_feature
from nnstudio.project.sources.bundled_columns import IRIS, WINE
from tests.strategies import feature_names

XY = ("x1", "x2")
CHOICES = st.lists(feature_names(XY), min_size=1, max_size=6).map(lambda names: ordered(names, XY) or XY)


def test_that_a_choice_has_one_order_and_all_columns_are_none():
    assert ordered(("sin(x1)", "x2^2", "x2", "x1", "x1*x2", "x1*x1"), XY) == (
        *XY,
        *("x1^2", "x1*x2", "x2^2", "sin(x1)"),
    )
    assert ordered(("x2", "x1"), XY) is None
    assert ordered(("x2",), XY) == ("x2",)


@given(CHOICES, feature_names(XY))
def test_that_toggling_twice_changes_nothing(names, name):
    once = toggled(names, name, XY) or XY
    wanted = parse_feature(name, XY)
    before, after = ([parse_feature(each, XY) for each in some] for some in (names, once))
    if before != [wanted]:
        assert (wanted in after) is (wanted not in before)
        assert (toggled(once, name, XY) or XY) == names


def test_that_the_last_feature_stays():
    assert toggled(("x1^2",), "x1*x1", XY) == ("x1^2",)
    assert with_column(("x2^2",), "x2", XY) == ("x2^2",)


@given(CHOICES, st.integers(1, 10))
def test_that_a_degree_switches_on_all_products_and_keeps_the_waves(names, degree):
    found = with_degree(names, degree, XY) or XY
    assert set(found) == {*monomials(XY, degree), *(name for name in names if "(" in name)}
    assert degree_of(found, XY) == degree


@pytest.mark.parametrize(
    ("names", "degree"),
    [(("x1", "x2"), 1), (("x1",), 0), (("x1", "x2", "x1^2", "x2^2"), 1), (("sin(x1)",), 0)],
)
def test_that_the_degree_of_a_plane_is_that_of_both_columns(names, degree):
    assert degree_of(names, XY) == degree


def test_that_the_degree_of_many_columns_is_that_of_those_in_use():
    length, width = IRIS[2:]
    assert degree_of((length, f"{length}^2"), IRIS) == 2
    assert degree_of((length, f"{length}^2", width), IRIS) == 1
    assert with_degree((length, width), 2, IRIS) == (length, width, f"{length}^2", f"{length}*{width}", f"{width}^2")
    assert with_degree((width, length, f"{length}^2"), 1, IRIS) == (length, width)


def test_that_another_column_comes_to_the_degree_of_the_others():
    length, width = IRIS[2:]
    both = with_column((length, f"{length}^2"), width, IRIS)
    assert both == (length, width, f"{length}^2", f"{length}*{width}", f"{width}^2")
    assert with_column(both, length, IRIS) == (width, f"{width}^2")
    assert columns_of(both, IRIS) == (length, width)


def test_that_the_degree_falls_where_another_column_would_make_too_many():
    three = monomials(WINE[:3], 9)
    four = with_column(three, WINE[3], WINE)
    assert degree_of(four, WINE) == highest_degree(4) == 6
    assert set(four) == set(monomials(WINE[:4], 6))


def test_that_too_high_a_degree_is_refused():
    with pytest.raises(FeatureError, match="at most 250"):
        with_degree(WINE, 3, WINE)
