"""The fit taken apart: what each unit in front of the output adds to the prediction, each as a curve."""

from html import escape
from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QObject, QPointF, Qt, Signal, Slot

from nnstudio.language import _
from nnstudio.ui.plots.canvas import Canvas, scaled_pen, translucent
from nnstudio.ui.shown.unit_names import unit_name
from nnstudio.ui.style.colors import PART_COLORS, part_color
from nnstudio.ui.style.theme import theme

if TYPE_CHECKING:
    from pyqtgraph.GraphicsScene.mouseEvents import MouseClickEvent

    from nnstudio.engine.views.contributions import Contributions
    from nnstudio.engine.views.frame import Frame
    from nnstudio.session.run import Run

_REACH = 8.0
"""How close to a curve, in pixels, a click must be."""
_STRONGER = 1.25
"""How much stronger an unnamed unit must be to take a named one's place: names should not flicker."""
_MOST_GREY = 60
_MARGINS = (2, 8, 10, 2)
"""Around the plot, left, top, right and bottom, while there is no legend beside it."""


class FitParts(QObject):
    """The curves, their legend, and the clicks on both. The strongest units are coloured and named, others grey."""

    unit_switched = Signal(tuple)
    """(layer, unit): the one that was clicked."""

    def __init__(self, plot: Canvas) -> None:
        super().__init__(plot)
        self._run: Run | None = None
        self.is_shown = False
        self.contributions: Contributions | None = None
        """What is drawn; None while nothing is."""
        self._off: frozenset[tuple[int, int]] = frozenset()
        self._slots: list[int | None] = [None] * len(PART_COLORS)
        """The unit that has each colour."""
        self.curves = [pg.PlotCurveItem() for _unused in PART_COLORS]
        self.grey = pg.PlotCurveItem(connect="finite")
        self.bias = pg.InfiniteLine(angle=0)
        self.legend = _Key()
        # beside the curves, for it is too large to lie on them
        self.legend.setParentItem(plot.getPlotItem())
        self.legend.anchor((1, 0), (1, 0), offset=(0, 4))
        self._entries: list[tuple[str, int | None, bool]] = []
        for item in (self.grey, self.bias, *self.curves):
            item.setZValue(5)
            plot.addItem(item, ignoreBounds=True)
            item.hide()
        self.legend.hide()
        plot.scene().sigMouseClicked.connect(self._on_scene_mouse_clicked)

    @property
    def _plot(self) -> Canvas:
        # kept by Qt alone: the plot keeps this object, and each keeping the other would outlive the window
        plot = self.parent()
        assert isinstance(plot, Canvas)
        return plot

    @property
    def units(self) -> tuple[int | None, ...]:
        """The unit that each of the curves shows, None for a curve that is free."""
        return tuple(self._slots)

    @property
    def names(self) -> tuple[str, ...]:
        """What the legend says, from top to bottom."""
        return tuple(name for name, _unused, _unused in self._entries)

    def set_run(self, run: "Run | None") -> None:
        """Another network; None where there is nothing to take apart."""
        self._run = run
        self.contributions = None
        self._slots = [None] * len(PART_COLORS)
        self._show()

    def set_shown(self, shown: bool) -> None:
        self.is_shown = shown
        self._show()

    def set_frame(self, frame: "Frame") -> None:
        """Draws the contributions at an epoch."""
        run = self._run
        if run is None or not self.is_shown or len(frame.region.axes) != 1:
            self.contributions = None
            self._show()
            return
        from nnstudio.engine.views.contributions import take_apart

        self._off = frame.off
        self.contributions = take_apart(frame, run.trainer.layout, run.dataset)
        x = frame.region.points[:, frame.region.axes[0]]
        self._choose(self.contributions)
        parts = self.contributions.parts
        for unit, curve in zip(self._slots, self.curves, strict=True):
            if unit is not None:
                curve.setData(x, parts[:, unit])
        others = [unit for unit in self._strongest(parts) if unit not in self._slots][:_MOST_GREY]
        gap = np.full((1, len(others)), np.nan)
        self.grey.setData(
            np.tile(np.append(x, np.nan), len(others)), np.vstack((parts[:, others], gap)).T.ravel().astype(float)
        )
        self.bias.setValue(self.contributions.bias)
        self._show()

    def extent(self) -> tuple[float, float] | None:
        """The lowest and the highest value drawn; None while nothing is."""
        if self.contributions is None:
            return None
        parts, bias = self.contributions.parts, self.contributions.bias
        return min(float(parts.min()), bias), max(float(parts.max()), bias)

    def restyle(self) -> None:
        """Takes on the theme's colours."""
        scheme = self._plot.scheme
        for place, curve in enumerate(self.curves):
            curve.setPen(scaled_pen(part_color(place, scheme), width=1.6))
        self.grey.setPen(scaled_pen(translucent(scheme.muted, 110), width=1))
        self.bias.setPen(scaled_pen(scheme.text, width=1.2, style=Qt.PenStyle.DashLine))
        self.legend.setLabelTextSize(f"{theme().points(9):.1f}pt")
        self._write_legend(anew=True)

    def unit_at(self, where: QPointF) -> tuple[int, int] | None:
        """The unit whose curve or entry in the legend lies at a point of the scene."""
        if self.contributions is None:
            return None
        entry = self.legend.row_at(where)
        if entry is not None:
            unit = self._entries[entry][1]
            return None if unit is None else (self.contributions.layer, unit)
        if self.legend.sceneBoundingRect().contains(where):
            return None
        nearest: tuple[float, int | None] = (_REACH, None)
        for unit, curve in zip(self._slots, self.curves, strict=True):
            if unit is not None and curve.isVisible():
                nearest = min(nearest, (_distance(curve, where), unit), key=lambda pair: pair[0])
        return None if nearest[1] is None else (self.contributions.layer, nearest[1])

    def _strongest(self, parts: np.ndarray) -> list[int]:
        """The units by how much their contribution varies over the region, the strongest first."""
        return np.argsort(-np.ptp(parts, axis=0), kind="stable").tolist()

    def _choose(self, contributions: "Contributions") -> None:
        """Gives the colours to the strongest units, and to those that are off, so that they can be put back."""
        off = [unit for layer, unit in self._off if layer == contributions.layer]
        strength = np.ptp(contributions.parts, axis=0)
        for unit in self._slots:
            if unit is not None and unit not in off:
                strength[unit] *= _STRONGER
        for unit in off:
            if unit < len(strength):
                strength[unit] = np.inf
        chosen = np.argsort(-strength, kind="stable")[: len(self._slots)].tolist()
        self._slots = [unit if unit in chosen else None for unit in self._slots]
        waiting = sorted(unit for unit in chosen if unit not in self._slots)
        for i, unit in enumerate(self._slots):
            if unit is None and waiting:
                self._slots[i] = waiting.pop(0)

    def _show(self) -> None:
        shown = self.contributions is not None
        layer = self.contributions.layer if self.contributions is not None else 0
        for unit, curve in zip(self._slots, self.curves, strict=True):
            curve.setVisible(shown and unit is not None and (layer, unit) not in self._off)
        self.grey.setVisible(shown)
        self.bias.setVisible(shown)
        self.legend.setVisible(shown)
        if shown:
            self._write_legend()
        left, top, _unused, bottom = _MARGINS
        right = self.legend.boundingRect().width() + 4 if shown else _MARGINS[2]
        self._plot.getPlotItem().layout.setContentsMargins(left, top, right, bottom)

    def _write_legend(self, anew: bool = False) -> None:
        if self.contributions is None or self._run is None:
            return
        layer, features = self.contributions.layer, self._run.dataset.feature_names
        entries: list[tuple[str, int | None, bool]] = []
        for unit in self._slots:
            if unit is not None:
                off = (layer, unit) in self._off
                name = _("unit {unit}").format(unit=unit + 1) if layer >= 0 else unit_name((layer, unit), (), features)
                entries.append((_("{name} (off)").format(name=name) if off else name, unit, off))
        hidden = self.contributions.parts.shape[1] - len(entries)
        if hidden > 0:
            weaker = _("{shown} of {hidden} weaker") if hidden > _MOST_GREY else _("{hidden} weaker")
            entries.append((weaker.format(shown=_MOST_GREY, hidden=hidden), None, False))
        entries.append((_("bias {bias:.3g}").format(bias=self.contributions.bias), None, False))
        colors = [slot for slot, unit in enumerate(self._slots) if unit is not None]
        if [entry[0] for entry in entries[:-1]] == [entry[0] for entry in self._entries[:-1]] and not anew:
            if entries != self._entries:
                self.legend.items[-1][1].setText(escape(entries[-1][0]), color=self._plot.scheme.text)
        else:
            self.legend.clear()
            for i, (name, unit, off) in enumerate(entries):
                item = self.curves[colors[i]] if unit is not None else self.grey
                if i == len(entries) - 1:
                    item = pg.PlotDataItem(pen=self.bias.pen)
                self.legend.addItem(item, escape(name))
                color = self._plot.scheme.muted if off else self._plot.scheme.text
                self.legend.items[-1][1].setText(escape(name), color=color)
        self._entries = entries

    @Slot(object)
    def _on_scene_mouse_clicked(self, event: "MouseClickEvent") -> None:
        if event.button() is not Qt.MouseButton.LeftButton or event.double():
            return
        unit = self.unit_at(event.scenePos())
        if unit is not None:
            event.accept()
            self.unit_switched.emit(unit)


