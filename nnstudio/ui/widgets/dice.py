"""A dice beside a seed: it draws another one."""

import random

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QToolButton, QWidget

from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.plain_text import tooltip

LAST_SEED = 9999
"""Up to here seeds are drawn, and the sliders of seeds go; larger ones can be typed."""


class Dice(QToolButton):
    """Wishes for another seed."""

    thrown = Signal(str)
    """The option's name."""

    def __init__(self, option: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._option = option
        self.setObjectName(f"{option}_dice")
        self.setAutoRaise(True)
        self.setAccessibleName(tip)
        self.setToolTip(tooltip(tip))
        theme().dress(self, "dice-5-outline")
        self.clicked.connect(self._on_clicked)

    @Slot()
    def _on_clicked(self) -> None:
        self.thrown.emit(self._option)


def another_seed(*used: int) -> int:
    """A seed that is none of those."""
    return random.choice(sorted(set(range(LAST_SEED + 1)) - set(used)))
