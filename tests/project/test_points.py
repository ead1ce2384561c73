"""Painted points: what they stand for, what is wrong with them, and the edits that paint."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from nnstudio.project import painted_points as painting
from nnstudio.project.data import DataSpec
from nnstudio.project.sources.points import MAX_COORDINATE, MAX_POINTS, PointsSource
from nnstudio.project.sources.spec import Task
from nnstudio.project.storage import parse_project, project_json
from tests.project.examples import circles, refusal, with_value
from tests.strategies import painted

FOUR = ((0.0, 0.0, 0.0), (1.0, 1.0, 1.0), (0.0, 1.0, 0.0), (1.0, 0.0, 1.0))


def source_json(**source):
    return json.dumps(with_value("data", {"source": {"kind": "points", **source}}))


def test_that_painted_points_are_a_project_s_data():
    project = parse_project(source_json(task="binary", points=[list(point) for point in FOUR]))
    assert project.data.source == PointsSource(task=Task.BINARY, points=FOUR)
    assert project.data.task is Task.BINARY
    assert project.data.train_count() == 4
    written = json.loads(project_json(project))["data"]["source"]
    assert list(written) == ["kind", "task", "points"]
    assert written["task"] == "binary"


def test_that_the_long_name_of_a_task_is_read_too():
    assert DataSpec.model_validate_json('{"source": {"kind": "points", "task": "regression"}}').task is Task.REGRESSION
    spec = DataSpec.model_validate_json('{"source": {"kind": "points", "task": "multiclass classification"}}')
    assert spec.task is Task.MULTICLASS


def test_that_a_curve_has_one_input():
    curve = PointsSource(task=Task.REGRESSION, points=((1.0, 2.0), (2.0, 3.0)))
    assert (curve.feature_names(), curve.class_count(), curve.sample_count()) == (("x1",), 0, 2)
    plane = PointsSource(task=Task.REGRESSION, points=((1.0, 2.0, 3.0),))
    assert plane.feature_names() == ("x1", "x2")


def test_that_there_are_as_many_classes_as_were_painted():
    points = tuple((0.0, 0.0, float(c)) for c in range(5))
    assert PointsSource(task=Task.MULTICLASS, points=points).class_count() == 5
    assert PointsSource(task=Task.MULTICLASS).class_count() == 3


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (PointsSource(), "there are no points yet; set at least 3"),
        (PointsSource(points=FOUR[:1]), "there is only 1 so far; set at least 3"),
        (PointsSource(points=FOUR[:2]), "there are only 2 so far; set at least 3"),
        (PointsSource(points=((0.0, 0.0, 1.0),) * 4), "all points are of class 1; set some of another class"),
    ],
)
def test_that_too_little_to_learn_from_is_a_problem_and_not_an_error(source, message):
    project = circles().with_source(source)
    assert project.problems()[0].message == message
    assert str(project.problems()[0]).startswith("data.source.points: ")
    assert project.layer_shapes()[-1].outputs == 1


def test_that_a_constant_value_is_no_problem_for_regression():
    assert not list(PointsSource(task=Task.REGRESSION, points=((0.0, 1.0),) * 4).problems())


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ({"task": "guess", "points": []}, 'data.source.task: "guess" is not a task; use regression, binary, multi'),
        ({"points": [[0, 0, 2]] * 4}, "data.source: points holds the class 2; the classes of binary classification"),
        ({"task": "multiclass", "points": [[0, 0, 10]] * 4}, "are 0 to 9"),
        ({"task": "multiclass", "points": [[0, 0, 0.5]] * 4}, "points holds the class 0.5"),
        ({"points": [[0, 0]] * 4}, "points of two numbers are a curve"),
        ({"points": [[0, 0, 1], [0, 0]]}, "points must all have two numbers, or all three"),
        ({"points": [[0, 0, 1, 1]]}, "data.source.points[0]"),
        ({"points": [[0, "a", 1]]}, 'data.source.points[0][1]: "a" is not a number'),
        ({"points": [[0, 1e7, 1]]}, "data.source.points[0][1]: 10000000.0 is too large"),
        ({"points": [[0, 0, 1]] * (MAX_POINTS + 1)}, "data.source.points: has 10001 entries"),
        ({"points": 5}, "data.source.points: 5 is not a list"),
        ({"points": [], "noise": 1}, "data.source.noise: unknown key"),
    ],
)
def test_that_unsound_points_are_refused_by_their_place(source, message):
    assert message in refusal(source_json(**source))


def test_that_not_a_number_is_no_coordinate():
    for value in (float("nan"), float("inf")):
        with pytest.raises(ValidationError):
            PointsSource(points=((value, 0.0, 1.0),))


@given(painted())
def test_that_painted_points_survive_their_file(source):
    assert PointsSource.model_validate_json(source.model_dump_json()) == source


@given(painted(), st.floats(-3, 3), st.floats(-3, 3), st.floats(0.01, 5))
def test_that_the_eraser_takes_what_lies_within_and_leaves_the_rest(source, x, y, radius):
    kept = painting.erase_points(source, (x, y), radius).points
    inside = [p for p in source.points if ((p[0] - x) / radius) ** 2 + ((p[1] - y) / radius) ** 2 < 1 - 1e-9]
    outside = [p for p in source.points if ((p[0] - x) / radius) ** 2 + ((p[1] - y) / radius) ** 2 > 1 + 1e-9]
    assert not set(inside) & set(kept)
    assert [point for point in kept if point in outside] == outside


def test_that_the_eraser_can_be_an_ellipse():
    source = PointsSource(points=((1.0, 0.0, 0.0), (0.0, 1.0, 1.0)))
    assert painting.erase_points(source, (0, 0), (2.0, 0.5)).points == ((0.0, 1.0, 1.0),)


@given(painted(), st.integers(0, 2**32 - 1))
def test_that_jitter_is_repeatable_and_keeps_classes(source, seed):
    first = painting.jitter_points(source, 0.1, seed)
    assert first == painting.jitter_points(source, 0.1, seed)
    assert first.sample_count() == source.sample_count()
    if source.points:
        assert first != source
    if not source.is_curve():
        assert [p[2] for p in first.points] == [p[2] for p in source.points]


@given(painted())
def test_that_no_jitter_moves_nothing(source):
    assert painting.jitter_points(source, 0.0, 1) == source


def test_that_a_moved_point_keeps_its_class_and_stays_on_the_plane():
    source = PointsSource(points=FOUR)
    assert painting.move_point(source, 1, (5, 6)).points == (FOUR[0], (5.0, 6.0, 1.0), *FOUR[2:])
    assert painting.move_point(source, 0, (1e9, 0)).points[0] == (MAX_COORDINATE, 0.0, 0.0)
    curve = PointsSource(task=Task.REGRESSION, points=((1.0, 2.0), (2.0, 3.0)))
    assert painting.move_point(curve, 0, (7, 8)).points[0] == (7.0, 8.0)


def test_that_the_nearest_point_is_found():
    source = PointsSource(points=FOUR)
    assert painting.nearest_point(source, (0.9, 0.8)) == 1
    assert painting.nearest_point(PointsSource(), (0, 0)) is None


def test_that_points_can_be_added_up_to_the_most():
    source = painting.add_points(PointsSource(points=FOUR), [(2, 2, 1)])
    assert source.points == (*FOUR, (2.0, 2.0, 1.0))
    assert painting.add_points(source, [(0, 0, 0)] * MAX_POINTS).sample_count() == MAX_POINTS
    with pytest.raises(ValidationError):
        painting.add_points(source, [(0, 0, 7)])


@pytest.mark.parametrize("task", list(Task))
def test_that_the_first_few_points_can_be_trained_on(task):
    source = painting.starter(task)
    assert not list(source.problems())
    assert source.task is task
    assert len({point[-1] for point in source.points}) > 1


def test_that_points_change_their_task():
    three = PointsSource(task=Task.MULTICLASS, points=((0.0, 0.0, 0.0), (0.0, 0.0, 5.0)))
    assert painting.with_task(three, Task.BINARY).points == ((0.0, 0.0, 0.0), (0.0, 0.0, 1.0))
    assert painting.with_task(three, Task.REGRESSION).points == three.points
    values = PointsSource(task=Task.REGRESSION, points=((0.0, 0.0, -3.2), (0.0, 0.0, 1.6)))
    assert [p[2] for p in painting.with_task(values, Task.MULTICLASS).points] == [0.0, 2.0]
