"""The result column: the big plot that suits the data, and the loss under it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from nnstudio.language import _, local_number
from nnstudio.project.output_words import USUAL_THRESHOLD
from nnstudio.project.rounding import rounded
from nnstudio.project.sources.spec import Task
from nnstudio.session.run import Run
from nnstudio.ui.plots.loss_head import LossHead
from nnstudio.ui.plots.result_head import ResultHead
from nnstudio.ui.shown.frame_source import TOO_LARGE, FrameSource, views_of
from nnstudio.ui.shown.live_metrics import Found
from nnstudio.ui.shown.selection import Point, Selection
from nnstudio.ui.shown.unit_names import names_in
from nnstudio.ui.widgets.fields import caption
from nnstudio.ui.widgets.plain_text import PlainLabel
from nnstudio.ui.widgets.tool_row import Tool
from nnstudio.ui.widgets.turning_splitter import TurningSplitter

if TYPE_CHECKING:
    from nnstudio.data.plane import Plane
    from nnstudio.engine.views.frame import Frame, Metrics
    from nnstudio.ui.plots.pointed import PointedCanvas

_TALL = 0.75
"""The ratio of height to width from which the losses are under the big plot, and not beside it."""
_FAINT = 0.35
"""How opaque plots are that show another network than the project's."""


