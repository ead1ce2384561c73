"""Painting in the big plot: the mouse changes points, and each stroke is one edit of the project."""

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QWidget

from nnstudio.language import _
from nnstudio.project import edits
from nnstudio.project import painted_points as painting
from nnstudio.project.project import Project
from nnstudio.project.sources.points import PointsSource
from nnstudio.project.sources.spec import Task
from nnstudio.session.document import Document
from nnstudio.session.run import Run
from nnstudio.ui.plots.paint_bar import MAX_BRUSH, Brush
from nnstudio.ui.plots.result_panel import ResultPanel
from nnstudio.ui.plots.stroke import Stroke, in_form, points_of, why_no_points
from nnstudio.ui.widgets.plain_text import tooltip

if TYPE_CHECKING:
    from nnstudio.ui.editors.painting.overlay import Overlay
    from nnstudio.ui.plots.pointed import PointedCanvas

_LARGEST = 0.12
"""The largest brush, as a share of the plot."""
_JITTER = 0.02
_HEARD = (
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.MouseButtonRelease,
    QEvent.Type.Leave,
)


class Painter(QObject):
    """Joins the tools over the plot with the plot, and both with the document."""

    def __init__(self, document: Document, panel: ResultPanel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._panel = document, panel
        self._bar, self._button = panel.head.paint_bar, panel.head.draw
        self._run: Run | None = None
        self._stroke: Stroke | None = None
        self._overlay: Overlay | None = None
        self._kind = document.project.data.source.kind
        self._button.clicked.connect(self._on_button_clicked)
        document.opened.connect(self._on_document_opened)
        self._bar.form_chosen.connect(self._on_bar_form_chosen)
        self._bar.jitter_requested.connect(self._on_bar_jitter_requested)
        self._bar.clear_requested.connect(self._on_bar_clear_requested)
        keys = QActionGroup(self)
        for key in (*"1234567890", "E", "M"):
            action = keys.addAction(key)
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            panel.addAction(action)
        keys.triggered.connect(self._on_keys_triggered)
        self.set_project(document.project)

    @property
    def is_on(self) -> bool:
        """Whether the mouse paints."""
        return self._button.isChecked()

    def set_project(self, project: Project) -> None:
        """Follows the project: painting begins where points are chosen, and ends with them."""
        source = project.data.source
        if isinstance(source, PointsSource):
            self._bar.set_source(source)
            if self._kind != source.kind:
                self._button.setChecked(True)
        else:
            self._button.setChecked(False)
        self._kind = source.kind
        self._show()

    @Slot()
    def _on_document_opened(self) -> None:
        # points that come with a project are to be looked at first
        self._button.setChecked(False)
        self._show()

    def set_run(self, run: Run | None) -> None:
        """The samples that the plot draws by itself."""
        self._run = run
        self._show()

    # the mouse

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # others come when the window is being taken apart
        if event.type() not in _HEARD or not self.is_on:
            return False
        if not isinstance(event, QMouseEvent):
            if self._overlay is not None:
                self._overlay.hide_brush()
            return False
        plot = self._panel.visible_plot
        if watched is not plot.viewport():
            return False
        at = self._place(plot, event)
        if event.type() is QEvent.Type.MouseButtonPress and event.button() is Qt.MouseButton.LeftButton:
            if not self._is_inside(plot, event):
                return False
            self._begin(plot, at)
        elif self._stroke is not None and event.type() is QEvent.Type.MouseMove:
            self._stroke.go_on(at)
            self._show_stroke()
        elif self._stroke is not None and event.type() is QEvent.Type.MouseButtonRelease:
            self._end()
        elif event.type() is not QEvent.Type.MouseMove:
            return False
        if self._overlay is not None:
            self._overlay.show_brush(at, self._radius(plot) if self._bar.brush is not Brush.MOVE else (0.0, 0.0))
        return True

    def _begin(self, plot: "PointedCanvas", at: tuple[float, float]) -> None:
        source = self._document.project.data.source
        if not isinstance(source, PointsSource):
            return
        form = self._bar.form
        value = self._bar.value.value() if form == Task.REGRESSION else float(self._bar.label)
        self._stroke = Stroke(source, self._bar.brush, form, value, self._radius(plot), plot.pixel_size())
        self._stroke.begin(at)
        self._show_stroke()

    def _end(self) -> None:
        stroke, self._stroke = self._stroke, None
        if stroke is not None and stroke.text:
            self._edit(stroke.text, stroke.source)
        self._show()

    def _place(self, plot: "PointedCanvas", event: QMouseEvent) -> tuple[float, float]:
        where = plot.getPlotItem().getViewBox().mapSceneToView(plot.mapToScene(event.position().toPoint()))
        return where.x(), where.y()

    def _is_inside(self, plot: "PointedCanvas", event: QMouseEvent) -> bool:
        scene: QPointF = plot.mapToScene(event.position().toPoint())
        return bool(plot.getPlotItem().getViewBox().sceneBoundingRect().contains(scene))

    def _radius(self, plot: "PointedCanvas") -> tuple[float, float]:
        """The brush, in the plot's coordinates: round on the screen."""
        view = plot.getPlotItem().getViewBox()
        pixels = self._bar.brush_size.value() / MAX_BRUSH * _LARGEST * min(view.width(), view.height())
        width, height = plot.pixel_size()
        return pixels * width, pixels * height

    # the points

    def _edit(self, text: str, source: PointsSource) -> None:
        self._document.edit(text, lambda project: project.with_source(source))

    def _take_up_data(self) -> bool:
        """Makes points of the samples that are there; whether it was possible."""
        self._document.commit_pending()
        run = self._run
        if run is None:
            return False
        dataset = run.dataset
        y = np.concatenate((dataset.y_train, dataset.y_test)).astype(float)
        source = points_of(np.round(dataset.raw, 6).tolist(), np.round(y, 6).tolist(), dataset.task)
        self._kind = source.kind
        self._document.edit(
            _("make points of the data"), lambda project: edits.with_data(project, features=None).with_source(source)
        )
        return True

    # what is shown

    def _show(self) -> None:
        """Fits everything to the present state: the bar, the button, and who draws the points."""
        source = self._document.project.data.source
        reason = "" if isinstance(source, PointsSource) else self._why_not()
        self._button.setEnabled(not reason)
        self._button.setToolTip(tooltip(reason or _("Paint points into the plot, erase and move them")))
        self._bar.setVisible(self.is_on)
        if self.is_on:
            self._watch()
        if self._overlay is None:
            return
        plot = self._panel.visible_plot
        drawn = self._run is not None and self._run.project.data.source == source
        if isinstance(source, PointsSource) and not drawn and self.is_on:
            self._overlay.show_points(plot, source, self._bar.form)
        else:
            self._overlay.hide_points()
        self._overlay.hide_brush()
        for each in (self._panel.decision, self._panel.fit):
            each.viewport().setCursor(Qt.CursorShape.CrossCursor if self.is_on else Qt.CursorShape.ArrowCursor)

    def _show_stroke(self) -> None:
        if self._stroke is not None and self._overlay is not None:
            self._overlay.show_points(self._panel.visible_plot, self._stroke.source, self._bar.form)

    def _why_not(self) -> str:
        run = self._run
        if run is None:
            return _("There are no samples to begin with; choose Points among the data")
        dataset = run.dataset
        return why_no_points(len(dataset.columns), len(dataset.raw), len(dataset.class_names), dataset.task)

    def _watch(self) -> None:
        """Listens to the plots' mice, from the first time on that it is wished."""
        if self._overlay is not None or not hasattr(self._panel, "decision"):
            return
        from nnstudio.ui.editors.painting.overlay import Overlay

        self._overlay = Overlay()
        for plot in (self._panel.decision, self._panel.fit):
            viewport: QWidget = plot.viewport()
            viewport.setMouseTracking(True)
            viewport.installEventFilter(self)

    @Slot(bool)
    def _on_button_clicked(self, on: bool) -> None:
        if on and not isinstance(self._document.project.data.source, PointsSource) and not self._take_up_data():
            self._button.setChecked(False)
        self._show()

    @Slot(str)
    def _on_bar_form_chosen(self, form: str) -> None:
        source = self._document.project.data.source
        if isinstance(source, PointsSource):
            self._edit(_("paint something else"), in_form(source, form))

    @Slot()
    def _on_bar_jitter_requested(self) -> None:
        source = self._document.project.data.source
        if isinstance(source, PointsSource) and source.points:
            places = np.array([point[:2] for point in source.points])
            amount = _JITTER * max(float(np.ptp(places, axis=0).max()), 1e-6)
            seed = abs(hash(source.points)) % 2**31
            self._edit(_("jitter the points"), painting.jitter_points(source, amount, seed))

    @Slot()
    def _on_bar_clear_requested(self) -> None:
        source = self._document.project.data.source
        if isinstance(source, PointsSource):
            self._edit(_("take all points away"), edits.changed(source, points=()))

    @Slot(QAction)
    def _on_keys_triggered(self, action: QAction) -> None:
        if self.is_on:
            self._bar.choose(action.text())
