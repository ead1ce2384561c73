"""Where everything in the diagram lies: nodes shrink as columns grow, then a column shows only some of its units."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF

MAX_SIDE, UNIFORM_FROM, CONDENSED_SIDE, MIN_SIDE = 88.0, 29.0, 16.0, 9.0
_AIR = 1.26
"""A node and the space up to the next, in heights of a node, where there is little room."""
_LOOSE = 1.5
_CONDENSED_AIR = 4.0


@dataclass(frozen=True)
class Gap:
    """Units of a column for which there is no room."""

    y: float
    """The middle of the line that says so."""
    count: int


@dataclass(frozen=True)
class ColumnPlace:
    """Where one column is drawn."""

    x: float
    """The middle."""
    pitch: float
    """How far it is to the next column."""
    side: float
    units: tuple[int, ...]
    """The units that are shown, top to bottom."""
    rects: tuple[QRectF, ...]
    """One for each of `units`."""
    gaps: tuple[Gap, ...] = ()

    def rect_of(self, unit: int) -> QRectF | None:
        """Where a unit is drawn; None if it is not."""
        return self.rects[self.units.index(unit)] if unit in self.units else None


def place_columns(
    widths: Sequence[int], body: QRectF, left: float, right: float, line: float, starts: Sequence[int]
) -> tuple[ColumnPlace, ...]:
    """Places columns of `widths` units in `body`.

    `left` and `right` is the room for names beside the first and the last column, `line` the height of a line of
    text, `starts` from which unit on a column that can't show all of them shows them.
    """
    count = len(widths)
    across = (body.width() - left - right) / max(1, count)
    fits = [min(MAX_SIDE, 0.5 * across, body.height() / (n * _AIR)) for n in widths]
    uniform = min((fit for fit in fits if fit >= UNIFORM_FROM), default=MAX_SIDE)
    first = body.left() + left + min(across, MAX_SIDE) / 2
    last = body.right() - right - min(across, MAX_SIDE) / 2
    pitch = (last - first) / max(1, count - 1)
    places = []
    for i, (n, fit, start) in enumerate(zip(widths, fits, starts, strict=True)):
        x = first + i * pitch
        if fit >= min(MIN_SIDE, 0.5 * across):
            places.append(_all(n, x, pitch, min(uniform, fit), body))
        else:
            places.append(_some(n, x, pitch, min(CONDENSED_SIDE, max(4.0, 0.5 * across)), body, line, start))
    return tuple(places)


def _all(n: int, x: float, pitch: float, side: float, body: QRectF) -> ColumnPlace:
    side = float(int(side))
    step = min(side * _LOOSE, body.height() / n)
    top = body.center().y() - step * n / 2 + (step - side) / 2
    return ColumnPlace(x, pitch, side, tuple(range(n)), tuple(_node(x, top + u * step, side) for u in range(n)))


def _some(n: int, x: float, pitch: float, side: float, body: QRectF, line: float, start: int) -> ColumnPlace:
    """A stretch of units from `start` on, and the last; lines between them say how many are missing."""
    step = side + _CONDENSED_AIR
    room = body.height() - step - line
    start = max(0, min(start, n - 1))
    if start:
        room -= line
    shown = max(1, int(room // step))
    # the line in front of the last unit is not needed when the stretch reaches it
    start = min(start, max(0, n - 1 - shown))
    stretch = list(range(start, min(n - 1, start + shown)))
    missing = n - 1 - (stretch[-1] + 1)
    units = [*stretch, n - 1]
    height = len(units) * step + (line if start else 0) + (line if missing else 0)
    y = body.center().y() - height / 2
    rects: list[QRectF] = []
    gaps: list[Gap] = []
    if start:
        gaps.append(Gap(y + line / 2, start))
        y += line
    for unit in units:
        if unit == n - 1 and missing:
            gaps.append(Gap(y + line / 2, missing))
            y += line
        rects.append(_node(x, y + _CONDENSED_AIR / 2, side))
        y += step
    return ColumnPlace(x, pitch, side, tuple(units), tuple(rects), tuple(gaps))


def _node(x: float, y: float, side: float) -> QRectF:
    return QRectF(round(x - side / 2), round(y), side, side)


def start_for(place: ColumnPlace, unit: int, start: int) -> int:
    """From which unit on a column is to be shown so that `unit` is among them."""
    if unit in place.units:
        return start
    stretch = len(place.units) - 1
    return unit if unit < start else max(0, unit - stretch + 2)
