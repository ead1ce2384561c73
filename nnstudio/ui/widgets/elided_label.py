"""A label that takes the room it is given."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnstudio.ui.widgets.plain_text import PlainLabel, tooltip


class ElidedLabel(PlainLabel):
    """Plain text in a line, with an ellipsis where there is not room enough; the tooltip has all of it, or more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.full = ""
        """The text as it was set."""
        self.setObjectName("caption")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def set_text(self, text: str, tip: str = "") -> None:
        """Shows a text; `tip` says more than the text itself."""
        self.full = text
        self.setToolTip(tooltip(tip or text))
        self._shorten()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._shorten()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._shorten()

    def _shorten(self) -> None:
        shown = self.fontMetrics().elidedText(self.full, Qt.TextElideMode.ElideRight, self.width())
        if shown != self.text():
            self.setText(shown)
