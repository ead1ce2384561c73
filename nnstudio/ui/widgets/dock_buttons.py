"""The small buttons in a dock's title: Qt draws them black on every ground, and calls all docks' alike."""

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QAbstractButton, QDockWidget

from nnstudio.language import _
from nnstudio.ui.style.colors import Scheme
from nnstudio.ui.style.theme import theme

_BUTTONS = (
    ("qt_dockwidget_closebutton", "close", _("Close {title}")),
    ("qt_dockwidget_floatbutton", "dock-window", _("Float {title}, or dock it again")),
)


class DockButtons(QObject):
    """Gives them icons in the theme's colours, and names that say of which panel they are; again after Qt did."""

    def __init__(self, dock: QDockWidget, title: str) -> None:
        super().__init__(dock)
        self._dock, self._title = dock, title
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._dress)
        dock.visibilityChanged.connect(self._on_dock_changed)
        dock.topLevelChanged.connect(self._on_dock_changed)
        theme().follow(self._on_theme_changed, has_icons=True)

    @Slot(bool)
    def _on_dock_changed(self, changed: bool) -> None:
        # not before Qt has put its own there
        self._soon.start(0)

    @Slot(Scheme)
    def _on_theme_changed(self, scheme: Scheme) -> None:
        self._soon.start(0)

    @Slot()
    def _dress(self) -> None:
        for name, icon, text in _BUTTONS:
            button = self._dock.findChild(QAbstractButton, name)
            if button is not None:
                button.setAccessibleName(text.format(title=self._title))
                button.setIcon(theme().icon(icon))
