"""What part of a plot is seen: the one that suits what is drawn, until somebody zooms; and the way back."""

import math
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QObject, Qt, Signal, Slot

Ends = tuple[float, float]

STEP = 1.5
"""How much nearer a press of a button or of a key brings."""
_PAN = 0.15
"""How far an arrow key goes, as a share of what is seen."""
_CLOSEST, _FARTHEST = 1e-6, 1e3
"""Of what suits the plot, the least and the most that can be seen."""
_LARGEST = 1e150
"""Larger numbers than this are left out: their squares are no numbers."""


class BoundView(pg.ViewBox):
    """Can't be zoomed to nothing, or until what is drawn is nothing."""

    def __init__(self) -> None:
        super().__init__(enableMenu=False)
        self.usual = (1.0, 1.0)
        """The width and height that suit what is drawn."""

    def scaleBy(self, s: Any = None, center: Any = None, x: float | None = None, y: float | None = None) -> None:
        if s is not None:
            x, y = s[0], s[1]
        rect = self.viewRect()
        super().scaleBy(
            center=center, x=_bounded(x, rect.width(), self.usual[0]), y=_bounded(y, rect.height(), self.usual[1])
        )


class Zoom(QObject):
    """Belongs to a plot, which says by `suit` what there is to be seen.

    The wheel and the mouse's drags change what is seen, so do `nearer`, `farther` and the keys. Then it stays as it is,
    whatever is drawn, until `show_all`.
    """

    changed = Signal(bool)
    """Whether it is zoomed."""

    def __init__(self, plot: pg.PlotWidget) -> None:
        super().__init__(plot)
        self.is_zoomed = False
        self._suited: dict[str, tuple[Ends, float]] = {"x": ((0.0, 1.0), 0.0), "y": ((0.0, 1.0), 0.0)}
        """By the axis, x or y: what there is to be seen, and the share to be left around it."""
        self.show_all()
        self._view.sigRangeChangedManually.connect(self._on_range_changed_manually)

    @property
    def _view(self) -> BoundView:
        # kept by Qt alone: the plot keeps this object, and each keeping the other would outlive the window
        plot = self.parent()
        assert isinstance(plot, pg.PlotWidget)
        view = plot.getPlotItem().getViewBox()
        assert isinstance(view, BoundView)
        return view

    def suit(self, x: Ends | None = None, y: Ends | None = None, padding: float = 0.0) -> None:
        """Says what there is to be seen along one axis or both, and shows it, unless somebody has zoomed."""
        given = {axis: (_sound(ends), padding) for axis, ends in (("x", x), ("y", y)) if ends is not None}
        self._suited |= given
        if not self.is_zoomed:
            self._show(given)

    def suit_items(self) -> None:
        """Shows all items, unless somebody has zoomed."""
        bounds = self._view.childrenBoundingRect()
        self.suit((bounds.left(), bounds.right()), (bounds.top(), bounds.bottom()), 0.04)

    def forget(self) -> None:
        """Something else is drawn, of which nobody has chosen a part: it is to be seen as a whole."""
        self._set_zoomed(False)

    @Slot()
    def show_all(self) -> None:
        """Shows what there is to be seen, as if nobody had zoomed."""
        self._set_zoomed(False)
        self._show(self._suited)

    @Slot()
    def nearer(self) -> None:
        """Shows less, the larger, about the middle."""
        self._scale(1 / STEP)

    @Slot()
    def farther(self) -> None:
        """Shows more, the smaller, about the middle."""
        self._scale(STEP)

    def act(self, key: int) -> bool:
        """Does what a key stands for; False if it stands for nothing."""
        steps = {
            Qt.Key.Key_Left: (-_PAN, 0.0),
            Qt.Key.Key_Right: (_PAN, 0.0),
            Qt.Key.Key_Up: (0.0, _PAN),
            Qt.Key.Key_Down: (0.0, -_PAN),
        }
        match key:
            case Qt.Key.Key_Home:
                self.show_all()
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.nearer()
            case Qt.Key.Key_Minus:
                self.farther()
            case _ if key in steps:
                rect = self._view.viewRect()
                across, up = steps[Qt.Key(key)]
                self._view.translateBy(x=across * rect.width(), y=up * rect.height())
                self._set_zoomed(True)
            case _:
                return False
        return True

    def _scale(self, factor: float) -> None:
        self._view.scaleBy((factor, factor))
        self._set_zoomed(True)

    def _show(self, axes: dict[str, tuple[Ends, float]]) -> None:
        ranges, usual = {}, list(self._view.usual)
        for number, axis in enumerate("xy"):
            if axis in axes:
                (low, high), padding = axes[axis]
                room = padding * (high - low)
                ranges[f"{axis}Range"] = (low - room, high + room)
                usual[number] = high - low + 2 * room
        self._view.usual = (usual[0], usual[1])
        self._view.setRange(padding=0, **ranges)

    def _set_zoomed(self, zoomed: bool) -> None:
        if zoomed != self.is_zoomed:
            self.is_zoomed = zoomed
            self.changed.emit(zoomed)

    @Slot(object)
    def _on_range_changed_manually(self, axes: object) -> None:
        self._set_zoomed(True)


def _sound(ends: Ends) -> Ends:
    """Two finite numbers, the second one larger."""
    low, high = (float(np.nan_to_num(end, nan=0.0, posinf=_LARGEST, neginf=-_LARGEST)) for end in ends)
    low, high = max(-_LARGEST, min(low, high)), min(_LARGEST, max(low, high))
    least = max(abs(low), abs(high)) * 1e-12
    if high - low <= least:
        # of numbers that are all the same a closer look would show their last digits alone
        room = 0.25 * max(abs(low), abs(high)) or 0.5
        low, high = low - room, high + room
    return low, high


def _bounded(factor: float | None, now: float, usual: float) -> float | None:
    """The factor by which a stretch may grow or shrink, so that some of what suits the plot is still to be seen."""
    if factor is None or not (math.isfinite(factor) and factor > 0 and now > 0 and usual > 0):
        return None if factor is None else 1.0
    least, most = min(1.0, _CLOSEST * usual / now), max(1.0, _FARTHEST * usual / now)
    return min(max(factor, least), most)
