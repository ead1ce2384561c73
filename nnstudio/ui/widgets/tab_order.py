"""Where the Tab key stops, in the order in which the eye goes: top to bottom, and left to right within a row."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractScrollArea, QScrollArea, QWidget

from nnstudio.ui.style.focus_ring import focus_by_key

_OVERLAP = 3
"""Pixels by which rows and columns may reach into each other and still be two: shadows, frames."""


class _Box(NamedTuple):
    """A stop, or a scroll area with stops in it; where it is seen."""

    rect: QRect
    stops: tuple[QWidget, ...]


def stops_in(place: QWidget) -> list[QWidget]:
    """All widgets within `place`, itself among them, on which Tab stops now, in reading order."""
    boxes = [_Box(_rect(stop, place), (stop,)) for stop in (place, *_children(place)) if _is_stop(stop)]
    # Qt keeps tab bars that it has no use for beside the window
    here = place.rect() if place.isWindow() else None
    boxes = [
        box for box in boxes if _scrolled(box.stops[0], place) is None and (here is None or here.intersects(box.rect))
    ]
    for area in _areas(place):
        inner = stops_in(area.viewport()) if area.viewport() is not None else []
        corners = [stop for stop in _children(area) if _is_stop(stop) and not is_within(stop, area.viewport())]
        # whoever goes through what is in it scrolls it by that
        own = (area,) if _is_stop(area) and not (isinstance(area, QScrollArea) and inner) else ()
        boxes = [box for box in boxes if box.stops[0] is not area and box.stops[0] not in corners]
        if own or inner or corners:
            boxes.append(_Box(_rect(area, place), (*own, *inner, *corners)))
    mirrored = place.layoutDirection() is Qt.LayoutDirection.RightToLeft
    return [stop for box in _read(boxes, mirrored) for stop in box.stops]


def focus_first(place: QWidget) -> bool:
    """Gives the focus to the first stop in a place; False if there is none."""
    stops = stops_in(place)
    if stops:
        focus_by_key(stops[0])
    return bool(stops)


def _is_stop(widget: QWidget) -> bool:
    can = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None
    return bool(can) and widget.isEnabled() and widget.isVisible()


def _children(place: QWidget) -> list[QWidget]:
    """In the order in which they were made, without those of other windows: menus, popups."""
    return [child for child in place.findChildren(QWidget) if child.window() is place.window()]


def _areas(place: QWidget) -> list[QAbstractScrollArea]:
    """The scroll areas right within a place, not those in a scroll area of it."""
    areas = [child for child in _children(place) if isinstance(child, QAbstractScrollArea) and child.isVisible()]
    return [area for area in areas if _scrolled(area, place) is None]


def _scrolled(widget: QWidget, place: QWidget) -> QAbstractScrollArea | None:
    """The scroll area within `place` that holds the widget in its viewport."""
    parent = widget.parentWidget()
    while parent is not None and widget is not place and parent is not place:
        if isinstance(parent, QAbstractScrollArea):
            return parent
        parent = parent.parentWidget()
    return None


def is_within(widget: QWidget, place: QWidget | None) -> bool:
    """Whether a widget is a place, or lies in it."""
    return place is not None and (widget is place or place.isAncestorOf(widget))


def _rect(widget: QWidget, place: QWidget) -> QRect:
    return QRect(widget.mapTo(place, QPoint(0, 0)) if widget is not place else QPoint(0, 0), widget.size())


def _read(boxes: Sequence[_Box], mirrored: bool) -> list[_Box]:
    """Cuts between rows where nothing reaches across, else between columns, and so on within each part."""
    if len(boxes) < 2:
        return list(boxes)
    rows = _cut(boxes, lambda box: (box.rect.top(), box.rect.bottom()))
    if len(rows) > 1:
        return [box for row in rows for box in _read(row, mirrored)]
    columns = _cut(boxes, lambda box: (box.rect.left(), box.rect.right()))
    if len(columns) > 1:
        return [box for column in (reversed(columns) if mirrored else columns) for box in _read(column, mirrored)]
    return sorted(boxes, key=lambda box: (box.rect.top(), -box.rect.right() if mirrored else box.rect.left()))


def _cut(boxes: Iterable[_Box], span: Callable[[_Box], tuple[int, int]]) -> list[list[_Box]]:
    """The boxes in parts whose spans don't overlap."""
    parts: list[list[_Box]] = []
    end = 0
    for box in sorted(boxes, key=span):
        first, last = span(box)
        if not parts or first + _OVERLAP > end:
            parts.append([])
            end = last
        parts[-1].append(box)
        end = max(end, last)
    return parts
