"""A drawn view as one thing with a name, a description in words, and what can be done with it."""

from collections.abc import Callable, Mapping
from typing import Protocol, runtime_checkable

from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAbstractScrollArea, QAccessibleWidget, QWidget

_Text = QAccessible.Text


@runtime_checkable
class Described(Protocol):
    """A view that says what it shows."""

    def sentence(self) -> str:
        """What is drawn, in words; empty while that is nothing."""

    def accessible_actions(self) -> Mapping[str, Callable[[], object]]:
        """What can be done with it, by its name."""


class PictureInterface(QAccessibleWidget):
    """Its description is computed when it is asked for. The buttons that lie on the picture are its children.

    Python may keep an interface for longer than its view lives: nothing of the view is kept.
    """

    def __init__(self, view: QWidget) -> None:
        """The view is Described."""
        super().__init__(view, QAccessible.Role.Chart)

    def text(self, kind: QAccessible.Text) -> str:
        view = self.widget()
        if kind is _Text.Description and isinstance(view, Described):
            return f"{view.sentence()} {super().text(kind)}".strip()
        return super().text(kind)

    def childCount(self) -> int:
        return len(self._children())

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        children = self._children()
        return QAccessible.queryAccessibleInterface(children[index]) if 0 <= index < len(children) else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        children = self._children()
        thing = child.object()
        return next((place for place, each in enumerate(children) if each is thing), -1)

    def actionNames(self) -> list[str]:
        return [*self._actions(), *super().actionNames()]

    def doAction(self, name: str) -> None:
        act = self._actions().get(name)
        if act is not None:
            act()
        else:
            super().doAction(name)

    def localizedActionName(self, name: str) -> str:
        return name if name in self._actions() else super().localizedActionName(name)

    def _actions(self) -> Mapping[str, Callable[[], object]]:
        view = self.widget()
        return view.accessible_actions() if isinstance(view, Described) else {}

    def _children(self) -> list[QWidget]:
        view = self.widget()
        inside = view.viewport() if isinstance(view, QAbstractScrollArea) else None
        return [each for each in view.children() if isinstance(each, QWidget) and each is not inside]
