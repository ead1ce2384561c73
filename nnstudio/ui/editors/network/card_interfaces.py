"""The layers' list for screen readers: Qt would tell the rows, and not the fields that stand on them."""

from typing import Protocol, runtime_checkable

from PySide6.QtGui import QAccessible, QAccessibleActionInterface, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

_TOGGLE = QAccessibleActionInterface.toggleAction()


@runtime_checkable
class CardList(Protocol):
    """A list with a card in each row."""

    def cards(self) -> list[QWidget]:
        """From the first row to the last."""

    def selected_row(self) -> int | None: ...
    def select_row(self, row: int) -> None: ...


class CardListInterface(QAccessibleWidget):
    """A list whose items are the cards themselves."""

    def __init__(self, view: QWidget) -> None:
        """The view is a CardList."""
        super().__init__(view, QAccessible.Role.List)

    def childCount(self) -> int:
        return len(self._cards())

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        cards = self._cards()
        return QAccessible.queryAccessibleInterface(cards[index]) if 0 <= index < len(cards) else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        thing = child.object()
        return next((row for row, card in enumerate(self._cards()) if card is thing), -1)

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]
        view = self.widget()
        row = view.selected_row() if isinstance(view, CardList) and view.hasFocus() else None
        return self.child(row) if row is not None else super().focusChild()

    def _cards(self) -> list[QWidget]:
        view = self.widget()
        return view.cards() if isinstance(view, CardList) else []


class CardInterface(QAccessibleWidget):
    """An item that can be selected, and holds its fields."""

    def __init__(self, card: QWidget) -> None:
        super().__init__(card, QAccessible.Role.ListItem)

    def parent(self) -> QAccessibleInterface:
        view = self._view()
        return QAccessible.queryAccessibleInterface(view) if view is not None else super().parent()

    def state(self) -> QAccessible.State:
        state, view = super().state(), self._view()
        if isinstance(view, CardList):
            state.selectable = state.focusable = True
            row = view.selected_row()
            state.selected = row is not None and view.cards()[row] is self.widget()
            state.focused = bool(state.selected) and view.hasFocus()
        return state

    def actionNames(self) -> list[str]:
        return [_TOGGLE]

    def doAction(self, name: str) -> None:
        view = self._view()
        if name == _TOGGLE and isinstance(view, CardList):
            view.select_row(view.cards().index(self.widget()))

    def _view(self) -> QWidget | None:
        # its parent is what the list scrolls
        inside = self.widget().parentWidget()
        return inside.parentWidget() if inside is not None else None
