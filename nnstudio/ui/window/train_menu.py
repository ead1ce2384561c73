"""The menu Train: what the bar on top and the timeline can do, by their own actions, and their choices as submenus."""

from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QComboBox, QMenu, QWidget

from nnstudio.language import _
from nnstudio.ui.widgets.plain_text import action_text, tooltip
from nnstudio.ui.window.actions import Actions
from nnstudio.ui.window.parts import Parts


class ChoiceMenu(QMenu):
    """What a choice offers, to be chosen in a menu; filled when it is looked at."""

    def __init__(self, title: str, choice: QComboBox, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.setToolTipsVisible(True)
        self._choice = choice
        self.aboutToShow.connect(self.refresh)

    @Slot()
    def refresh(self) -> None:
        """Shows what can be chosen now."""
        self.clear()
        model = self._choice.model()
        assert isinstance(model, QStandardItemModel)
        for row in range(self._choice.count()):
            action = self.addAction(action_text(self._choice.itemText(row)))
            action.triggered.connect(partial(self._choice.setCurrentIndex, row))
            action.setCheckable(True)
            action.setChecked(row == self._choice.currentIndex())
            can = self._choice.isEnabled() and model.item(row).isEnabled()
            action.setEnabled(can)
            tip = self._choice.itemData(row, Qt.ItemDataRole.ToolTipRole) if self._choice.isEnabled() else ""
            action.setToolTip(tooltip(tip or self._choice.toolTip()))


class TrainMenu(QMenu):
    """Train, pause, step, reset; speed and device; the epochs; other samples."""

    def __init__(self, actions: Actions, parts: Parts, parent: QWidget) -> None:
        super().__init__(_("&Train"), parent)
        self.setObjectName("train_menu")
        self.setToolTipsVisible(True)
        self.addActions(list(actions.run))
        self.addMenu(ChoiceMenu(_("Spee&d"), parts.transport.speed, self))
        self.addMenu(ChoiceMenu(_("De&vice"), parts.transport.device, self))
        self.addSeparator()
        self.addActions(list(actions.moving))
        self.addAction(actions.branch)
        self.addAction(actions.hear)
        self.addSeparator()
        self.addAction(actions.many_seeds)
        self.addActions(list(actions.drawing))
