"""The point under the probe as numbers that can be changed, one for each column of the data."""

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QWidget

from nnstudio.language import _
from nnstudio.ui.panels.probe.digit_view import DigitView
from nnstudio.ui.widgets.digit_picture import pixel_places
from nnstudio.ui.widgets.fields import FloatField, caption, show_value
from nnstudio.ui.widgets.plain_text import PlainLabel, tooltip

if TYPE_CHECKING:
    from nnstudio.data.dataset import Dataset

MOST_FIELDS = 100
_FAR = 1e12
_STEPS = 50
"""A step of a field is about this part of the column's span."""


class PointForm(QWidget):
    """Spin boxes, as many as sensible; for digits the picture too."""

    value_changed = Signal(int, float)
    """A column's index, and its new value."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns: tuple[str, ...] = ()
        self.fields: list[FloatField] = []
        self.picture = DigitView()
        self.picture.pixel_painted.connect(self.value_changed)
        self.picture.hide()
        self._area = QScrollArea()
        self._area.setAccessibleName(_("Values of the point"))
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.picture, 1)
        layout.addWidget(self._area, 1)

    def set_dataset(self, dataset: "Dataset") -> None:
        """A field for each column, stepping as its values ask for."""
        if dataset.columns == self._columns:
            return
        self._columns = dataset.columns
        self.fields = []
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 6, 0)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        for i, name in enumerate(dataset.columns[:MOST_FIELDS]):
            field = FloatField(-_FAR, _FAR, _step(dataset.raw_train[:, i]), option=name)
            field.setObjectName(f"point_value_{i}")
            field.setAccessibleName(name)
            field.option_changed.connect(self._on_field_option_changed)
            label = PlainLabel(name)
            label.setToolTip(tooltip(name))
            label.setMaximumWidth(120)
            label.setBuddy(field)
            grid.addWidget(label, i, 0)
            grid.addWidget(field, i, 1)
            self.fields.append(field)
        left_out = len(dataset.columns) - len(self.fields)
        if left_out:
            grid.addWidget(
                caption(_("and {left_out:,} more columns").format(left_out=left_out)), len(self.fields), 0, 1, 2
            )
        grid.setRowStretch(len(self.fields) + 1, 1)
        self._area.setWidget(body)
        places = pixel_places(dataset.columns)
        self.picture.setVisible(places is not None)
        self.picture.set_places(places or {})

    def set_values(self, values: NDArray[np.float64] | None) -> None:
        """(c,): shows them without announcing a change; None greys the fields."""
        for i, field in enumerate(self.fields):
            field.setEnabled(values is not None)
            if values is not None:
                show_value(field, float(values[i]))
        self.picture.set_values(values if values is not None else np.empty(0))

    @Slot(str, object)
    def _on_field_option_changed(self, column: str, value: float) -> None:
        self.value_changed.emit(self._columns.index(column), value)


def _step(values: NDArray[np.float64]) -> float:
    """About a fiftieth of the span, rounded to a power of ten; whole numbers step by one."""
    span = float(np.ptp(values))
    if span == 0 or not math.isfinite(span):
        return 0.1
    if np.array_equal(values, np.round(values)) and span >= 2:
        return 1.0
    return float(10.0 ** round(math.log10(span / _STEPS)))
