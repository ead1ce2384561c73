"""Edits of painted points: each takes a source and returns a new one, validated.

A point's place is its first two numbers: x1 and x2 over a plane, x and the value of a curve.
"""

import math
import random
from collections.abc import Iterable, Sequence

from nnstudio.project.edits import changed
from nnstudio.project.sources.points import MAX_COORDINATE, MAX_POINTS, POINT_CLASSES, PointsSource
from nnstudio.project.sources.spec import Task

STARTER_POINTS = 40


def starter(task: Task = Task.BINARY, seed: int = 0) -> PointsSource:
    """A first few points to begin with: a cloud for each class, or a rise from left to right."""
    draw = random.Random(seed)
    corners = [(-1.5, -1.5), (1.5, 1.5), (-1.5, 1.5)]
    classes = 3 if task is Task.MULTICLASS else 2
    points = []
    for i in range(STARTER_POINTS):
        x1, x2 = corners[i % classes]
        point = (round(draw.gauss(x1, 0.7), 3), round(draw.gauss(x2, 0.7), 3))
        points.append((*point, float(i % classes) if task is not Task.REGRESSION else round(sum(point) / 2, 3)))
    return PointsSource(task=task, points=tuple(points))


def add_points(source: PointsSource, points: Iterable[Sequence[float]]) -> PointsSource:
    """The source with more points; those beyond the most that it can hold are left out.

    Raises:
        pydantic.ValidationError: a point does not go with the others, or its class not with the task.
    """
    new = [tuple(map(float, point)) for point in points]
    return changed(source, points=(*source.points, *new)[: max(MAX_POINTS, len(source.points))])


def erase_points(source: PointsSource, at: tuple[float, float], radius: float | tuple[float, float]) -> PointsSource:
    """The source without the points within `radius` of `at`; two radii make an ellipse along the axes."""
    rx, ry = radius if isinstance(radius, tuple) else (radius, radius)
    kept = (p for p in source.points if math.hypot((p[0] - at[0]) / rx, (p[1] - at[1]) / ry) > 1)
    return changed(source, points=tuple(kept))


def nearest_point(source: PointsSource, at: tuple[float, float]) -> int | None:
    """The index of the point nearest to `at`; None if there is none."""
    places = range(len(source.points))
    return min(places, key=lambda i: math.dist(source.points[i][:2], at), default=None)


def move_point(source: PointsSource, index: int, to: tuple[float, float]) -> PointsSource:
    """The source with the point at `index` put elsewhere; its class or value over a plane stays."""
    moved = (*_within(to), *source.points[index][2:])
    return changed(source, points=(*source.points[:index], moved, *source.points[index + 1 :]))


def jitter_points(source: PointsSource, amount: float, seed: int) -> PointsSource:
    """The source with every point moved by chance, normally distributed with standard deviation `amount`."""
    draw = random.Random(seed)
    moved = (
        (*_within((point[0] + draw.gauss(0, amount), point[1] + draw.gauss(0, amount))), *point[2:])
        for point in source.points
    )
    return changed(source, points=tuple(moved))


def with_task(source: PointsSource, task: Task) -> PointsSource:
    """The same places for another task: classes become values and values classes, by rounding.

    Points of a curve have no place on the plane, and are left out where classes are asked for.
    """
    points = source.points
    if task is not Task.REGRESSION:
        highest = 1 if task is Task.BINARY else POINT_CLASSES - 1
        points = tuple((*p[:2], float(min(max(round(p[2]), 0), highest))) for p in points if len(p) == 3)
    return changed(source, task=task, points=points)


def _within(place: Sequence[float]) -> tuple[float, ...]:
    return tuple(min(max(value, -MAX_COORDINATE), MAX_COORDINATE) for value in place)
