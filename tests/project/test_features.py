"""Names of features: what they mean, what is refused and how, and all products up to a degree."""

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnstudio.project.data import DataSpec
from nnstudio.project.features import (
    MAX_DERIVED,
    Feature,
    FeatureError,
    count_monomials,
    highest_degree,
    monomials,
    parse_feature,
    pretty,
)
from nnstudio.project.sources.bundled import IrisSource
from nnstudio.project.sources.bundled_columns import BREAST_CANCER, IRIS
from nnstudio.project.sources.drawn import SpiralSource
from nnstudio.project.sources.scikit_made import CirclesSource, LinearSource

XY = ("x1", "x2")
NAMES = st.lists(st.text("ab*^2 ()sin", min_size=1, max_size=8), min_size=1, max_size=4, unique=True).map(tuple)


@pytest.mark.parametrize(
    ("name", "powers", "function"),
    [
        ("x1", {"x1": 1}, ""),
        ("x2^2", {"x2": 2}, ""),
        ("x1*x2", {"x1": 1, "x2": 1}, ""),
        ("x2 * x1 ^ 2", {"x1": 2, "x2": 1}, ""),
        ("x1*x1^2", {"x1": 3}, ""),
        ("x1^10", {"x1": 10}, ""),
        ("sin(x1)", {"x1": 1}, "sin"),
        ("cos( x2 )", {"x2": 1}, "cos"),
    ],
)
def test_that_a_name_says_what_is_made_of_which_column(name, powers, function):
    assert parse_feature(name, XY) == Feature(tuple(powers.items()), function)


@pytest.mark.parametrize(
    ("name", "columns", "powers"),
    [
        ("petal length (cm)", IRIS, {"petal length (cm)": 1}),
        ("petal length (cm)^2", IRIS, {"petal length (cm)": 2}),
        ("petal width (cm)*petal length (cm)^2", IRIS, {"petal length (cm)": 2, "petal width (cm)": 1}),
        ("mean area*mean radius", BREAST_CANCER, {"mean radius": 1, "mean area": 1}),
        ("a*b", ("a", "b", "a*b"), {"a*b": 1}),
        ("a*b*a", ("a", "b", "a*b"), {"a": 1, "a*b": 1}),
        ("x^2^3", ("x", "x^2"), {"x^2": 3}),
        ("x11^2", ("x1", "x11"), {"x11": 2}),
        ("x1*x1x", ("x1", "x1x"), {"x1": 1, "x1x": 1}),
        ("sin(x)", ("x", "sin(x)"), {"sin(x)": 1}),
        ("sin(x)*f(x)", ("sin(x)", "f(x)"), {"sin(x)": 1, "f(x)": 1}),
    ],
)
def test_that_columns_may_have_any_names_and_their_own_name_wins(name, columns, powers):
    assert parse_feature(name, columns) == Feature(tuple(powers.items()))


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("x3", 'there is no feature "x3"; known: x1, x2'),
        ("x3^2", 'there is no column "x3" for the feature "x3^2"'),
        ("tan(x1)", 'there is no feature "tan(x1)"'),
        ("sin(x9)", 'there is no column "x9" for the feature "sin(x9)"'),
        ("sin(x1^2)", 'there is no column "x1^2" for the feature "sin(x1^2)"'),
        ("x1^1", '"x1^1" has the power "1"; a power is a whole number from 2 to 10'),
        ("x1^11", '"x1^11" has the power "11"; a power is a whole number from 2 to 10'),
        ("x1^2.5", '"x1^2.5" has the power "2.5"; a power is a whole number from 2 to 10'),
        ("x1^²", '"x1^²" has the power "²"; a power is a whole number from 2 to 10'),
        ("x1^6*x2^6", '"x1^6*x2^6" is of degree 12; the highest is 10'),
        ("x1*", 'there is no feature "x1*"; did you mean "x1"?'),
        ("x1 x2", 'there is no feature "x1 x2"; known: x1, x2'),
        ("", 'there is no feature ""; known: x1, x2'),
        ("*".join(["x1"] * 5000), "there is no feature"),
        ("__import__('os')", "there is no feature"),
    ],
)
def test_that_what_is_no_feature_is_refused_in_a_sentence(name, why):
    with pytest.raises(FeatureError, match=f"^{re.escape(why)}"):
        parse_feature(name, XY)


