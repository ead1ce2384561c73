"""What a movement of the brush does to points, without any window."""

import math
import random

from nnstudio.language import _, ngettext
from nnstudio.project import painted_points as painting
from nnstudio.project.sources.points import MAX_POINTS, POINT_CLASSES, PointsSource
from nnstudio.project.sources.spec import Task
from nnstudio.ui.plots.paint_bar import CURVE, Brush

_SPACING = 7.0
"""Between points that are set one by one, in pixels."""
_DENSITY = 3
"""Points sprayed at a time."""
Place = tuple[float, float]


class Stroke:
    """From the press of the mouse button to its release; `source` is what the points are by now.

    Args:
        source: the points before.
        brush: what is done.
        form: what is painted, a Task or `CURVE`.
        value: the class, or the value over the plane.
        radius: of the brush, along both axes in the plot's coordinates; 0 for single points.
        pixel: a pixel's width and height in the plot's coordinates.
    """

    def __init__(
        self, source: PointsSource, brush: Brush, form: str, value: float, radius: Place, pixel: Place
    ) -> None:
        self.source = source
        self._before = source
        self._brush, self._form, self._value = brush, form, value
        self._radius, self._pixel = radius, pixel
        self._last: Place | None = None
        self._held: int | None = None
        self._draw = random.Random(len(source.points))

    def begin(self, at: Place) -> None:
        """The button is pressed."""
        if self._brush is Brush.MOVE:
            nearest = painting.nearest_point(self.source, at)
            if nearest is not None and self._pixels(self.source.points[nearest][:2], at) <= 2 * _SPACING:
                self._held = nearest
        elif self._brush is Brush.PAINT:
            self._add([at])
        else:
            self._erase(at)
        self._last = at

    def go_on(self, at: Place) -> None:
        """The mouse moves with the button held."""
        if self._brush is Brush.MOVE:
            if self._held is not None:
                self.source = painting.move_point(self.source, self._held, at)
        elif self._brush is Brush.ERASE:
            self._erase(at)
        elif self._last is None or self._pixels(self._last, at) >= _SPACING:
            self._add(self._sprayed(at) if self._radius[0] else [at])
            self._last = at

    @property
    def text(self) -> str:
        """What was done, as undo will say it; empty if nothing was."""
        if self.source == self._before:
            return ""
        change = len(self.source.points) - len(self._before.points)
        points = ngettext("{change:,} point", "{change:,} points", abs(change)).format(change=abs(change))
        if self._brush is Brush.MOVE:
            return _("move a point")
        if self._brush is Brush.ERASE:
            return _("erase {points}").format(points=points)
        has_classes = self._form in (Task.BINARY, Task.MULTICLASS)
        return (
            _("paint {points} of class {value:.0f}").format(points=points, value=self._value)
            if has_classes
            else _("paint {points}").format(points=points)
        )

    @property
    def is_full(self) -> bool:
        return len(self.source.points) >= MAX_POINTS

    def _pixels(self, a: tuple[float, ...], b: Place) -> float:
        return math.hypot((a[0] - b[0]) / self._pixel[0], (a[1] - b[1]) / self._pixel[1])

    def _add(self, places: list[Place]) -> None:
        rounded = [(round(x, 4), round(y, 4)) for x, y in places]
        points = rounded if self._form == CURVE else [(x, y, self._value) for x, y in rounded]
        self.source = painting.add_points(self.source, points)

    def _sprayed(self, at: Place) -> list[Place]:
        found = []
        for _unused in range(_DENSITY):
            r, angle = math.sqrt(self._draw.random()), self._draw.uniform(0, 2 * math.pi)
            found.append((at[0] + r * self._radius[0] * math.cos(angle), at[1] + r * self._radius[1] * math.sin(angle)))
        return found

    def _erase(self, at: Place) -> None:
        reach = tuple(max(radius, _SPACING * pixel) for radius, pixel in zip(self._radius, self._pixel, strict=True))
        self.source = painting.erase_points(self.source, at, (reach[0], reach[1]))


def in_form(source: PointsSource, form: str) -> PointsSource:
    """The points for something else to be painted; what can't be carried over gives way to a few to begin with."""
    if form == CURVE:
        places = tuple(point[:2] for point in source.points)
        return PointsSource(task=Task.REGRESSION, points=places)
    task = Task(form)
    carried = painting.with_task(source, task) if not source.is_curve() else PointsSource(task=task)
    return carried if carried.points or not source.points else painting.starter(task)


def points_of(rows: list[list[float]], values: list[float], task: Task) -> PointsSource:
    """Samples of one or two columns with their classes or values, as points.

    Raises:
        pydantic.ValidationError: they can't be points.
    """
    if len(rows[0]) == 1:
        return PointsSource(task=Task.REGRESSION, points=tuple((x, y) for (x,), y in zip(rows, values, strict=True)))
    points = tuple((*row, value) for row, value in zip(rows, values, strict=True))
    return PointsSource(task=task, points=points)


def why_no_points(columns: int, samples: int, classes: int, task: Task) -> str:
    """Why samples can't become points; empty if they can."""
    if columns > 2:
        return _("Points have a place on a plane; these samples have {columns:,} columns").format(columns=columns)
    if samples > MAX_POINTS:
        return _("At most {max_points:,} points can be edited, and these are {samples:,}").format(
            max_points=MAX_POINTS, samples=samples
        )
    if columns == 1 and task is not Task.REGRESSION:
        return _("Classes along a line can't be painted")
    return (
        _("At most {point_classes} classes can be painted").format(point_classes=POINT_CLASSES)
        if classes > POINT_CLASSES
        else ""
    )
