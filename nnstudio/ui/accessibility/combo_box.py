"""A list of choices under its own name: on Linux, Qt would tell the choice in the place of the name."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleActionInterface, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QComboBox

_Text = QAccessible.Text


class ComboBoxInterface(QAccessibleWidget):
    """Its name, what is chosen as its value, and its list as its one child."""

    def __init__(self, box: QComboBox) -> None:
        super().__init__(box, QAccessible.Role.ComboBox)

    @property
    def _box(self) -> QComboBox:
        # not kept: Python may keep an interface for longer than its widget lives
        box = self.widget()
        assert isinstance(box, QComboBox)
        return box

    def text(self, kind: QAccessible.Text) -> str:
        return self._box.currentText() if kind is _Text.Value else super().text(kind)

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """Chooses what has this text, if it can be chosen now."""
        row = self._box.findText(text)
        if kind is _Text.Value and row >= 0 and _is_enabled(self._box, row):
            self._box.setCurrentIndex(row)

    def state(self) -> QAccessible.State:
        state = super().state()
        state.expandable = True
        state.expanded = self._box.view().isVisible()
        state.hasPopup = True
        return state

    def childCount(self) -> int:
        return 1

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return QAccessible.queryAccessibleInterface(self._box.view()) if index == 0 else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return 0 if child.object() is self._box.view() else -1

    def actionNames(self) -> list[str]:
        action = QAccessibleActionInterface
        if not self._box.isEnabled():
            return []
        return [action.showMenuAction(), action.pressAction(), action.setFocusAction()]

    def doAction(self, name: str) -> None:
        action = QAccessibleActionInterface
        if name == action.setFocusAction():
            super().doAction(name)
        elif name in (action.showMenuAction(), action.pressAction()) and self._box.isEnabled():
            if self._box.view().isVisible():
                self._box.hidePopup()
            else:
                self._box.showPopup()


def _is_enabled(box: QComboBox, row: int) -> bool:
    index = box.model().index(row, box.modelColumn(), box.rootModelIndex())
    return bool(index.flags() & Qt.ItemFlag.ItemIsEnabled)
