"""Data that the learner paints: a few points, kept in the project itself."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from nnstudio.language import _, ngettext
from nnstudio.project.network import Problem
from nnstudio.project.sources.spec import SourceSpec, Task, TaskField

MAX_POINTS = 10_000
MAX_COORDINATE = 1e6
POINT_CLASSES = 10
"""Classes are numbered from 0 to one below this."""
FEWEST = 3

Coordinate = Annotated[float, Field(ge=-MAX_COORDINATE, le=MAX_COORDINATE)]
Point = Annotated[tuple[Coordinate, ...], Field(strict=False, min_length=2, max_length=3)]


class PointsSource(SourceSpec):
    """Points over a plane, ``[x1, x2, class]`` or ``[x1, x2, value]``; or of a curve, ``[x, value]``.

    A curve is for regression alone. All points of a source have the same form.
    """

    title: ClassVar[str] = _("Points")
    summary: ClassVar[str] = _("Points that you set yourself")
    stays_a_plane: ClassVar[bool] = True
    kind: Literal["points"] = "points"
    task: TaskField = Task.BINARY  # type: ignore[misc]
    points: Annotated[tuple[Point, ...], Field(strict=False, max_length=MAX_POINTS)] = ()

    def is_curve(self) -> bool:
        """Whether there is one input, x, and the second number is the value; without points it is a plane."""
        return bool(self.points) and len(self.points[0]) == 2

    def feature_count(self) -> int:
        return 1 if self.is_curve() else 2

    def class_count(self) -> int:
        if self.task is Task.MULTICLASS:
            return 1 + max(2, *(int(point[-1]) for point in self.points)) if self.points else 3
        return super().class_count()

    def sample_count(self) -> int:
        return len(self.points)

    def description(self) -> str:
        n = len(self.points)
        where = _("of a curve") if self.is_curve() else _("over the plane")
        return ngettext(
            "{n:,} point {where} that you set yourself", "{n:,} points {where} that you set yourself", n
        ).format(n=n, where=where)

    def problems(self) -> Iterator[Problem]:
        where = ("data", "source", "points")
        n = len(self.points)
        if n < FEWEST:
            there = (
                _("there are no points yet")
                if n == 0
                else ngettext("there is only {n} so far", "there are only {n} so far", n).format(n=n)
            )
            yield Problem(where, _("{there}; set at least {fewest}").format(there=there, fewest=FEWEST))
        elif self.task is not Task.REGRESSION and len({point[-1] for point in self.points}) == 1:
            yield Problem(
                where,
                _("all points are of class {points}; set some of another class").format(points=int(self.points[0][-1])),
            )

    @model_validator(mode="after")
    def _points_go_together(self) -> "PointsSource":
        if len({len(point) for point in self.points}) > 1:
            raise ValueError(_("points must all have two numbers, or all three"))
        if self.task is Task.REGRESSION:
            return self
        if self.is_curve():
            raise ValueError(_("points of two numbers are a curve, which is for regression; a class is a third number"))
        classes = 2 if self.task is Task.BINARY else POINT_CLASSES
        for point in self.points:
            if point[2] not in range(classes):
                raise ValueError(
                    _("points holds the class {point:g}; the classes of {task} are 0 to {classes}").format(
                        point=point[2], task=self.task, classes=classes - 1
                    )
                )
        return self
