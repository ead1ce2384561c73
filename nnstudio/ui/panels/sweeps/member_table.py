"""The runs of a sweep in rows: sorted by a click on a heading, opened by Enter or a double click."""

import csv
import io

from PySide6.QtCore import QModelIndex, QSortFilterProxyModel, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QTableView

from nnstudio.language import _
from nnstudio.session.sweeps.sweep_record import SweepRecord
from nnstudio.ui.panels.sweeps.member_model import MemberModel


class MemberTable(QTableView):
    """Each run with its values, its seed, and what came of it."""

    member_chosen = Signal(object)
    """The MemberRecord of the row."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("sweep_table")
        self.setAccessibleName(_("Runs of the sweep"))
        self.setToolTip(_("Double-click a run, or press Enter, to open it"))
        self._is_over = False
        """Whether what is shown has come to its end, and so to its widths."""
        self.members = MemberModel()
        self.members.setParent(self)
        self.members.modelReset.connect(self.resizeColumnsToContents)
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self.members)
        self._sorted.setSortRole(Qt.ItemDataRole.UserRole)
        self.setModel(self._sorted)
        self.setSortingEnabled(True)
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.activated.connect(self._on_activated)

    def show_record(self, record: SweepRecord | None) -> None:
        """Shows a sweep, as far as it is."""
        was_over = self._is_over
        self.members.set_record(record)
        self._is_over = record is not None and record.is_over
        if self._is_over and not was_over:
            self.resizeColumnsToContents()

    def csv_text(self) -> str:
        """All rows, numbers in full."""
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(self.members.rows())
        return text.getvalue()

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        self.member_chosen.emit(self.members.member(self._sorted.mapToSource(index).row()))
