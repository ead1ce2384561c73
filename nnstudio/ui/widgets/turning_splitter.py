"""A splitter that puts its widgets side by side in a flat panel, and on top of each other in a tall one."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget


class TurningSplitter(QSplitter):
    def __init__(self, tall_from: float, *widgets: QWidget) -> None:
        """`tall_from`: the ratio of height to width from which it is tall."""
        super().__init__()
        self._tall_from = tall_from
        self.setHandleWidth(12)
        for widget in widgets:
            self.addWidget(widget)
        self.setChildrenCollapsible(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        tall = event.size().height() > self._tall_from * event.size().width()
        orientation = Qt.Orientation.Vertical if tall else Qt.Orientation.Horizontal
        if orientation is not self.orientation():
            self.setOrientation(orientation)
            self.setSizes([1000] * self.count())
        super().resizeEvent(event)
