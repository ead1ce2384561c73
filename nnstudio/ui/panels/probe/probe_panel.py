"""One point on its way through the network: inputs, each layer's outputs, logit, probability, class and loss."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from nnstudio.language import _
from nnstudio.project.losses.spec import Takes
from nnstudio.project.output_words import output_span
from nnstudio.session.run import Run
from nnstudio.ui.docks.panel import Panel, PanelContext
from nnstudio.ui.panels.data.sample_pointing import moved_point, sample_point, target_of
from nnstudio.ui.panels.probe.flow_sheet import FlowSheet
from nnstudio.ui.panels.probe.outcome_sheet import OutcomeSheet
from nnstudio.ui.panels.probe.point_form import PointForm
from nnstudio.ui.panels.probe.sample_chooser import SampleChooser
from nnstudio.ui.panels.probe.temperature_row import TemperatureRow
from nnstudio.ui.shown.selection import Point
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.fields import caption, show_part
from nnstudio.ui.widgets.plain_text import PlainLabel
from nnstudio.ui.widgets.sheet import SheetArea
from nnstudio.ui.widgets.turning_splitter import TurningSplitter

if TYPE_CHECKING:
    from nnstudio.data.dataset import Dataset
    from nnstudio.engine.views.frame import Frame
    from nnstudio.engine.views.probe_reading import Reading

_HOW = _("Click a point in any plot, or choose a sample by its number.")


class ProbePanel(Panel):
    """Follows the point that is chosen anywhere; a change of its values chooses a new, free point."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__(context)
        self._run: Run | None = None
        self._frame: Frame | None = None
        self.reading: Reading | None = None
        """What is shown; None without a point."""
        self._shown: Point | None = None
        self.chooser = SampleChooser()
        self.chooser.sample_chosen.connect(self._on_chooser_sample_chosen)
        self.form = PointForm()
        self.form.value_changed.connect(self._on_form_value_changed)
        self.about = caption()
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.chooser)
        column.addWidget(self.about)
        column.addWidget(self.form, 1)
        self.flow, self.outcome = FlowSheet(), OutcomeSheet()
        self.temperature = TemperatureRow()
        self.temperature.option_changed.connect(self._on_temperature_option_changed)
        outcome = QWidget()
        column = QVBoxLayout(outcome)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(SheetArea(self.outcome), 1)
        column.addWidget(self.temperature)
        theme().keep_size(outcome, minimum=(270, 0))
        both = TurningSplitter(1.2, SheetArea(self.flow), outcome)
        both.set_shares(tall=(1, 1), flat=(2, 1))
        how = PlainLabel(_HOW)
        how.setObjectName("caption")
        how.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.pages = QStackedWidget()
        self.pages.addWidget(how)
        self.pages.addWidget(both)
        how.setWordWrap(True)
        splitter = TurningSplitter(0.9, left, self.pages)
        splitter.set_shares(tall=(1, 3), flat=(1, 3))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 6)
        layout.addWidget(splitter)
        context.selection.point_changed.connect(self._on_selection_point_changed)

    def set_run(self, run: Run | None) -> None:
        if run is self._run:
            return
        self._run, self._frame = run, None
        if run is not None:
            project, dataset = run.project, run.dataset
            self.form.set_dataset(dataset)
            self._shown = None
            self.chooser.set_dataset(dataset)
            layers = [layer.title for layer in project.network.layers]
            self.flow.set_network(dataset.feature_names, layers, _inputs_title(dataset))
            is_logit = not output_span(project)
            self.outcome.set_network(project.training.loss, dataset.class_names, dataset.target_name, is_logit)
            show_part(self.temperature, project.training.loss.takes is Takes.LOGITS)
            self._heat(1.0)
        self._read()

    def set_frame(self, frame: "Frame") -> None:
        self._frame = frame
        self.chooser.set_frame(frame)
        self._read()

    # how

    def _read(self) -> None:
        """Has the chosen point read at the epoch shown."""
        run, frame, point = self._run, self._frame, self.context.selection.point
        self.reading = None
        shown = frame is not None and self.context.frame_source.frame_of(run) is not None
        if (
            run is not None
            and frame is not None
            and shown
            and point is not None
            and len(point.raw) == len(run.dataset.columns)
        ):
            from nnstudio.engine.views.probe_reading import read

            layers = self.context.frame_source.outputs_at(point.raw[None])
            target = target_of(run.dataset, point)
            self.reading = read(run.project, run.dataset, point.raw, layers, target, frame.threshold)
        self._show(point if self.reading is not None else None)

    def _show(self, point: Point | None) -> None:
        self.pages.setCurrentIndex(0 if point is None else 1)
        self.chooser.set_sample(point.sample if point is not None else None)
        if point is not self._shown or point is None:
            self.form.set_values(point.raw if point is not None else None)
        self._shown = point
        self.flow.set_reading(self.reading)
        self.outcome.set_reading(self.reading)
        if point is None or self._run is None:
            self.about.setText("")
        elif point.sample is None:
            self.about.setText(_("A free point; its values can be changed."))
        else:
            trained = point.sample < len(self._run.dataset.y_train)
            about = _("Of the train samples; changed values make it a free point.")
            self.about.setText(about if trained else _("Of the test samples; changed values make it a free point."))

    def _heat(self, temperature: float) -> None:
        self.temperature.set_value(temperature)
        self.outcome.set_temperature(temperature)

    @Slot(str, object)
    def _on_temperature_option_changed(self, name: str, value: float) -> None:
        self._heat(value)

    @Slot(object)
    def _on_selection_point_changed(self, point: Point | None) -> None:
        if self.isVisible():
            self._read()

    @Slot(int)
    def _on_chooser_sample_chosen(self, sample: int) -> None:
        if self._run is not None:
            self.context.selection.choose_point(sample_point(self._run.dataset, sample))

    @Slot(int, float)
    def _on_form_value_changed(self, column: int, value: float) -> None:
        point = self.context.selection.point
        if point is not None:
            self.context.selection.choose_point(moved_point(point, column, value))


def _inputs_title(dataset: "Dataset") -> str:
    """What the network gets, in a word or two."""
    standardised = bool((dataset.scale != 1).any() or (dataset.mean != 0).any())
    return _("inputs, standardised") if standardised else _("inputs")
