"""A column of controls and texts, of which what has no room can be scrolled to."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from nnstudio.ui.style.theme import theme

_LEAST_WIDTH = 220


class ColumnArea(QScrollArea):
    """As wide as its column; it scrolls up and down alone."""

    def __init__(self, column: QWidget, name: str, title: str) -> None:
        """`name` is its object name, `title` what screen readers call it."""
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(column)
        theme().keep_size(self, minimum=(_LEAST_WIDTH, 0))
