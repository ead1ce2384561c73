"""The result column: the big plot that suits the data, and the loss under it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from nnstudio.project.features import pretty
from nnstudio.session.run import Run
from nnstudio.ui.fields import Choice, caption, heading
from nnstudio.ui.insight.names import names_in
from nnstudio.ui.lens import views_of

if TYPE_CHECKING:
    from nnstudio.engine.frame import Frame
    from nnstudio.ui.plots.canvas import Canvas

_VIEW_TITLES = {
    "fit": "Fit",
    "decision": "Decision regions",
    "surface": "Predicted value",
    "actual": "Predicted against actual",
}


class ResultPanel(QWidget):
    """Draws every Frame in the plot that is visible, and the losses."""

    axes_chosen = Signal(object)
    """The two features over which to draw."""
    unit_switched = Signal(object)
    """(layer, unit): to be switched off, or on again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run: Run | None = None
        self._frame: Frame | None = None
        self._plots = QStackedWidget()
        self._stand_ins = {name: _stand_in(f"{name}_plot") for name in ("fit", "decision", "actual", "loss")}
        for name in ("fit", "decision", "actual"):
            self._plots.addWidget(self._stand_ins[name])
        self._title = heading("Result")
        self._view = Choice()
        self._view.setMinimumContentsLength(18)
        self._view.currentIndexChanged.connect(self._on_view_current_index_changed)
        self._axis_choices = (Choice(), Choice())
        self._axis_label = caption("over")
        for choice in self._axis_choices:
            choice.setMinimumContentsLength(9)
            choice.currentIndexChanged.connect(self._on_axis_current_index_changed)
        self._metrics = QLabel()
        self._metrics.setObjectName("figure")
        self._metrics.setTextFormat(Qt.TextFormat.RichText)
        self._logarithmic = QCheckBox("log")
        self._logarithmic.setToolTip("Draw the loss on a logarithmic scale")

        self._apart = QCheckBox("take apart")
        self._apart.setObjectName("take_apart_box")
        self._apart.setToolTip("Draw what each unit of the last hidden layer adds to the prediction")

        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addWidget(self._view)
        head.addStretch(1)
        head.addWidget(self._apart)
        head.addWidget(self._axis_label)
        for choice in self._axis_choices:
            head.addWidget(choice)
        upper = QWidget()
        layout = QVBoxLayout(upper)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self._plots, 1)
        lower = QWidget()
        layout = QVBoxLayout(lower)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(4)
        head = QHBoxLayout()
        head.addWidget(heading("Loss"))
        head.addSpacing(10)
        head.addWidget(self._metrics, 1)
        head.addWidget(self._logarithmic)
        layout.addLayout(head)
        layout.addWidget(self._stand_ins["loss"], 1)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setObjectName("result_splitter")
        self.splitter.addWidget(upper)
        self.splitter.addWidget(lower)
        self.splitter.setStretchFactor(0, 5)
        self.splitter.setStretchFactor(1, 3)
        self.splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.addWidget(self.splitter)
        for widget in (self._view, self._apart, self._axis_label, *self._axis_choices):
            widget.hide()

    def build_plots(self) -> None:
        """Puts the plots in their places, once: pyqtgraph takes longer to load than the window to be shown."""
        if not self._stand_ins:
            return
        from nnstudio.ui.plots.actual_plot import ActualPlot
        from nnstudio.ui.plots.decision_plot import DecisionPlot
        from nnstudio.ui.plots.fit_plot import FitPlot
        from nnstudio.ui.plots.loss_plot import LossPlot

        self.fit, self.decision, self.actual, self.loss = FitPlot(), DecisionPlot(), ActualPlot(), LossPlot()
        self._logarithmic.toggled.connect(self.loss.set_logarithmic)
        self._apart.toggled.connect(self.fit.set_apart)
        self.fit.parts.unit_switched.connect(self.unit_switched)
        for name, stand_in in self._stand_ins.items():
            plot: Canvas = getattr(self, name)
            parent = stand_in.parentWidget()
            assert parent is not None
            if name == "loss":
                layout = parent.layout()
                assert layout is not None
                layout.replaceWidget(stand_in, plot)
            else:
                self._plots.addWidget(plot)
                self._plots.removeWidget(stand_in)
            stand_in.hide()
            stand_in.setObjectName("")
            stand_in.deleteLater()
        self._stand_ins.clear()
        self._show_choices()

    def set_run(self, run: Run, axes: tuple[int, ...]) -> None:
        """Shows another run's samples, losses and choices of views."""
        self.build_plots()
        self._run, self._frame = run, None
        self._metrics.setText("")
        self.loss.set_loss_name(run.project.training.loss.title)
        self.loss.set_losses(*run.history.losses_since(0))
        self._show_choices()
        self._offer_parts(run)
        self.set_axes(axes)

    def _offer_parts(self, run: Run) -> None:
        from nnstudio.engine.contributions import can_be_taken_apart

        fits = len(run.dataset.columns) == 1 and not run.dataset.class_names
        able = fits and can_be_taken_apart(run.project)
        self._apart.setVisible(fits)
        self._apart.setEnabled(able)
        tip = "Draw what each unit of the last hidden layer adds to the prediction; a click on one switches it off"
        self._apart.setToolTip(tip if able else "Only a sum can be taken apart: the network must end with a Linear")
        self.fit.parts.set_run(run if able else None)

    def set_axes(self, axes: tuple[int, ...]) -> None:
        """Shows over which features the plots are drawn."""
        if self._run is None:
            return
        dataset = self._run.dataset
        names = [(str(i), pretty(name), "") for i, name in enumerate(dataset.columns)]
        for choice, axis in zip(self._axis_choices, axes, strict=False):
            choice.fill(names, str(axis))
        if len(axes) == 1:
            self.fit.set_dataset(dataset)
        else:
            self.decision.set_dataset(dataset, axes)
            self.actual.set_dataset(dataset)

    def set_epochs(self, target: int, marked: int | None) -> None:
        """Leaves room in the loss plot for `target` epochs, and marks the one that the other views show, if any."""
        if not self._stand_ins:
            self.loss.set_target(target)
            self.loss.set_epoch(marked)

    def add_losses(self) -> None:
        """Shows the epochs that have come since."""
        if self._run is not None:
            self.loss.add_losses(*self._run.history.losses_since(self.loss.epochs))

    def set_frame(self, frame: "Frame") -> None:
        """Shows the network at an epoch in the plot that is visible."""
        self._frame = frame
        self.visible_plot.set_frame(frame)
        text = self._metrics_text(frame)
        if text:
            self._metrics.setText(text)

    @property
    def visible_plot(self) -> "Canvas":
        """The big plot now shown."""
        plot: Canvas = self._plots.currentWidget()  # type: ignore[assignment]
        return plot

    def _show_choices(self) -> None:
        run = self._run
        views = views_of(run) if run is not None else ["decision"]
        regression = run is not None and not run.dataset.class_names
        titles = [(v, _VIEW_TITLES["surface" if v == "decision" and regression else v], "") for v in views]
        offered = [self._view.itemData(i) for i in range(self._view.count())]
        self._view.fill(titles, self._view.currentData() if offered == views else views[0])
        self._view.setVisible(len(views) > 1)
        self._title.setText("Result" if len(views) > 1 else titles[0][1])
        self._show_plot()

    def _show_plot(self) -> None:
        if self._stand_ins:
            return
        view = self._view.currentData()
        self._plots.setCurrentWidget({"fit": self.fit, "actual": self.actual}.get(view, self.decision))
        many = self._run is not None and len(self._run.dataset.columns) > 2
        for widget in (self._axis_label, *self._axis_choices):
            widget.setVisible(many and view == "decision")
        if self._frame is not None:
            self.set_frame(self._frame)

    def _metrics_text(self, frame: "Frame") -> str:
        parts = [f"without {names_in(self._run, frame.off)}"] if frame.off and self._run is not None else []
        if all(metrics is None for metrics in frame.metrics.values()):
            return ""
        for share in ("train", "test"):
            metrics = frame.metrics[share]
            if metrics is None:
                continue
            if "accuracy" in metrics:
                parts.append(f"{share} accuracy <b>{metrics['accuracy']:.1%}</b>")
            elif metrics.get("r2") is not None:
                parts.append(f"{share} R² <b>{metrics['r2']:.4f}</b>")
        return "&nbsp; · &nbsp;".join(parts)

    @Slot(int)
    def _on_view_current_index_changed(self, index: int) -> None:
        self._show_plot()

    @Slot(int)
    def _on_axis_current_index_changed(self, index: int) -> None:
        first, second = (int(choice.currentData()) for choice in self._axis_choices)
        if first == second:
            # the other axis makes way
            other = self._axis_choices[1 if self.sender() is self._axis_choices[0] else 0]
            free = next(i for i in range(other.count()) if i != first)
            other.blockSignals(True)
            other.setCurrentIndex(free)
            other.blockSignals(False)
            first, second = (int(choice.currentData()) for choice in self._axis_choices)
        self.axes_chosen.emit((first, second))


def _stand_in(name: str) -> QLabel:
    """What stands where a plot will be."""
    label = QLabel("")
    label.setObjectName(name)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setMinimumSize(160, 110)
    return label
