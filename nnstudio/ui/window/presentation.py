"""Presenting: the plot and the diagram, Train and the timeline fill the screen, in texts that a room can read."""

from PySide6.QtCore import QObject, QSettings, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow

from nnstudio.language import _
from nnstudio.ui.lessons.lessons import Lessons
from nnstudio.ui.style.theme import theme
from nnstudio.ui.window.parts import Parts

_SCALE_KEY = "presentation/scale"
_USUAL_SCALE = 1.5
_NEXT, _BACK = (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)
"""What presenters' remotes send."""


class Presentation(QObject):
    """Goes on and off with the action; everything is then as it was."""

    def __init__(self, parts: Parts, lessons: Lessons, window: QMainWindow) -> None:
        super().__init__(window)
        self._buttons, self._workspace, self._step_line = parts.view_buttons, parts.workspace, parts.step_line
        self._lessons, self._window = lessons, window
        self._scale = theme().scale
        self._state = window.windowState()
        self.is_on = False
        self._keys = [
            QShortcut(QKeySequence(key), window, step) for key, step in ((_NEXT, self._on_next), (_BACK, self._on_back))
        ]
        for key in self._keys:
            key.setEnabled(False)
        self._buttons.present_action.toggled.connect(self._on_toggled)
        lessons.step_changed.connect(self._show_step)
        self._workspace.arranged.connect(self._show_step)

    def end(self) -> None:
        """Gives everything back."""
        self._buttons.present_action.setChecked(False)

    @Slot(bool)
    def _on_toggled(self, on: bool) -> None:
        if on == self.is_on:
            return
        self.is_on = on
        settings = QSettings()
        for key in self._keys:
            key.setEnabled(on)
        if on:
            self._scale, self._state = theme().scale, self._window.windowState()
            theme().set_scale(float(str(settings.value(_SCALE_KEY, max(_USUAL_SCALE, self._scale), type=float))))
            self._window.menuBar().hide()
            self._workspace.present(True)
            self._window.setWindowState(self._state | Qt.WindowState.WindowFullScreen)
            return
        settings.setValue(_SCALE_KEY, theme().scale)
        self._window.setWindowState(self._state)
        self._window.menuBar().show()
        theme().set_scale(self._scale)
        self._workspace.present(False)

    @Slot()
    def _show_step(self) -> None:
        where = self._lessons.where if self.is_on and self._workspace.is_lesson_aside else ""
        self._step_line.setVisible(bool(where))
        self._step_line.set_text(_("{where}  (Page Down and Page Up go on and back)").format(where=where))

    @Slot()
    def _on_next(self) -> None:
        self._lessons.go_on()

    @Slot()
    def _on_back(self) -> None:
        self._lessons.go_back()