class ResultPanel(QWidget):
    """Draws every Frame in the plot that is visible, and the losses; a click in a plot chooses a point."""

    plane_chosen = Signal(object)
    """The Plane over which to draw."""
    unit_switched = Signal(tuple)
    """(layer, unit): to be switched off, or on again."""

    def __init__(self, selection: Selection, frame_source: FrameSource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._selection, self._frame_source = selection, frame_source
        frame_source.metrics_found.connect(self._on_frame_source_metrics_found)
        self._run: Run | None = None
        self._frame: Frame | None = None
        self._plots = QStackedWidget()
        self._stand_ins = {name: _stand_in(f"{name}_plot") for name in ("fit", "decision", "actual", "loss")}
        for name in ("fit", "decision", "actual"):
            self._plots.addWidget(_holder(self._stand_ins[name]))
        self.head, self._loss_head = ResultHead(), LossHead()
        self.head.view_chosen.connect(self._show_plot)
        self.head.back_requested.connect(self._on_head_back_requested)
        self.head.plane_bar.plane_chosen.connect(self.plane_chosen)
        self.head.tools.toggled.connect(self._on_tools_toggled)
        selection.unit_changed.connect(self._on_selection_unit_changed)
        selection.preview_changed.connect(self._on_selection_unit_changed)
        selection.point_changed.connect(self._on_selection_point_changed)
        self.notice = caption()
        self.notice.setWordWrap(True)
        self.notice.hide()
        above = _column(self.head, self._plots, above=0)
        below = _column(self._loss_head, _holder(self._stand_ins["loss"]), above=4)
        self.splitter = TurningSplitter(_TALL, above, below)
        self.splitter.setObjectName("result_splitter")
        self.splitter.setHandleWidth(8)
        self.splitter.set_shares(tall=(2, 1), flat=(1, 1))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.addWidget(self.notice)
        layout.addWidget(self.splitter, 1)

    def build_plots(self) -> None:
        """Puts the plots in their places, once: pyqtgraph takes longer to load than the window to be shown."""
        if not self._stand_ins:
            return
        from nnstudio.ui.plots.actual_plot import ActualPlot
        from nnstudio.ui.plots.decision_plot import DecisionPlot
        from nnstudio.ui.plots.fit_plot import FitPlot
        from nnstudio.ui.plots.loss_plot import LossPlot
        from nnstudio.ui.plots.sharpener import Sharpener
        from nnstudio.ui.plots.unit_plot import UnitPlot

        self.fit, self.decision, self.actual, self.loss = FitPlot(), DecisionPlot(), ActualPlot(), LossPlot()
        self.unit = UnitPlot()
        Sharpener(self.decision, self._frame_source)
        self._loss_head.drive(self.loss)
        self.head.apart.toggled.connect(self.fit.set_apart)
        self.head.reference.toggled.connect(self.fit.set_reference)
        self.fit.parts.unit_switched.connect(self.unit_switched)
        for name, stand_in in self._stand_ins.items():
            holder = stand_in.parentWidget()
            assert holder is not None
            layout = holder.layout()
            assert layout is not None
            layout.replaceWidget(stand_in, getattr(self, name))
            stand_in.hide()
            stand_in.setObjectName("")
            stand_in.deleteLater()
        self._plots.addWidget(_holder(self.unit))
        self._pages: dict[PointedCanvas, QWidget] = {}
        for plot in (self.fit, self.decision, self.actual, self.unit):
            page = plot.parentWidget()
            assert page is not None
            self._pages[plot] = page
            plot.point_clicked.connect(self._on_plot_point_clicked)
            plot.point_hovered.connect(self._on_plot_point_hovered)
        self._stand_ins.clear()
        self._show_plot()

    def set_run(self, run: Run, plane: "Plane") -> None:
        """Shows another run's samples, losses and choices of views."""
        self.build_plots()
        self._run, self._frame = run, None
        for plot in self._pages:
            # those that can't be seen would keep a point of other data
            plot.set_point(None)
        dataset = run.dataset
        self._loss_head.set_metrics("", {})
        self.loss.set_loss_name(run.project.loss_label)
        self.loss.set_losses(*run.history.losses_since(0))
        if len(plane.axes) == 1:
            self.fit.set_dataset(dataset)
            self.unit.set_dataset(dataset)
        else:
            self.decision.set_dataset(dataset)
            self.actual.set_dataset(dataset)
        self.head.offer(views_of(run), not dataset.class_names)
        tools = self.head.tools
        tools.allow(Tool.WRONG, _("Values are not right or wrong") if dataset.task is Task.REGRESSION else "")
        tools.allow(
            Tool.TEST, "" if len(dataset.X_test) else _("There are no test samples: set a test share in the data")
        )
        tools.allow(Tool.FADE, "" if len(dataset.columns) > 2 else _("All samples lie in this plane"))
        self._offer_parts(run)
        self.set_plane(plane)
        self._show_plot()

    def _offer_parts(self, run: Run) -> None:
        from nnstudio.engine.views.contributions import can_be_taken_apart

        fits = len(run.dataset.columns) == 1 and run.dataset.task is Task.REGRESSION
        able = fits and can_be_taken_apart(run.project)
        self.head.offer_parts(
            fits, "" if able else _("Only a sum can be taken apart: the network must end with a Linear")
        )
        self.fit.parts.set_run(run if able else None)

    def set_plane(self, plane: "Plane") -> None:
        """Shows over which plane the plots are drawn."""
        if self._run is not None:
            self.head.plane_bar.set_plane(self._run.dataset, plane)

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
        self._show_metrics(frame)

    def set_blocked(self, why: str) -> None:
        """Says why the project as it is computes nothing, over what was drawn before; empty if it computes."""
        stale = bool(why) and self._frame is not None
        lead = _("What the last network that worked computes. Now") if stale else _("Nothing can be computed yet")
        self.notice.setText(f"{lead}: {why}")
        self.notice.setVisible(bool(why))
        if not self._stand_ins:
            for plot in (*self._pages, self.loss):
                plot.getPlotItem().setOpacity(_FAINT if stale else 1.0)

    @property
    def metrics(self) -> str:
        """The figures shown over the losses, as rich text."""
        return self._loss_head.metrics

    @property
    def visible_plot(self) -> "PointedCanvas":
        """The big plot now shown."""
        planar = self._run is None or len(self._run.dataset.columns) > 1
        if self._selection.shown_unit is not None:
            return self.decision if planar else self.unit
        return (
            {"fit": self.fit, "actual": self.actual}.get(self.head.view, self.decision) if self._run else self.decision
        )

    @Slot()
    def _show_plot(self) -> None:
        """Brings the plot to the front that suits the view and the unit that are chosen."""
        if self._stand_ins:
            return
        run, unit, plot = self._run, self._selection.shown_unit, self.visible_plot
        # the other one may still hold the frame of another network
        if plot is self.decision:
            self.decision.set_unit(unit)
        self.unit.set_unit(unit)
        self._plots.setCurrentWidget(self._pages[plot])
        title = ""
        if unit is not None and run is not None:
            from nnstudio.ui.plots.readout import unit_title

            title = unit_title(run, unit)
        if self._selection.preview is not None:
            # nothing but the title: whatever else changed would make the plot jump
            self.head.title.setText(title)
        else:
            self.head.show_for(title, plot is self.decision, run is not None and len(run.dataset.columns) > 2)
        plot.set_point(self._selection.point)
        if self._frame is not None:
            self.set_frame(self._frame)

    def _show_metrics(self, frame: "Frame") -> None:
        if frame.is_too_large:
            self._loss_head.set_metrics("", {}, TOO_LARGE)
        elif any(metrics is not None for metrics in frame.metrics.values()):
            self._tell_metrics(frame, frame.metrics)

    @Slot(object)
    def _on_frame_source_metrics_found(self, found: Found) -> None:
        if found.run is self._run:
            self._tell_metrics(found.frame, found.metrics)

    def _tell_metrics(self, frame: "Frame", measured: "Metrics") -> None:
        name, figures = "", {}
        for share in ("train", "test"):
            metrics = measured[share]
            if metrics is None:
                continue
            figures[share] = ""
            if "accuracy" in metrics:
                name, figures[share] = _("accuracy"), rounded(metrics["accuracy"], ".1%")
            elif metrics.get("r2") is not None:
                name, figures[share] = "R²", rounded(metrics["r2"], ".4f")
        self._loss_head.set_metrics(name, figures, " · ".join(self._conditions(frame)))

    def _conditions(self, frame: "Frame") -> Iterator[str]:
        """What the figures hang on, where it is not as usual."""
        if frame.off and self._run is not None:
            yield _("without {names_in}").format(names_in=names_in(self._run, frame.off))
        if frame.threshold != USUAL_THRESHOLD and self._run is not None and len(self._run.dataset.class_names) == 2:
            told = _("class {name} above {threshold}")
            threshold = local_number(frame.threshold, ".3g")
            yield told.format(name=self._run.dataset.class_names[1], threshold=threshold)

    @Slot(object)
    def _on_selection_unit_changed(self, unit: tuple[int, int] | None) -> None:
        self._show_plot()

    @Slot(object)
    def _on_selection_point_changed(self, point: Point | None) -> None:
        if self._stand_ins:
            return
        self.visible_plot.set_point(point)
        if point is not None and point.sample is not None:
            self.head.plane_bar.choose_sample(point.sample)

    @Slot()
    def _on_head_back_requested(self) -> None:
        self._selection.choose_unit(None)

    @Slot(str, bool)
    def _on_tools_toggled(self, tool: str, on: bool) -> None:
        match tool:
            case Tool.WRONG:
                self.decision.set_wrong_marked(on)
            case Tool.FLAT:
                self.decision.set_flat(on)
            case Tool.TEST:
                self.decision.set_test_shown(on)
            case Tool.FADE:
                self.decision.set_faded(on)

    @Slot(float, float)
    def _on_plot_point_clicked(self, x: float, y: float) -> None:
        if self._frame is not None:
            self._selection.choose_point(self.visible_plot.point_at(x, y))

    @Slot(float, float)
    def _on_plot_point_hovered(self, x: float, y: float) -> None:
        run, frame, plot = self._run, self._frame, self.visible_plot
        point = plot.point_at(x, y) if frame is not None else None
        if run is None or frame is None or point is None:
            plot.show_hint("")
            plot.look_at(None)
            return
        from nnstudio.ui.plots.readout import describe

        plot.look_at(point)
        outputs = self._frame_source.outputs_at(point.raw[None])
        plot.show_hint(describe(run, frame.region.projection, point, outputs, self._selection.shown_unit))


def _stand_in(name: str) -> QLabel:
    """What stands where a plot will be."""
    label = PlainLabel("")
    label.setObjectName(name)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setMinimumSize(160, 110)
    return label


def _holder(widget: QWidget) -> QWidget:
    """A place that stays when the widget is taken out of it."""
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(widget)
    return holder


def _column(head: QWidget, body: QWidget, above: int) -> QWidget:
    column = QWidget()
    layout = QVBoxLayout(column)
    layout.setContentsMargins(0, above, 0, 0)
    layout.setSpacing(4)
    layout.addWidget(head)
    layout.addWidget(body, 1)
    return column
