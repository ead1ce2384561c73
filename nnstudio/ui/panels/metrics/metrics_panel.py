"""How good the network is at the epoch shown, on train and test samples, beside scikit-learn's own model."""

import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from nnstudio.engine.metrics.baseline import ReferenceModel, fit_reference
from nnstudio.engine.metrics.evaluation import Unmeasured
from nnstudio.language import _
from nnstudio.log.reports import report
from nnstudio.session.background_task import BackgroundTask
from nnstudio.session.run import Run
from nnstudio.session.training_session import State
from nnstudio.ui.docks.panel import Panel, PanelContext
from nnstudio.ui.panels.metrics.confusion_view import ConfusionView
from nnstudio.ui.panels.metrics.figures_sheet import FiguresSheet
from nnstudio.ui.panels.metrics.measured import Measured, Outputs, outputs_of
from nnstudio.ui.panels.metrics.metric_plots import ResidualHistogram, ResidualPlot, RocPlot
from nnstudio.ui.panels.metrics.reliability_plots import ConfidenceHistogram, ReliabilityPlot
from nnstudio.ui.panels.metrics.threshold_row import ThresholdRow
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.fields import caption, show_part
from nnstudio.ui.widgets.flow_layout import FlowLayout
from nnstudio.ui.widgets.plain_text import PlainLabel
from nnstudio.ui.widgets.segments import Segments
from nnstudio.ui.widgets.sheet import SheetArea
from nnstudio.ui.widgets.turning_splitter import TurningSplitter

if TYPE_CHECKING:
    from nnstudio.data.dataset import Dataset
    from nnstudio.engine.snapshots.probe import Probe
    from nnstudio.engine.views.frame import Frame

_PAGES = {
    "overview": (_("Overview"), _("All figures, beside scikit-learn's linear model")),
    "classes": (_("Per class"), _("Precision, recall and F1 of each class")),
    "reliability": (_("Reliability"), _("How sure the network is of its predictions, beside how often they are right")),
    "weights": (_("Weights"), _("The network's weights beside the closed form's")),
}
_BREATH_S = 0.05
_LEAST_CURVES = 150
_REST, _REST_S = 10, 1.0
"""While training goes on, judging rests at least this many times as long as it took, and so many seconds."""