class _Sample(pg.graphicsItems.LegendItem.ItemSample):
    """A legend's line; a click on it means the unit, and does not merely hide the curve."""

    def mouseClickEvent(self, event: "MouseClickEvent") -> None:
        event.ignore()


class _Key(pg.LegendItem):
    """As large as its entries now are: pyqtgraph's own legend never shrinks."""

    def __init__(self) -> None:
        super().__init__(sampleType=_Sample)

    def updateSize(self) -> None:
        self.layout.invalidate()
        # pyqtgraph hides the method `size` behind an attribute
        hint = self.effectiveSizeHint(Qt.SizeHint.PreferredSize)
        self.setGeometry(0, 0, hint.width(), hint.height())

    def row_at(self, where: QPointF) -> int | None:
        """The row at a point of the scene."""
        if not self.isVisible():
            return None
        for i, (sample, label) in enumerate(self.items):
            if sample.sceneBoundingRect().united(label.sceneBoundingRect()).contains(where):
                return i
        return None


def _distance(curve: pg.PlotCurveItem, where: QPointF) -> float:
    """How far a point of the scene is from a curve, in pixels."""
    x, y = curve.getData()
    view = curve.getViewBox()
    origin, corner = view.mapViewToScene(QPointF(0, 0)), view.mapViewToScene(QPointF(1, 1))
    dx = origin.x() + x * (corner.x() - origin.x()) - where.x()
    dy = origin.y() + y * (corner.y() - origin.y()) - where.y()
    lengths = np.hypot(np.diff(dx), np.diff(dy))
    # along each piece, the point that is closest to the click
    with np.errstate(invalid="ignore", divide="ignore"):
        t = -(dx[:-1] * np.diff(dx) + dy[:-1] * np.diff(dy)) / lengths**2
    t = np.clip(np.nan_to_num(t), 0, 1)
    return float(np.hypot(dx[:-1] + t * np.diff(dx), dy[:-1] + t * np.diff(dy)).min())
