"""Uses a window by its accessibility tree alone, as an assistive program does: names, roles, values and actions.

It begins at the application, whose children are the windows and dialogs that are open, and touches no widget.
"""

import time
from collections.abc import Callable, Iterator

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QAccessible, QAccessibleActionInterface, QAccessibleInterface
from PySide6.QtWidgets import QApplication

from tests.ui.accessibility.tree import Role, Text, walk

PATIENCE_S = 30.0
_PRESS = QAccessibleActionInterface.pressAction()
_SHOW = QAccessibleActionInterface.showMenuAction()
_TOGGLE = QAccessibleActionInterface.toggleAction()


class Driver:
    """Finds things by what they are called, and does with them what they say can be done."""

    # finding

    def everything(self) -> Iterator[QAccessibleInterface]:
        """All that can be seen in the windows that are open, the one opened last first."""
        app = QAccessible.queryAccessibleInterface(QApplication.instance())
        for place in reversed(range(app.childCount())):
            yield from walk(app.child(place))

    def find_all(self, role: Role, name: str) -> list[QAccessibleInterface]:
        return [node for node in self.everything() if node.role() is role and node.text(Text.Name) == name]

    def find(self, role: Role, name: str, which: int = 0) -> QAccessibleInterface:
        """What has this role and name, once it is there."""
        self.wait(lambda: len(self.find_all(role, name)) > which, f"{role.name} “{name}”")
        return self.find_all(role, name)[which]

    def value(self, role: Role, name: str) -> str:
        return self.find(role, name).text(Text.Value)

    def texts(self) -> list[str]:
        """All that is written."""
        return [node.text(Text.Name) for node in self.everything() if node.role() is Role.StaticText]

    # doing

    def press(self, name: str, role: Role = Role.Button) -> None:
        """Presses a button that can be pressed, once it can."""
        self.wait(lambda: self._can_press(role, name), f"“{name}” to be pressed")
        node = self.find(role, name)
        actions = node.actionInterface().actionNames()
        node.actionInterface().doAction(_PRESS if _PRESS in actions else _TOGGLE)

    def menu(self, *names: str) -> None:
        """Chooses an entry of the menu bar: its menu's name, that of a menu within, …, its own."""
        [place] = [node for node in self.everything() if node.role() is Role.MenuBar]
        opened = []
        for name in names[:-1]:
            item = _entry(place, name)
            item.actionInterface().doAction(_SHOW)
            opened.append(item)
            place = item.child(0)
        item = _entry(place, names[-1])
        assert not item.state().disabled, names
        for each in reversed(opened):
            # a second time folds it again
            each.actionInterface().doAction(_SHOW)
        item.actionInterface().doAction(_PRESS)

    def set_number(self, name: str, number: float, role: Role = Role.SpinBox, which: int = 0) -> None:
        self.find(role, name, which).valueInterface().setCurrentValue(number)

    def choose(self, name: str, text: str, which: int = 0) -> None:
        """Chooses from a list of choices that is folded up."""
        box = self.find(Role.ComboBox, name, which)
        box.setText(Text.Value, text)
        assert box.text(Text.Value) == text

    def pick(self, list_name: str, item_name: str) -> None:
        """Picks from a list that is always seen."""
        node = self.find(Role.List, list_name)
        item = next(child for child in _children(node) if child.text(Text.Name) == item_name)
        item.actionInterface().doAction(_TOGGLE)

    def write(self, name: str, text: str) -> None:
        """Writes into a field instead of what is there."""
        field = self.find(Role.EditableText, name)
        field.editableTextInterface().replaceText(0, field.textInterface().characterCount(), text)

    def in_dialog(self, deeds: Callable[[], None], opening: Callable[[], None]) -> None:
        """Does what opens a dialog that keeps the program waiting, and within it what is to be done."""
        failures: list[BaseException] = []

        def act() -> None:
            try:
                deeds()
            except BaseException as error:
                failures.append(error)
                QApplication.activeModalWidget().close()

        QTimer.singleShot(0, act)
        opening()
        if failures:
            raise failures[0]

    def wait(self, condition: Callable[[], object], what: str = "") -> None:
        end = time.monotonic() + PATIENCE_S
        while not condition():
            if time.monotonic() > end:
                raise TimeoutError(what)
            loop = QEventLoop()
            QTimer.singleShot(10, loop.quit)
            loop.exec()

    def _can_press(self, role: Role, name: str) -> bool:
        return any(not node.state().disabled for node in self.find_all(role, name))


def _children(node: QAccessibleInterface) -> list[QAccessibleInterface]:
    return [node.child(i) for i in range(node.childCount())]


def _entry(menu: QAccessibleInterface, name: str) -> QAccessibleInterface:
    found = [child for child in _children(menu) if child.text(Text.Name) == name]
    assert found, f"no “{name}” among {[child.text(Text.Name) for child in _children(menu)]}"
    return found[0]
