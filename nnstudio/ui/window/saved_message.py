"""Where something was saved, said for a while in a corner of the window, with a way to its folder."""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QEnterEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMainWindow, QPushButton, QToolButton

from nnstudio.language import _
from nnstudio.ui.accessibility.announcer import announcer
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.plain_text import PlainLabel, tooltip

_STAYS_MS = 8000
_MARGIN, _WIDEST = 14, 560


class SavedMessage(QFrame):
    """Lies over the window's lower right corner; it goes by itself, but not while somebody is about to use it."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self.setObjectName("saved_message")
        theme().style(self)
        self._window = window
        self._path = Path()
        self.text = PlainLabel()
        self._open = QPushButton(_("Open folder"))
        self._open.setObjectName("open_folder_button")
        self._open.clicked.connect(self._on_open_clicked)
        close = QToolButton()
        close.setObjectName("hide_saved_button")
        close.setAutoRaise(True)
        close.setAccessibleName(_("Hide this"))
        close.setToolTip(tooltip(_("Hide this")))
        theme().dress(close, "close")
        close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 6, 6)
        for widget in (self.text, self._open, close):
            layout.addWidget(widget)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_STAYS_MS)
        self._timer.timeout.connect(self._on_timer_timeout)
        self.hide()

    @Slot(Path)
    def tell(self, path: Path) -> None:
        """Says that something lies at `path` now."""
        self._path = path.absolute()
        said = _("Saved to {path}").format(path=self._path)
        room = theme().px(_WIDEST)
        self.text.setText(self.text.fontMetrics().elidedText(said, Qt.TextElideMode.ElideMiddle, room))
        self.setToolTip(tooltip(said))
        self.setAccessibleName(said)
        self._window.installEventFilter(self)
        self.adjustSize()
        self._take_place()
        self.show()
        self.raise_()
        self._timer.start()
        announcer().say(self, said)

    def hideEvent(self, event: QEvent) -> None:
        self._timer.stop()
        self._window.removeEventFilter(self)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        if self.isVisible():
            self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self._take_place()
        return False

    def _take_place(self) -> None:
        room = self._window.rect()
        self.move(room.right() - self.width() - _MARGIN, room.bottom() - self.height() - 3 * _MARGIN)

    @Slot()
    def _on_open_clicked(self) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._path.parent))):
            self.text.setText(_("The system has no program that shows folders"))

    @Slot()
    def _on_timer_timeout(self) -> None:
        # who has come to its button by key is not left without it
        if self.isAncestorOf(self._window.focusWidget()):
            self._timer.start()
        else:
            self.hide()
