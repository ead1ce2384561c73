"""The runs of this project side by side: their curves, what came of them, and what differs."""

import csv
import io
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSortFilterProxyModel, Qt, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QPushButton,
    QSlider,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from nnstudio.language import _
from nnstudio.project.project import Project
from nnstudio.session.run import Run
from nnstudio.ui.docks.panel import Panel, PanelContext
from nnstudio.ui.panels.runs.run_model import RunModel, color_of
from nnstudio.ui.panels.runs.runs_plot import RunsPlot
from nnstudio.ui.style.colors import Scheme
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.fields import caption
from nnstudio.ui.widgets.flow_layout import FlowLayout
from nnstudio.ui.widgets.pending_field import EditableTable
from nnstudio.ui.widgets.plain_text import PlainLabel, tooltip
from nnstudio.ui.widgets.turning_splitter import TurningSplitter

if TYPE_CHECKING:
    from nnstudio.engine.views.frame import Frame


class RunsPanel(Panel):
    """A sortable table beside the overlaid losses; any run can be opened again as it was."""

    every = 15

    def __init__(self, context: PanelContext) -> None:
        super().__init__(context)
        self._book = context.session.book
        self.model = RunModel(theme().scheme)
        self.model.setParent(self)
        sorted_model = QSortFilterProxyModel(self)
        sorted_model.setSourceModel(self.model)
        sorted_model.setSortRole(Qt.ItemDataRole.UserRole)
        self.table = EditableTable()
        self.table.setObjectName("runs_table")
        self.table.setAccessibleName(_("Runs"))
        self.table.setModel(sorted_model)
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setHighlightSections(False)
        self.table.doubleClicked.connect(self._on_table_double_clicked)
        self.plot = RunsPlot()
        self._open = self._button(
            _("Open"), "reopen_run_button", _("Show this run again, with its settings"), "history"
        )
        self._open.clicked.connect(self._on_open_clicked)
        self._rename = self._button(
            _("Rename"), "rename_run_button", _("Give this run another name (F2)"), "pencil-outline"
        )
        self._rename.clicked.connect(self._on_rename_clicked)
        self._forget = self._button(_("Forget"), "forget_run_button", _("Drop this run for good"), "delete-outline")
        self._forget.clicked.connect(self._on_forget_clicked)
        self._save = self._button(_("Save as CSV …"), "save_runs_button", _("The table, at full precision"), "table")
        self._save.clicked.connect(self._on_save_clicked)
        logarithmic = QCheckBox(_("log"))
        logarithmic.setToolTip(_("Draw the losses on a logarithmic scale"))
        logarithmic.toggled.connect(self.plot.set_logarithmic)
        self._smoothing = QSlider(Qt.Orientation.Horizontal)
        self._smoothing.setRange(0, 98)
        self._smoothing.setMaximumWidth(120)
        self._smoothing.setAccessibleName(_("Smoothing"))
        self._smoothing.setToolTip(_("Moving average of the losses; the raw curves stay visible behind it"))
        self._smoothing.valueChanged.connect(self._on_smoothing_value_changed)

        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        row = FlowLayout()
        row.add_widgets(self._open, self._rename, self._forget, self._save)
        column.addLayout(row)
        column.addWidget(self.table, 1)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        row = FlowLayout()
        row.add_widgets(caption(_("Losses of the ticked runs")), caption(_("smooth")), self._smoothing, logarithmic)
        column.addLayout(row)
        column.addWidget(self.plot, 1)
        splitter = TurningSplitter(1.0, left, right)
        splitter.setSizes([640, 520])
        empty = PlainLabel(_("Every training is kept here as a run, to be compared and opened again. Press Train."))
        empty.setObjectName("caption")
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        empty.setWordWrap(True)
        self._pages = QStackedWidget()
        self._pages.addWidget(empty)
        self._pages.addWidget(splitter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 6)
        layout.addWidget(self._pages)
        self.model.renamed.connect(self._book.rename)
        self.model.shown_changed.connect(self._show_curves)
        self._book.changed.connect(self._show_runs)
        self.table.selectionModel().selectionChanged.connect(self._show_buttons)
        theme().follow(self._on_theme_changed)

    def set_run(self, run: Run | None) -> None:
        self._show_runs()

    def set_frame(self, frame: "Frame") -> None:
        self.model.refresh_results()
        self.plot.catch_up()

    def selected_run(self) -> Run | None:
        """The run whose row is selected."""
        rows = self.table.selectionModel().selectedRows()
        return self._run_at(rows[0]) if rows else None

    def _run_at(self, index: QModelIndex) -> Run:
        model = self.table.model()
        assert isinstance(model, QSortFilterProxyModel)
        return self.model.run_at(model.mapToSource(index).row())

    @Slot()
    def _show_runs(self) -> None:
        runs = self._book.runs
        self._pages.setCurrentIndex(1 if runs else 0)
        self.model.set_runs(runs, self.context.session.run)
        self.table.resizeColumnsToContents()
        self._show_curves()
        self._show_buttons()

    @Slot()
    def _show_curves(self) -> None:
        self.plot.set_runs([(color_of(place), run) for place, run in self.model.shown])

    @Slot()
    def _show_buttons(self) -> None:
        run = self.selected_run()
        current = run is not None and run is self.context.session.run
        for button in (self._open, self._rename, self._forget):
            button.setEnabled(run is not None)
        if current:
            self._open.setEnabled(False)
            self._forget.setEnabled(False)

    def _reopen(self, run: Run) -> None:
        def with_epochs_of(project: Project) -> Project:
            training = run.project.training.model_copy(update={"epochs": project.training.epochs})
            return run.project.model_copy(update={"training": training})

        self.context.document.edit(_("open {run_name}").format(run_name=run.name), with_epochs_of)
        self.context.session.reopen(run)

    @Slot()
    def _on_open_clicked(self) -> None:
        run = self.selected_run()
        if run is not None:
            self._reopen(run)

    @Slot(QModelIndex)
    def _on_table_double_clicked(self, index: QModelIndex) -> None:
        self._reopen(self._run_at(index))

    @Slot()
    def _on_rename_clicked(self) -> None:
        rows = self.table.selectionModel().selectedRows()
        if rows:
            self.table.edit(rows[0])

    @Slot()
    def _on_forget_clicked(self) -> None:
        run = self.selected_run()
        if run is not None and run is not self.context.session.run:
            self._book.forget(run)

    @Slot()
    def _on_save_clicked(self) -> None:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(self.model.rows())
        self.context.files.ask_save_text(_("Save the table of runs"), "runs.csv", _("CSV (*.csv)"), text.getvalue())

    @Slot(int)
    def _on_smoothing_value_changed(self, value: int) -> None:
        self.plot.set_smoothing(value / 100)

    @Slot(Scheme)
    def _on_theme_changed(self, scheme: Scheme) -> None:
        self.model.set_scheme(scheme)
        self.table.resizeColumnsToContents()

    def _button(self, text: str, name: str, tip: str, icon: str) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setToolTip(tooltip(tip))
        theme().dress(button, icon)
        return button
