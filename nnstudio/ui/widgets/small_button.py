"""Buttons light enough that there may be many: a sign, and a line of text that leads somewhere."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from nnstudio.language import _
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.plain_text import tooltip

_SMALL = 0.87


def small(font: QFont) -> QFont:
    """The font a little smaller. It is asked for when needed: style sheets take fonts that were set away again."""
    smaller = QFont(font)
    if font.pointSizeF() > 0:
        smaller.setPointSizeF(font.pointSizeF() * _SMALL)
    else:
        smaller.setPixelSize(round(font.pixelSize() * _SMALL))
    return smaller


class SmallButton(QAbstractButton):
    """A "+", a "−" or a "×"."""

    def __init__(self, sign: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = sign
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def say(self, text: str, reason: str = "") -> None:
        """What it does; with a reason it can't be pressed, and the tooltip says why."""
        self.setEnabled(not reason)
        self.setToolTip(tooltip(reason or text))
        self.setAccessibleName(text)
        self.setAccessibleDescription(reason)

    def sizeHint(self) -> QSize:
        side = button_side(self.font())
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        scheme = theme().scheme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        lively = self.isEnabled() and (self.underMouse() or self.hasFocus())
        color = QColor(scheme.accent if lively else scheme.text if self._sign != "×" else scheme.muted)
        if self.isEnabled() and (lively or self._sign != "×"):
            painter.setPen(QPen(QColor(scheme.accent if lively else scheme.edge), 1.0))
            painter.setBrush(QColor(scheme.selection if self.isDown() else scheme.raised))
            painter.drawRoundedRect(room, 4, 4)
        elif not self.isEnabled():
            color = QColor(scheme.edge)
        painter.setPen(QPen(color, 1.6))
        arm = room.width() * (0.2 if self._sign == "×" else 0.26)
        x, y = room.center().x(), room.center().y()
        if self._sign == "×":
            painter.drawLine(QPointF(x - arm, y - arm), QPointF(x + arm, y + arm))
            painter.drawLine(QPointF(x - arm, y + arm), QPointF(x + arm, y - arm))
            return
        painter.drawLine(QPointF(x - arm, y), QPointF(x + arm, y))
        if self._sign == "+":
            painter.drawLine(QPointF(x, y - arm), QPointF(x, y + arm))


def button_side(font: QFont) -> int:
    """How large a SmallButton is beside text of a font."""
    return max(18, QFontMetrics(small(font)).height() + 3)


class TitleLine(QAbstractButton):
    """A layer's name, which leads to the layer's card; shortened as the room demands."""

    layer_chosen = Signal(int)
    """The layer's index, by a click."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.clicked.connect(self._on_clicked)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.row = -1
        """The layer's index; −1 for a text that leads nowhere."""

    def show_layer(self, text: str, row: int) -> None:
        self.row = row
        self.setText(text)
        self.setAccessibleName(text)
        self.setEnabled(row >= 0)
        self.setToolTip(tooltip(_("{text}: show its card below").format(text=text) if row >= 0 else text))
        self.setCursor(Qt.CursorShape.PointingHandCursor if row >= 0 else Qt.CursorShape.ArrowCursor)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(small(self.font()))
        return QSize(metrics.horizontalAdvance(self.text()) + 4, metrics.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        scheme = theme().scheme
        painter = QPainter(self)
        font = small(self.font())
        lively = self.isEnabled() and (self.underMouse() or self.hasFocus())
        font.setUnderline(lively)
        painter.setFont(font)
        painter.setPen(QColor(scheme.accent if lively else scheme.text if self.row >= 0 else scheme.muted))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._fitting(QFontMetricsF(font)))

    def _fitting(self, metrics: QFontMetricsF) -> str:
        """The text; where it is too long without "Linear" or the "1d", and only then with an ellipsis."""
        shorter = self.text().removeprefix("Linear ").removesuffix("1d").removesuffix(" inputs")
        for text in (self.text(), shorter):
            if metrics.horizontalAdvance(text) <= self.width():
                return text
        return metrics.elidedText(shorter, Qt.TextElideMode.ElideRight, self.width())

    @Slot()
    def _on_clicked(self) -> None:
        self.layer_chosen.emit(self.row)
