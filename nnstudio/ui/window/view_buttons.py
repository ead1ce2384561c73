"""The buttons at the right end of the transport: fold the columns, and present."""

from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from nnstudio.language import _
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.actions import ButtonLink, make_action, plain
from nnstudio.ui.widgets.plain_text import tooltip

_FOLD_TIP = _("Data, training and network one at a time, beside a larger result (Ctrl+B)")
_NO_ROOM = _("There is no room for three columns in this window")


class ViewButtons(QWidget):
    """What is done goes out by the actions, which the menu has, too."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fold_action = make_action(self, "fold", _("Fold the &columns"), ("Ctrl+B",))
        self.fold_action.setCheckable(True)
        tip = _("The plot, the diagram, Train and the timeline, large, for a room; Esc brings all back (F5)")
        self.present_action = make_action(self, "present", _("&Presentation"), ("F5",), tip)
        self.present_action.setCheckable(True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 6, 0)
        layout.setSpacing(2)
        icons = ((self.fold_action, "dock-left"), (self.present_action, "presentation"))
        for action, icon in icons:
            button = QToolButton()
            button.setObjectName(action.objectName().replace("action", "button"))
            button.setAccessibleName(plain(action.text()))
            button.setCheckable(True)
            button.setAutoRaise(True)
            theme().dress(button, icon)
            ButtonLink(button, action, has_text=False)
            action.toggled.connect(button.setChecked)
            layout.addWidget(button)
        self.set_folded(False, True)

    def set_folded(self, is_folded: bool, can_unfold: bool) -> None:
        """Shows whether the columns are folded, and whether there is room for them."""
        self.fold_action.setEnabled(can_unfold)
        self.fold_action.setToolTip(tooltip(_FOLD_TIP if can_unfold else _NO_ROOM))
        self.fold_action.setChecked(is_folded)
