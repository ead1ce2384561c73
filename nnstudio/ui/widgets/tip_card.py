"""What is said about the thing under the pointer, on a small card that follows the numbers as they change."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.plain_text import RichLabel


class TipCard(RichLabel):
    """Lies over its parent, out of the pointer's way."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.setObjectName("diagram_tip")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setContentsMargins(8, 6, 8, 6)
        self.hide()

    def show_lines(self, lines: Sequence[str], near: QRect) -> None:
        """Says the lines, the first as a title, beside `near`."""
        title, *others = (escape(line) for line in lines)
        text = f"<b>{title}</b>" + "".join(f"<br>{line}" for line in others)
        parent = self.parentWidget()
        assert parent is not None
        if text != self.text():
            self.setWordWrap(False)
            self.setText(text)
            self.adjustSize()
            if self.width() > parent.width() - 8:
                self.setWordWrap(True)
                self.resize(parent.width() - 8, self.heightForWidth(parent.width() - 8))
        self._move_beside(near, parent)
        if self.isHidden():
            self.show()
            self.raise_()

    def _move_beside(self, near: QRect, parent: QWidget) -> None:
        """Below or above, else to a side, within the parent."""
        x = max(4, min(near.center().x() - self.width() // 2, parent.width() - self.width() - 4))
        below, above = near.bottom() + 10, near.top() - 10 - self.height()
        if below + self.height() <= parent.height() - 2:
            y = below
        elif above >= 2:
            y = above
        else:
            y = max(2, min(near.center().y() - self.height() // 2, parent.height() - self.height() - 2))
            right = near.right() + 12
            x = right if right + self.width() <= parent.width() - 4 else max(4, near.left() - 12 - self.width())
        self.move(x, y)

    def paintEvent(self, event: QPaintEvent) -> None:
        scheme = theme().scheme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(scheme.line), 1))
        painter.setBrush(QColor(scheme.raised))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 6, 6)
        painter.end()
        super().paintEvent(event)
