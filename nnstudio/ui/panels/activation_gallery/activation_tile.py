"""A small picture of an activation, to be chosen."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from nnstudio.language import _
from nnstudio.ui.style.colors import Scheme
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.plain_text import tooltip

_TITLE, _MOST_HEIGHT = 18, 150


class ActivationTile(QAbstractButton):
    """The function's curve and, thin, its slope, over −6…6 and from −1.2 to 3; empty before it gets them."""

    def __init__(self, kind: str, title: str) -> None:
        super().__init__()
        self.kind = kind
        self._scheme = theme().scheme
        self._lines: tuple[NDArray, ...] = ()
        self.setText(title)
        self.setObjectName(f"activation_{kind}_button")
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setToolTip(tooltip(_("Look at {title}").format(title=title)))
        theme().keep_size(self, minimum=(76, 58))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme().follow(self._on_theme_changed)

    def set_curves(self, x: NDArray, y: NDArray, slope: NDArray) -> None:
        """The function y = f(x) and its slope, (n,) each."""
        self._lines = (np.column_stack((x, slope))[::6], np.column_stack((x, y))[::6])
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(104), theme().px(92))

    def paintEvent(self, event: QPaintEvent) -> None:
        scheme = self._scheme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        chosen = self.isChecked() or self.hasFocus()
        painter.setPen(QPen(QColor(scheme.accent if chosen else scheme.line), 2 if self.isChecked() else 1))
        painter.setBrush(QColor(scheme.selection if self.isChecked() else scheme.plot))
        painter.drawRoundedRect(frame, 6, 6)
        painter.setPen(QColor(scheme.text))
        height = theme().px(_TITLE)
        title = QRectF(frame.left(), frame.bottom() - height, frame.width(), height)
        painter.drawText(title, Qt.AlignmentFlag.AlignCenter, self.text())
        place = frame.adjusted(5, 4, -5, -height)
        painter.setClipRect(place)
        painter.setPen(QPen(QColor(scheme.line), 1))
        zero = self._at(place, np.array([[-6.0, 0.0], [6.0, 0.0], [0.0, -1.2], [0.0, 3.0]]))
        painter.drawLine(zero[0], zero[1])
        painter.drawLine(zero[2], zero[3])
        painter.setBrush(Qt.BrushStyle.NoBrush)
        slope_pen = QPen(QColor(scheme.muted), 1, Qt.PenStyle.DashLine)
        for line, pen in zip(self._lines, (slope_pen, QPen(QColor(scheme.prediction), 2)), strict=False):
            painter.setPen(pen)
            painter.drawPolyline(QPolygonF(self._at(place, line)))

    def _at(self, place: QRectF, points: NDArray) -> list[QPointF]:
        x = place.left() + (points[:, 0] + 6) / 12 * place.width()
        y = place.bottom() - (points[:, 1] + 1.2) / 4.2 * place.height()
        return [QPointF(a, b) for a, b in zip(x.tolist(), y.tolist(), strict=True)]

    @Slot(Scheme)
    def _on_theme_changed(self, scheme: Scheme) -> None:
        self._scheme = scheme
        self.setMaximumHeight(theme().px(_MOST_HEIGHT))
        self.updateGeometry()
        self.update()
