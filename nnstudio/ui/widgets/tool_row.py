"""Small toggles over the decision plot."""

from enum import StrEnum

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from nnstudio.language import _
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.plain_text import tooltip


class Tool(StrEnum):
    """What can be switched on and off."""

    WRONG = "wrong"
    FLAT = "flat"
    TEST = "test"
    FADE = "fade"


_TOOLS = {
    Tool.WRONG: ("close-circle-outline", _("Ring the samples that are classified wrongly")),
    Tool.FLAT: ("stairs", _("Discretise: classes instead of probabilities, bands instead of values")),
    Tool.TEST: ("circle-outline", _("Show the test samples")),
    Tool.FADE: ("blur", _("Fade samples that lie far from this plane")),
}


class ToolRow(QWidget):
    """One button for each Tool; those that can't be used are grey, and say why."""

    toggled = Signal(str, bool)
    """A Tool, and whether it is on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(1)
        self._buttons: dict[Tool, QToolButton] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        self._group.idToggled.connect(self._on_group_id_toggled)
        for i, (tool, (icon, tip)) in enumerate(_TOOLS.items()):
            button = QToolButton()
            button.setObjectName(f"{tool}_tool")
            button.setCheckable(True)
            button.setAutoRaise(True)
            button.setChecked(tool is Tool.TEST)
            button.setToolTip(tooltip(tip))
            button.setAccessibleName(tip)
            self._group.addButton(button, i)
            theme().dress(button, icon)
            layout.addWidget(button)
            self._buttons[tool] = button

    def button(self, tool: Tool) -> QToolButton:
        return self._buttons[tool]

    def allow(self, tool: Tool, why_not: str = "") -> None:
        """Greys a button with a reason; without one it can be used."""
        button = self._buttons[tool]
        button.setEnabled(not why_not)
        button.setToolTip(tooltip(why_not or _TOOLS[tool][1]))

    @Slot(int, bool)
    def _on_group_id_toggled(self, place: int, on: bool) -> None:
        self.toggled.emit(list(_TOOLS)[place].value, on)
