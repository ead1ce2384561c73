"""Many runs at once: how they are varied, their losses, what came of them, and what their networks say."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from nnstudio.language import _
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.layers.dropout import DropoutLayer
from nnstudio.project.project import Project
from nnstudio.session.run import Run
from nnstudio.session.sweeps.sweep_record import MemberRecord, SweepRecord
from nnstudio.session.training_session import State
from nnstudio.ui.docks.panel import Panel, PanelContext
from nnstudio.ui.panels.sweeps.fan_plot import FanPlot
from nnstudio.ui.panels.sweeps.member_table import MemberTable
from nnstudio.ui.panels.sweeps.networks_view import NetworksView
from nnstudio.ui.panels.sweeps.outcome_plot import OutcomePlot
from nnstudio.ui.panels.sweeps.ramp_finder import RampFinder
from nnstudio.ui.panels.sweeps.sweep_estimate import SweepEstimate
from nnstudio.ui.panels.sweeps.sweep_form import SweepForm
from nnstudio.ui.panels.sweeps.sweep_sentences import sweep_sentences
from nnstudio.ui.panels.sweeps.sweep_words import METRICS, member_name, progress_text, run_name
from nnstudio.ui.panels.sweeps.value_map import ValueMap
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.column_area import ColumnArea
from nnstudio.ui.widgets.fields import Choice
from nnstudio.ui.widgets.flow_layout import FlowLayout
from nnstudio.ui.widgets.plain_text import PlainLabel, tooltip
from nnstudio.ui.widgets.segments import Segments
from nnstudio.ui.widgets.turning_splitter import TurningSplitter

if TYPE_CHECKING:
    from nnstudio.engine.views.frame import Frame

_PAGES = {
    "losses": (_("Losses"), _("Every run's losses, with the median and the middle half")),
    "outcomes": (_("Outcomes"), _("What came of each run: a dot each")),
    "networks": (_("Networks"), _("What the networks say, and where they disagree")),
    "members": (_("Table"), _("Every run in a row")),
}
_STEPS = 1000


class SweepPanel(Panel):
    """A form at the left, the pages beside it. A run that is clicked becomes the window's own."""

    every = 15

    def __init__(self, context: PanelContext) -> None:
        super().__init__(context)
        self._sweeps = context.session.sweeps
        self._offered: SweepRecord | None = None
        self.form = SweepForm(self._sweeps)
        self.form.start_wished.connect(self.start)
        self.ramp = RampFinder(self)
        self.ramp.found.connect(self._on_ramp_found)
        self.estimate = SweepEstimate(self)
        self.estimate.found.connect(self.form.told.setText)
        self.form.changed.connect(self._ask_estimate)
        self.progress = QProgressBar()
        self.progress.setObjectName("sweep_progress")
        self.progress.setAccessibleName(_("Progress of the sweep"))
        self.progress.setRange(0, _STEPS)
        self.progress.setTextVisible(False)
        self.told = PlainLabel()
        self.told.setObjectName("sweep_told")
        self.told.setWordWrap(True)
        self.told.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.fan, self.outcomes, self.value_map, self.networks = FanPlot(), OutcomePlot(), ValueMap(), NetworksView()
        self.pages = Segments(_PAGES)
        self.pages.chosen.connect(self._on_pages_chosen)
        self.compare = QCheckBox(_("beside the one before"))
        self.compare.setToolTip(_("Draw the sweep before this one in grey"))
        self.compare.setChecked(True)
        self.compare.toggled.connect(self._show)
        self.logarithmic = QCheckBox(_("log"))
        self.logarithmic.setToolTip(_("Draw the losses on a logarithmic scale"))
        self.logarithmic.toggled.connect(self._on_logarithmic_toggled)
        self.compared_by = Choice()
        self.compared_by.setObjectName("sweep_metric")
        self.compared_by.setAccessibleName(_("Compared by"))
        self.compared_by.setToolTip(_("By what the runs are compared: of the test samples, where there are any"))
        self.compared_by.currentIndexChanged.connect(self._show)
        self.dropping = QCheckBox(_("dropout left on"))
        self.dropping.setToolTip(
            tooltip(_("One network, asked many times with other units switched off: how sure is it?"))
        )
        self.dropping.toggled.connect(self.networks.set_dropping)
        self.save = QPushButton(_("Save as CSV …"))
        self.save.setObjectName("save_sweep_button")
        self.save.setToolTip(tooltip(_("The table of all runs, at full precision")))
        theme().dress(self.save, "table")
        self.save.clicked.connect(self._on_save_clicked)
        for view in (self.fan, self.outcomes, self.networks):
            view.member_clicked.connect(self.open_member)
        self.table = MemberTable()
        for table in (self.value_map, self.table):
            table.member_chosen.connect(self.open_member)
        self._empty = PlainLabel(_("What comes of the runs is drawn here."))
        self._empty.setObjectName("caption")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._views = QStackedWidget()
        for page in (self._empty, self.fan, self.outcomes, self.networks, self.table, self.value_map):
            self._views.addWidget(page)
        self._compose()
        self._sweeps.changed.connect(self._on_sweeps_changed)
        self._sweeps.progressed.connect(self._on_sweeps_progressed)
        self._show()

    @property
    def page(self) -> str:
        return self.pages.current

    def show_page(self, page: str) -> None:
        self.pages.turn_to(page)

    def set_project(self, project: Project) -> None:
        self.form.set_project(project)
        self.fan.set_project(project)
        self._ask_estimate()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.estimate.drop()

    def set_run(self, run: Run | None) -> None:
        self.networks.set_plane(self.context.frame_source.plane)
        self._show()

    def set_frame(self, frame: "Frame") -> None:
        self.networks.set_plane(self.context.frame_source.plane)

    @Slot()
    def start(self) -> None:
        """Begins the sweep that the form wishes for."""
        self.context.document.commit_pending()
        self.estimate.drop()
        try:
            self._sweeps.start(self.context.document.project, self.form.sweep(), self.context.session.device)
        except InvalidProjectError as error:
            self.form.told.setText(str(error))
        else:
            self.form.told.setText("")

    def start_seeds(self) -> None:
        """Begins a sweep over seeds alone."""
        self.form.vary_seeds_alone()
        self.start()

    @Slot(object)
    def open_member(self, member: MemberRecord) -> None:
        """Makes a run the window's own, with its whole timeline: the same numbers again, in an undoable step."""
        self.context.document.edit(_("open {run}").format(run=member_name(member)), member.member.project)
        self.context.session.book.name_next(member.member.project, run_name(member))
        self.context.session.train_whole()

    @property
    def before(self) -> SweepRecord | None:
        """The sweep to compare with: the one before that had the same fields and folds, if that is wished."""
        return self._earlier if self.compare.isChecked() else None

    @property
    def _earlier(self) -> SweepRecord | None:
        records = self._sweeps.records
        alike = [each for each in records[:-1] if each.fields == records[-1].fields and each.count_over]
        earlier = [each for each in alike if each.sweep.folds == records[-1].sweep.folds]
        return earlier[-1] if earlier else None

    # what is shown

    @Slot()
    def _show(self) -> None:
        record = self._sweeps.current
        self._offer_metrics(record)
        self.ramp.look(record)
        self.networks.set_record(record)
        self.pages.setEnabled(record is not None)
        self.save.setEnabled(record is not None and record.count_over > 0)
        self._show_page()
        self._show_progress()
        self.form.show_state()

    def _show_page(self) -> None:
        record, page = self._sweeps.current, self.pages.current
        has_map = record is not None and len(record.fields) == 2
        views = {
            "losses": self.fan,
            "outcomes": self.value_map if has_map else self.outcomes,
            "networks": self.networks,
            "members": self.table,
        }
        self._views.setCurrentWidget(views[page] if record is not None else self._empty)
        is_strip = page == "outcomes" and record is not None and not record.fields
        self.compare.setVisible(self._earlier is not None and (page == "losses" or is_strip))
        self.logarithmic.setVisible(page in ("losses", "outcomes") and views[page] is not self.value_map)
        self._offer_dropout(record, page)
        self.compared_by.setVisible(page == "outcomes")
        self._catch_up()

    def _catch_up(self) -> None:
        """Brings the page that is seen up to date; the others are when they are turned to."""
        record, metric = self._sweeps.current, str(self.compared_by.currentData() or "loss")
        shown = self._views.currentWidget()
        if shown is self.fan:
            self.fan.set_records(record, self.before)
        elif shown is self.outcomes:
            self.outcomes.show_record(record, self.before, metric, self.ramp.ramp)
        elif shown is self.value_map:
            self.value_map.show_record(record, metric)
        elif shown is self.networks:
            self.networks.catch_up()
        elif shown is self.table:
            self.table.show_record(record)

    def _show_progress(self) -> None:
        record = self._sweeps.current
        self.progress.setVisible(self._sweeps.is_running)
        if record is None:
            self.told.setText(
                _("Is this network better, or was it lucky? Train it with many seeds, or with many values, and see.")
            )
            return
        self.progress.setValue(round(_STEPS * record.share))
        self.told.setText("\n".join([progress_text(record), *sweep_sentences(record, self.before)]))

    def _offer_metrics(self, record: SweepRecord | None) -> None:
        project = record.project if record is not None else self.context.document.project
        chief = project.data.task.chief_metric
        kept = str(self.compared_by.currentData() or "loss")
        if record is not self._offered and record is not None and record.sweep.folds:
            # that is what scikit-learn's model has, too
            kept = chief
        self._offered = record
        self.compared_by.fill(
            [(name, METRICS[name], "") for name in ("loss", chief)], kept if kept == "loss" else chief
        )

    def _offer_dropout(self, record: SweepRecord | None, page: str) -> None:
        layers = record.project.network.layers if record is not None else ()
        can = any(isinstance(layer, DropoutLayer) and layer.p > 0 for layer in layers)
        self.dropping.setVisible(can and page == "networks")
        if not can:
            self.dropping.setChecked(False)

    # what is asked for

    @Slot()
    def _ask_estimate(self) -> None:
        """How long it would take; while something is trained, it would be told wrongly."""
        session, project = self.context.session, self.context.document.project
        try:
            sweep = self.form.sweep()
        except InvalidProjectError as error:
            self.estimate.drop()
            self.form.told.setText(str(error))
            return
        if self._sweeps.is_running or session.state is State.TRAINING or project.problems():
            self.estimate.drop()
            self.form.told.setText("")
        else:
            self.estimate.ask(project, sweep, session.device)

    @Slot()
    def _on_sweeps_changed(self) -> None:
        # who comes back is shown what is, when the run is
        if self.isVisible():
            self._show()

    @Slot()
    def _on_sweeps_progressed(self) -> None:
        if self.isVisible():
            self._show_progress()
            self.context.scheduler.later((self, "sweep"), self._catch_up)

    @Slot()
    def _on_ramp_found(self) -> None:
        self._catch_up()

    @Slot(str)
    def _on_pages_chosen(self, page: str) -> None:
        self._show_page()

    @Slot(bool)
    def _on_logarithmic_toggled(self, on: bool) -> None:
        self.fan.set_logarithmic(on)
        self.outcomes.set_logarithmic(on)

    @Slot()
    def _on_save_clicked(self) -> None:
        self.table.show_record(self._sweeps.current)
        text = self.table.csv_text()
        self.context.files.ask_save_text(_("Save the table of runs"), "sweep.csv", _("CSV (*.csv)"), text)

    # how it is made

    def _compose(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 4, 0)
        column.addWidget(self.form)
        column.addWidget(self.progress)
        column.addWidget(self.told, 1)
        left = ColumnArea(inner, "sweep_form_area", _("What is varied, and what came of it"))
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        row = FlowLayout()
        row.add_widgets(self.pages, self.compared_by, self.logarithmic, self.compare, self.dropping, self.save)
        column.addLayout(row)
        column.addWidget(self._views, 1)
        both = TurningSplitter(1.0, left, right)
        both.set_shares(tall=(2, 3), flat=(2, 5))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 6)
        layout.addWidget(both)
