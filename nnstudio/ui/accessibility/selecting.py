"""Lists in which assistive programs choose: they select, where a click or a key makes current."""

from PySide6.QtCore import QItemSelection, QObject, Slot
from PySide6.QtWidgets import QAbstractItemView


class SelectionFollower(QObject):
    """Makes current what is selected in a view of single selection; to be made once the view has its model."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view
        view.selectionModel().selectionChanged.connect(self._on_selection_changed)

    @Slot(QItemSelection, QItemSelection)
    def _on_selection_changed(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        found = selected.indexes()
        if found and found[0].row() != self._view.currentIndex().row():
            self._view.setCurrentIndex(found[0])