def test_that_a_typing_error_in_a_column_is_guessed():
    with pytest.raises(FeatureError, match=r'did you mean "petal length \(cm\)"\?$'):
        parse_feature("petal lenght (cm)^2", IRIS)


@given(st.text("x12^*() sincos.-", max_size=60))
def test_that_any_text_is_read_or_refused(text):
    try:
        feature = parse_feature(text, XY)
    except FeatureError:
        return
    assert parse_feature(feature.name, XY) == feature


@given(NAMES, st.integers(1, 3))
def test_that_every_product_of_a_list_means_itself_whatever_the_columns_are_called(columns, degree):
    names = monomials(columns, degree)
    assert names[: len(columns)] == columns
    features = [parse_feature(name, columns) for name in names]
    assert [feature.name for feature in features] == list(names)
    assert len(set(features)) == len(features)


@given(st.integers(1, 4), st.integers(1, 10))
def test_that_all_products_up_to_a_degree_are_there_once(d, degree):
    columns = tuple(f"x{i}" for i in range(1, d + 1))
    if count_monomials(d, degree) > MAX_DERIVED:
        return
    exponents = [powers for powers in product(range(degree + 1), repeat=d) if 1 <= sum(powers) <= degree]
    features = [parse_feature(name, columns) for name in monomials(columns, degree)]
    assert len(features) == len(exponents) == count_monomials(d, degree)
    found = [tuple(dict(feature.powers).get(column, 0) for column in columns) for feature in features]
    assert set(found) == set(exponents)
    assert [feature.degree for feature in features] == sorted(feature.degree for feature in features)


def test_that_two_columns_go_to_degree_ten_and_many_no_further_than_is_sane():
    assert highest_degree(1) == highest_degree(2) == 10
    assert [highest_degree(d) for d in (3, 4, 10, 13, 30, 64)] == [9, 6, 2, 2, 1, 1]
    with pytest.raises(FeatureError, match=r"^degree 3 of 30 columns makes 5,455 features; at most 250"):
        monomials(BREAST_CANCER, 3)
    for degree in (0, 11):
        with pytest.raises(FeatureError, match=r"^the degree must be 1 to 10"):
            monomials(XY, degree)


@pytest.mark.parametrize(
    ("name", "columns", "text"),
    [
        ("x1", None, "x₁"),
        ("x12^10", None, "x₁₂¹⁰"),
        ("x1^2*x2", None, "x₁²x₂"),
        ("sin(x2)", None, "sin x₂"),
        ("petal length (cm)", None, "petal length (cm)"),
        ("petal length (cm)^2*petal width (cm)", IRIS, "petal length (cm)² · petal width (cm)"),
        ("cos(petal width (cm))", IRIS, "cos(petal width (cm))"),
        ("x1^2", ("x1^2",), "x1^2"),
        ("x9", XY, "x9"),
    ],
)
def test_that_names_are_shown_as_mathematics_writes_them(name, columns, text):
    assert pretty(name, columns) == text


def test_that_a_spec_counts_its_features_and_knows_the_columns_to_draw():
    plane = DataSpec(source=SpiralSource(), features=("x1^2", "sin(x1)"))
    assert plane.input_count() == 2
    assert plane.columns() == ("x1", "x2")
    several = DataSpec(source=LinearSource(n_features=3), features=("x3^2", "x1*x3"))
    assert several.columns() == ("x1", "x3")
    iris = DataSpec(source=IrisSource(), features=("petal width (cm)^2", "sepal width (cm)"))
    assert iris.columns() == ("sepal width (cm)", "petal width (cm)")


@pytest.mark.parametrize(
    ("features", "why"),
    [
        (("x1", "x2*x1", "x1*x2"), 'data.features: "x1*x2" is the same as "x2*x1"; leave one of them out'),
        (("x1^2", "x1^99"), 'data.features: "x1^99" has the power "99"'),
        (("x4*x1",), 'data.features: there is no column "x4" for the feature "x4*x1"'),
    ],
)
def test_that_features_that_make_no_sense_are_problems_at_their_place(features, why):
    (problem,) = DataSpec(source=CirclesSource(), features=features).problems()
    assert str(problem).startswith(why)


def test_that_a_file_can_not_ask_for_more_features_than_is_sane():
    columns = LinearSource(n_features=40).feature_names()
    pairs = tuple(f"{a}*{b}" for a in columns for b in columns if a < b)
    (problem,) = DataSpec(source=LinearSource(n_features=40), features=pairs).problems()
    assert "780 features are made of the columns; at most 250" in str(problem)
