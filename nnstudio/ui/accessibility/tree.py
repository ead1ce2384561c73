"""A drawn view as a tree that can be walked and read, though nothing in it is a widget."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple, Protocol, runtime_checkable

import shiboken6
from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import (
    QAccessible,
    QAccessibleActionInterface,
    QAccessibleEvent,
    QAccessibleInterface,
    QAccessibleValueInterface,
)
from PySide6.QtWidgets import QAccessibleWidget, QWidget

_Text = QAccessible.Text
Path = tuple[int, ...]
"""The way to a branch: which branch of the root, which of that, and so on."""


class Branch(NamedTuple):
    """What is known of one place in the tree."""

    name: str
    value: str = ""
    description: str = ""
    number: float | None = None
    """The number that it is, if it is one that can be changed."""
    is_selected: bool = False


class Tree(Protocol):
    """What a view tells of its branches. A path that leads nowhere has no branches, and None for itself."""

    def count(self, path: Path) -> int:
        """How many branches there are at a path."""

    def branch(self, path: Path) -> Branch | None:
        """What is there."""

    def place(self, path: Path) -> QRect:
        """Where it is, in the view."""

    def actions(self, path: Path) -> Mapping[str, Callable[[], object]]:
        """What can be done with it, by its name."""

    def change(self, path: Path, number: float) -> None:
        """Changes the number that it is."""

    def cursor(self) -> Path | None:
        """Where the keyboard is."""


@runtime_checkable
class TreeView(Protocol):
    """A widget that is a tree."""

    tree: Tree


class TreeInterface(QAccessibleWidget):
    """The root: first the tree's branches, then the widgets that lie in the view."""

    def __init__(self, view: QWidget) -> None:
        """The view is a TreeView."""
        super().__init__(view, QAccessible.Role.Tree)
        self._branches: dict[Path, BranchInterface] = {}
        # the root is deleted by Qt, with the view; the branches belong to nothing that Qt knows
        view.destroyed.connect(partial(_forget, self._branches))

    def branch(self, path: Path) -> "BranchInterface":
        """The interface of a place; always the same for a path."""
        found = self._branches.get(path)
        if found is None:
            found = self._branches[path] = BranchInterface(self.widget(), path)
            QAccessible.registerAccessibleInterface(found)
        return found

    def childCount(self) -> int:
        return self._tree.count(()) + super().childCount()

    def child(self, index: int) -> QAccessibleInterface:
        count = self._tree.count(())
        return self.branch((index,)) if 0 <= index < count else super().child(index - count)

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        if isinstance(child, BranchInterface):
            return child.path[0] if len(child.path) == 1 else -1
        return self._tree.count(()) + super().indexOfChild(child)

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]
        path = self._tree.cursor()
        return self.branch(path) if path is not None and self._tree.branch(path) is not None else super().focusChild()

    @property
    def _tree(self) -> Tree:
        view = self.widget()
        assert isinstance(view, TreeView)
        return view.tree


class BranchInterface(QAccessibleInterface):
    """One place in the tree, whatever stands there now."""

    def __init__(self, view: QWidget, path: Path) -> None:
        super().__init__()
        self.path = path
        self._view = view
        self._acts, self._number = _Actions(self), _Number(self)

    @property
    def tree(self) -> Tree:
        assert isinstance(self._view, TreeView)
        return self._view.tree

    def isValid(self) -> bool:
        return shiboken6.isValid(self._view) and self.tree.branch(self.path) is not None

    def object(self) -> QObject | None:  # type: ignore[override]
        return None

    def parent(self) -> QAccessibleInterface:
        root = self._root()
        return root if len(self.path) == 1 else root.branch(self.path[:-1])

    def childCount(self) -> int:
        return self.tree.count(self.path)

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return self._root().branch((*self.path, index)) if 0 <= index < self.childCount() else None

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        children = (self.child(i) for i in range(self.childCount()))
        return next((child for child in children if child is not None and child.rect().contains(x, y)), None)

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        is_own = isinstance(child, BranchInterface) and child.path[:-1] == self.path
        return child.path[-1] if is_own and isinstance(child, BranchInterface) else -1

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.TreeItem

    def rect(self) -> QRect:
        place = self.tree.place(self.path)
        return QRect(self._view.mapToGlobal(place.topLeft()), place.size())

    def text(self, kind: QAccessible.Text) -> str:
        branch = self.tree.branch(self.path)
        if branch is None:
            return ""
        return {_Text.Name: branch.name, _Text.Value: branch.value, _Text.Description: branch.description}.get(kind, "")

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """Nothing: a number is changed as such."""

    def state(self) -> QAccessible.State:
        state, branch = QAccessible.State(), self.tree.branch(self.path)
        state.focusable = state.selectable = True
        state.focused = self._view.hasFocus() and self.tree.cursor() == self.path
        state.selected = branch is not None and branch.is_selected
        state.expandable = state.expanded = self.childCount() > 0
        state.invisible = not self._view.isVisible()
        return state

    def window(self) -> Any:
        return self._root().window()

    def interface_cast(self, kind: QAccessible.InterfaceType) -> Any:
        if kind is QAccessible.InterfaceType.ActionInterface:
            return self._acts
        branch = self.tree.branch(self.path)
        if kind is QAccessible.InterfaceType.ValueInterface and branch is not None and branch.number is not None:
            return self._number
        return None

    def _root(self) -> TreeInterface:
        root = QAccessible.queryAccessibleInterface(self._view)
        assert isinstance(root, TreeInterface)
        return root


class _Actions(QAccessibleActionInterface):
    """What can be done with a place."""

    def __init__(self, branch: BranchInterface) -> None:
        super().__init__()
        self._branch = branch

    def actionNames(self) -> list[str]:
        return list(self._branch.tree.actions(self._branch.path))

    def doAction(self, name: str) -> None:
        act = self._branch.tree.actions(self._branch.path).get(name)
        if act is not None:
            act()

    def keyBindingsForAction(self, name: str) -> list[str]:
        return []


class _Number(QAccessibleValueInterface):
    """A place that is a number."""

    def __init__(self, branch: BranchInterface) -> None:
        super().__init__()
        self._branch = branch

    def currentValue(self) -> float | None:
        branch = self._branch.tree.branch(self._branch.path)
        return branch.number if branch is not None else None

    def setCurrentValue(self, value: Any) -> None:
        self._branch.tree.change(self._branch.path, float(value))

    def minimumValue(self) -> None:
        return None

    def maximumValue(self) -> None:
        return None

    def minimumStepSize(self) -> None:
        return None


def tell_cursor(view: QWidget) -> None:
    """Has the place read to which the keyboard has moved within a TreeView."""
    if QAccessible.isActive():
        root = QAccessible.queryAccessibleInterface(view)
        here = root.focusChild() if isinstance(root, TreeInterface) else None
        if here is not None:
            QAccessible.updateAccessibility(QAccessibleEvent(here, QAccessible.Event.Focus))


def tell_change(view: QWidget) -> None:
    """Says that there are other branches now."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleEvent(view, QAccessible.Event.ObjectReorder))


def _forget(branches: dict[Path, BranchInterface], view: object = None) -> None:
    for branch in branches.values():
        QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(branch))
    branches.clear()
