"""Whoever touches the window touches what is: quick steps of undo are shown before anything else reaches it."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Slot
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QMouseEvent

from nnstudio.session.document import Document

_MODIFIERS = frozenset((Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_Meta))
# before it is decided which shortcut a key is, for that depends on what can be pressed now
_KEYS = frozenset((QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress))
_TOUCHES = frozenset(
    (
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonRelease,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.Wheel,
        QEvent.Type.Drop,
        QEvent.Type.TouchBegin,
    )
)


class Settling(QObject):
    """Looks at every event of the program, but only while the document is ahead of what is shown.

    Only the keys of undo and redo, `steps`, may come in between.
    """

    def __init__(self, document: Document, steps: tuple[QAction, ...], parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._steps = document, steps
        document.went_ahead.connect(self._on_document_went_ahead)
        document.project_changed.connect(self._on_document_project_changed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._touches(event):
            self._document.settle()
        return False

    def _touches(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent):
            if event.type() not in _KEYS or event.key() in _MODIFIERS:
                # the Ctrl of the next Ctrl+Z is nothing yet
                return False
            pressed = QKeySequence(event.keyCombination())
            return not any(pressed in action.shortcuts() for action in self._steps)
        # a drag is a touch that goes on
        return event.type() in _TOUCHES or (isinstance(event, QMouseEvent) and bool(event.buttons()))

    @Slot()
    def _on_document_went_ahead(self) -> None:
        app = QCoreApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    @Slot()
    def _on_document_project_changed(self) -> None:
        app = QCoreApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
