"""Actions that a menu and a button share: one text, one key, one word on why it can't be done now."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QWidget

from nnstudio.ui.widgets.plain_text import action_text, tooltip


def make_action(
    owner: QObject, name: str, text: str, keys: Sequence[str] | QKeySequence.StandardKey = (), tip: str = ""
) -> QAction:
    """An action called ``NAME_action``; an ampersand in its text stands before the letter that chooses it in a menu."""
    action = QAction(text, owner)
    action.setObjectName(f"{name}_action")
    if isinstance(keys, QKeySequence.StandardKey):
        action.setShortcuts(keys)
    else:
        action.setShortcuts([QKeySequence(key) for key in keys])
    if tip:
        action.setToolTip(tooltip(tip))
    return action


def plain(text: str) -> str:
    """An action's text without the ampersands that mark its letter."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")


class ButtonLink(QObject):
    """Has a button do what an action does; the button can be pressed when the action can, and says the same.

    The key stays with the action alone: on both it would be ambiguous, and do nothing.
    """

    def __init__(
        self,
        button: QAbstractButton,
        action: QAction,
        has_text: bool = True,
        heir: QWidget | None = None,
        comes_back: bool = False,
    ) -> None:
        """`heir` gets the focus of a button that can't be pressed any more, and gives it back where it `comes_back`:

        Qt would hand it to whatever is next, and a second press of Space would do that.
        """
        super().__init__(button)
        self._button, self._action, self._has_text = button, action, has_text
        self._heir, self._comes_back, self._is_lent = heir, comes_back, False
        button.clicked.connect(self._on_button_clicked)
        action.changed.connect(self._on_action_changed)
        self._on_action_changed()

    @Slot()
    def _on_button_clicked(self) -> None:
        self._action.trigger()

    @Slot()
    def _on_action_changed(self) -> None:
        text = action_text(plain(self._action.text()))
        if self._has_text and self._button.text() != text:
            self._button.setText(text)
        self._allow(self._action.isEnabled())
        if self._button.toolTip() != self._action.toolTip():
            self._button.setToolTip(tooltip(self._action.toolTip()))

    def _allow(self, allowed: bool) -> None:
        heir = self._heir
        if heir is not None and not allowed and self._button.hasFocus():
            heir.setFocus(Qt.FocusReason.OtherFocusReason)
            self._is_lent = self._comes_back
        self._button.setEnabled(allowed)
        if heir is not None and allowed and self._is_lent:
            self._is_lent = False
            if heir.hasFocus():
                self._button.setFocus(Qt.FocusReason.OtherFocusReason)
