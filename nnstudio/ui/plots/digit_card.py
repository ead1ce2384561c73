"""Over the plane of digits: the picture of the sample or place that is pointed at, or else of the chosen one."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nnstudio.language import _
from nnstudio.ui.shown.selection import Point
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.digit_picture import SIDE, Places, paint_digit, pixel_places

if TYPE_CHECKING:
    from nnstudio.data.dataset import Dataset

_PIXEL, _MARGIN = 9, 6


class DigitCard(QWidget):
    """In a corner of what it is given, where the point is not; hidden for data that are no pixels."""

    def __init__(self, plot: QWidget) -> None:
        super().__init__(plot)
        self.setObjectName("digit_card")
        self.setAccessibleName(_("The digit's picture"))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._places: Places | None = None
        self._point: Point | None = None
        self.hide()

    @property
    def point(self) -> Point | None:
        """Whose picture it is."""
        return self._point

    def set_dataset(self, dataset: "Dataset") -> None:
        """The data whose columns may be pixels."""
        self._places = pixel_places(dataset.columns)
        self.show_point(None, QRect(), QPointF())

    def show_point(self, point: Point | None, within: QRect, where: QPointF) -> None:
        """Shows a point's picture in a corner of `within`, away from the place `where` the point itself is."""
        shown = point if self._places and point is not None else None
        self._point = shown
        self.setVisible(shown is not None)
        if shown is None:
            return
        side, margin = SIDE * theme().px(_PIXEL) + 1, theme().px(_MARGIN)
        x = within.right() - side - margin if where.x() < within.center().x() else within.left() + margin
        self.setGeometry(x, within.bottom() - side - margin, side, side)
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._point is None or not self._places:
            return
        painter = QPainter(self)
        paint_digit(painter, self._places, self._point.raw, theme().px(_PIXEL))
        painter.end()