class MetricsPanel(Panel):
    """Everything by scikit-learn's functions, on the numbers of the epoch shown."""

    waits = True

    def __init__(self, context: PanelContext) -> None:
        super().__init__(context)
        self._run: Run | None = None
        self._frame: Frame | None = None
        self._references: WeakKeyDictionary[Dataset, ReferenceModel] = WeakKeyDictionary()
        self._asked: WeakKeyDictionary[Dataset, bool] = WeakKeyDictionary()
        self._cost, self._rested = 0.0, 0.0
        self._judging: Frame | None = None
        self._reference: ReferenceModel | None = None
        self.measured: Measured | None = None
        """What is shown."""
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._measure)
        self.pages = Segments(_PAGES)
        self.figures = FiguresSheet()
        self.pages.chosen.connect(self._on_pages_chosen)
        self._epoch = caption()
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        row = FlowLayout()
        row.add_widgets(self.pages, self._epoch)
        column.addLayout(row)
        column.addWidget(SheetArea(self.figures), 1)

        self.confusion = {share: ConfusionView(share) for share in ("train", "test")}
        self.roc, self.residuals, self.histogram = RocPlot(), ResidualPlot(), ResidualHistogram()
        self.reliability = ReliabilityPlot()
        self.confidence = ConfidenceHistogram(self.reliability)
        matrices = TurningSplitter(1.4, self.confusion["train"], self.confusion["test"])
        self.threshold = ThresholdRow()
        self.threshold.option_changed.connect(self._on_threshold_option_changed)
        context.selection.threshold_changed.connect(self._on_selection_threshold_changed)
        curves = QWidget()
        column = QVBoxLayout(curves)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.roc, 1)
        column.addWidget(self.threshold)
        # the figures can be scrolled, a curve can't
        theme().keep_size(curves, minimum=(0, _LEAST_CURVES))
        classes = TurningSplitter(0.6, matrices, curves)
        classes.set_shares(tall=(2, 3), flat=(27, 13))
        self._pictures = QStackedWidget()
        self._pictures.addWidget(classes)
        self._pictures.addWidget(TurningSplitter(0.6, self.residuals, self.histogram))
        sureness = TurningSplitter(0.5, self.reliability, self.confidence)
        sureness.set_shares(tall=(3, 1), flat=(1, 1))
        self._pictures.addWidget(sureness)
        both = TurningSplitter(1.2, left, self._pictures)
        both.set_shares(tall=(1, 2), flat=(11, 20))
        empty = PlainLabel(_("There is nothing to judge yet: no network can be built from these settings."))
        empty.setObjectName("caption")
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        empty.setWordWrap(True)
        self._stack = QStackedWidget()
        self._stack.addWidget(empty)
        self._stack.addWidget(both)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 6)
        layout.addWidget(self._stack)
        self.pages.show_page("weights", False)

    @property
    def page(self) -> str:
        return self.pages.current

    def show_page(self, page: str) -> None:
        self.pages.turn_to(page)

    def set_run(self, run: Run | None) -> None:
        if run is self._run:
            return
        self._run, self._frame, self.measured = run, None, None
        self._later.stop()
        self._stack.setCurrentIndex(0 if run is None else 1)
        if run is None:
            return
        has_classes = bool(run.dataset.class_names)
        for page in ("classes", "reliability"):
            self.pages.show_page(page, has_classes)
        self._show_pictures()
        show_part(self.threshold, len(run.dataset.class_names) == 2)
        self.confusion["test"].setVisible(len(run.dataset.X_test) > 0)
        self._ask_reference(run.dataset)

    def set_frame(self, frame: "Frame") -> None:
        self._frame = frame
        since = time.perf_counter() - self._rested
        wait = max(_REST_S, self._cost * _REST) - since
        if self.context.session.state is not State.TRAINING or wait <= 0:
            self._later.stop()
            self._measure()
        elif not self._later.isActive():
            self._later.start(round(1000 * wait) + 1)

    # how

    @Slot()
    def _measure(self) -> None:
        """Has the frame judged in a thread of its own, for scikit-learn takes longer than a frame; one at a time."""
        run, frame = self._run, self._frame
        if run is None or frame is None or self._judging is not None:
            return
        self._reference = self._references.get(run.dataset)
        self._rested = time.perf_counter()
        breath = _BREATH_S if self.context.session.state is State.TRAINING else 0.0
        task = BackgroundTask(partial(_judge, run, frame, run.probe.fork(), self._reference, breath))
        # only now: what raises before this must not keep the panel waiting for ever
        self._judging = frame
        task.done.connect(self._on_judged)
        task.failed.connect(self._on_failed)
        task.go()

    @Slot(object)
    def _on_judged(self, judged: tuple[Outputs, Measured]) -> None:
        outputs, measured = judged
        now = time.perf_counter()
        self._cost, self._rested, self._judging = now - self._rested, now, None
        if outputs.run is self._run:
            self._show(measured)
        if self._run is None or self._frame is None:
            return
        # another epoch, or scikit-learn's model, may have come meanwhile
        if self._frame is not outputs.frame or self._references.get(self._run.dataset) is not self._reference:
            self.set_frame(self._frame)

    @Slot(str)
    def _on_failed(self, reason: str) -> None:
        self._judging = None
        self._epoch.setText(reason)

    @Slot(str, object)
    def _on_threshold_option_changed(self, name: str, value: float) -> None:
        self.context.selection.choose_threshold(value)

    @Slot(str)
    def _on_pages_chosen(self, page: str) -> None:
        self.figures.set_page(page)
        self._show_pictures()

    def _show_pictures(self) -> None:
        has_classes = self._run is not None and bool(self._run.dataset.class_names)
        self._pictures.setCurrentIndex((2 if self.page == "reliability" else 0) if has_classes else 1)

    @Slot(float)
    def _on_selection_threshold_changed(self, threshold: float) -> None:
        self.threshold.set_value(threshold)

    def _show(self, measured: Measured) -> None:
        self.measured = measured
        self._epoch.setText(
            _("epoch {epoch:,}").format(epoch=measured.epoch) if measured.epoch else _("before training")
        )
        self.pages.show_page("weights", bool(measured.weights))
        for part in (self._show_figures, self._show_matrices, self._show_curves):
            self.context.scheduler.later((self, part), partial(self._show_part, part, measured))

    def _show_part(self, part: Callable[[Measured], None], measured: Measured) -> None:
        # another run may have come while it waited for its turn
        if measured is self.measured:
            part(measured)

    def _show_figures(self, measured: Measured) -> None:
        self.figures.set_measured(measured)

    def _show_matrices(self, measured: Measured) -> None:
        if not measured.class_names:
            return
        reports = measured.class_reports()
        for share, view in self.confusion.items():
            if share in reports:
                view.set_matrix(reports[share].confusion, measured.class_names)
            else:
                view.clear()

    def _show_curves(self, measured: Measured) -> None:
        if measured.class_names:
            self.roc.set_measured(measured)
            self.reliability.set_measured(measured)
            self.confidence.set_measured(measured)
        else:
            self.residuals.set_measured(measured)
            self.histogram.set_measured(measured)

    def _ask_reference(self, dataset: "Dataset") -> None:
        """Has scikit-learn's model fitted, once for a data set, in a thread of its own."""
        if dataset in self._asked:
            return
        self._asked[dataset] = True
        task = BackgroundTask(partial(_fit, dataset))
        task.done.connect(self._on_fitted)
        task.go()

    @Slot(object)
    def _on_fitted(self, fitted: "tuple[Dataset, ReferenceModel]") -> None:
        dataset, reference = fitted
        self._references[dataset] = reference
        if self._run is not None and self._run.dataset is dataset and self.isVisible():
            self._measure()


def _judge(
    run: Run, frame: "Frame", probe: "Probe", reference: ReferenceModel | None, breath: float
) -> tuple[Outputs, Measured]:
    outputs = outputs_of(run, frame, probe)
    return outputs, outputs.judge(reference, breath)


def _fit(dataset: "Dataset") -> "tuple[Dataset, ReferenceModel]":
    try:
        return dataset, fit_reference(dataset)
    # a model that can't be fitted leaves a gap, not an error
    except Exception as error:
        reason = report(_("scikit-learn could not fit its model"), error, tell=False)
        return dataset, ReferenceModel("scikit-learn", reason, Unmeasured(reason), None)
