"""Lies over an entry of a plot's key: a click, or the keyboard, hides what the entry names, and shows it again."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from nnstudio.language import _
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.plain_text import tooltip


class KeyButton(QAbstractButton):
    """Checked while the curve or the samples are shown; paints nothing but where it is pointed at."""

    switched = Signal(int, bool)
    """Its number among the plot's, and whether what it names is to be shown."""

    def __init__(self, plot: QWidget, number: int) -> None:
        super().__init__(plot)
        self._number = number
        self.setObjectName("key_button")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.clicked.connect(self._on_clicked)

    def set_entry(self, text: str, shown: bool) -> None:
        """What it hides and shows, and whether that is shown now."""
        self.setAccessibleName(text)
        self.setChecked(shown)
        self.setToolTip(
            tooltip(_("Hide “{text}”").format(text=text) if shown else _("Show “{text}”").format(text=text))
        )

    @Slot(bool)
    def _on_clicked(self, shown: bool) -> None:
        self.switched.emit(self._number, shown)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not (self.hasFocus() or self.underMouse()):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scheme = theme().scheme
        painter.setPen(QPen(QColor(scheme.accent if self.hasFocus() else scheme.muted), theme().scale))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 3, 3)
        painter.end()
