"""A point's way through the network: the inputs, and each layer's outputs, as rows of coloured numbers."""

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from nnstudio.language import _
from nnstudio.ui.widgets.heat_cells import heat
from nnstudio.ui.widgets.number_texts import exact, short
from nnstudio.ui.widgets.sheet import LEFT, Cell, Sheet

if TYPE_CHECKING:
    from nnstudio.engine.views.probe_reading import Reading

_NAME = 0.85
"""The height of an input's name, in lines."""


class FlowSheet(Sheet):
    """Each row has a scale of its own: its largest number is full in colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("flow_sheet")
        self.setAccessibleName(_("What each layer makes of the point"))
        self._reading: Reading | None = None
        self._features: tuple[str, ...] = ()
        self._layers: tuple[str, ...] = ()
        self._inputs = ""
        self.dress()

    def set_network(self, features: Sequence[str], layers: Sequence[str], inputs: str) -> None:
        """The names of the features and of the layers; `inputs` says what the network gets."""
        self._features, self._layers, self._inputs = tuple(features), tuple(layers), inputs
        self._reading = None
        self.refresh()

    def set_reading(self, reading: "Reading | None") -> None:
        self._reading = reading
        self.refresh()

    def lay_out(self, width: float) -> Iterator[Cell]:
        reading = self._reading
        if reading is None:
            return
        titles = [self._inputs, *(f"{i}  {name}" for i, name in enumerate(self._layers))]
        rows: list[NDArray[np.floating]] = [reading.inputs, *reading.layers]
        names = min(self.wide(*titles) + 6, width * 0.4)
        # the inputs' lines have their names over them
        lines = max(1, int((self.room - self.line) // (self.line * (len(rows) + 1.4))))
        y = 0.0
        for i, (title, values) in enumerate(zip(titles, rows, strict=True)):
            shown = self.metrics.elidedText(title, Qt.TextElideMode.ElideRight, names)
            top = y + (self.line * _NAME if i == 0 else 0.0)
            yield Cell(QRectF(0, top, names, self.line), shown, align=LEFT, ink=QColor(self.scheme.text), tip=title)
            units = self._features if i == 0 else tuple(_("unit {k}").format(k=k + 1) for k in range(len(values)))
            for cell in self._row(title, units, values, names, y, width, lines, named=i == 0):
                y = max(y, cell.box.bottom())
                yield cell
            y += self.line * 0.25

    def _row(
        self,
        title: str,
        units: Sequence[str],
        values: NDArray[np.floating],
        x: float,
        y: float,
        width: float,
        lines: int,
        named: bool,
    ) -> Iterator[Cell]:
        """A layer's numbers, in as many lines as there are or at most `lines`; the rest is counted."""
        cell = self.wide("−0.0000")
        across = max(1, int((width - x) // cell))
        shown = len(values)
        if shown > across * lines:
            shown = max(1, across * lines - math.ceil(self.wide(_("… {shown:,} more").format(shown=shown)) / cell))
        finite = np.abs(values[np.isfinite(values)])
        limit = float(finite.max()) if finite.size else 0.0
        head = self.line * _NAME if named else 0.0
        for k, value in enumerate(values[:shown].tolist()):
            box = QRectF(x + k % across * cell, y + head + k // across * (self.line + head), cell, self.line)
            yield Cell(box, short(value), heat(value, limit, self.scheme), tip=f"{title}, {units[k]}: {exact(value)}")
            if named:
                name = self.metrics.elidedText(units[k], Qt.TextElideMode.ElideRight, cell - 4)
                yield Cell(QRectF(box.x(), box.y() - head, cell, head), name, tip=units[k])
        if shown < len(values):
            place = QRectF(
                x + shown % across * cell + 6, y + head + shown // across * (self.line + head), width, self.line
            )
            yield Cell(place, _("… {value_count:,} more").format(value_count=len(values) - shown), align=LEFT)
