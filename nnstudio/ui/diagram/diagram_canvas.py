"""The network drawn live: structure, frames, geometry and paint. What can be done with it is in network_diagram."""

import time
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent, QShowEvent

from nnstudio.language import _, local_number
from nnstudio.project.project import Project
from nnstudio.session.run import Run
from nnstudio.ui.diagram.heads import Heads
from nnstudio.ui.diagram.layout import start_for
from nnstudio.ui.diagram.network_painting import Brushwork, Marks, ScenePainter
from nnstudio.ui.diagram.scene import Scene
from nnstudio.ui.diagram.spots import BiasSpot, EdgeSpot, NodeSpot, Spot, bias_rect
from nnstudio.ui.diagram.structure import Column, columns_of
from nnstudio.ui.diagram.tips import Facts
from nnstudio.ui.docks.panel import Panel, PanelContext
from nnstudio.ui.style.colors import Scheme
from nnstudio.ui.style.qt_language import left_to_right
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.small_button import small
from nnstudio.ui.widgets.tip_card import TipCard

if TYPE_CHECKING:
    from nnstudio.engine.views.frame import Frame

_LABEL_SHARE = 0.16
_MARGIN = 8
_BODY_HEIGHT, _COLUMN_WIDTH = 130, 46
_QUICK_S = 0.006


class DiagramCanvas(Panel):
    """Draws the run's network at the epoch shown, with a card about what is pointed at."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__(context)
        left_to_right(self)
        self.setMouseTracking(True)
        # what lies behind it need not be painted sixty times a second
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.scene = Scene()
        self.marks = Marks()
        self.facts = Facts(self.scene)
        self.heads = Heads(self)
        self.tip = TipCard(self)
        self._painter = ScenePainter(self.scene, Brushwork(theme().scheme))
        self._run: Run | None = None
        self._is_wrong = False
        self._needed = 1
        self.every = 2
        """While training runs, every how many frames it is to be drawn: the larger the network, the fewer."""
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.lay_out)
        context.selection.unit_changed.connect(self._on_selection_unit_changed)
        context.selection.off_changed.connect(self._on_selection_off_changed)
        theme().follow(self._on_theme_changed)

    # what it shows

    def sizeHint(self) -> QSize:
        return QSize(440, 320)

    def set_project(self, project: Project) -> None:
        """Shows the project's structure at once; its numbers come with the run."""
        self._is_wrong = bool(project.problems())
        self._needed = project.output_count()
        columns, known = columns_of(project), self.scene.columns
        same = len(known) == len(columns) and all(
            (a.width, a.titles, a.block) == (b.width, b.titles, b.block) for a, b in zip(known, columns, strict=True)
        )
        # the names that only the loaded data know stay until there are others
        self._set_columns(known if same else columns)
        if self._is_wrong:
            self.scene.drop_numbers()
            self.redraw()

    def set_run(self, run: Run | None) -> None:
        """Shows another run from its next frame on; without one, what was shown stays until there is."""
        self._run = run
        if run is not None:
            self._set_columns(columns_of(run.project, run.dataset))

    def set_frame(self, frame: "Frame") -> None:
        """Shows the network at an epoch."""
        run = self._run
        if run is None or not self.isVisible() or frame.snapshot.vector.size != run.trainer.layout.size:
            return
        if self.scene.set_numbers(frame, run.trainer.layout.arrays(frame.snapshot.vector)):
            self.numbers_changed()
            self.redraw()

    def set_flags(self, flags: Mapping[tuple[int, int], str]) -> None:
        """Marks units, by (layer, unit), with a warning; the reason, a sentence, is shown on hovering."""
        self.facts.flags = dict(flags)
        self._mark()

    @property
    def note(self) -> str:
        """The line under the diagram."""
        if self.scene.frame is None:
            return _("This network can't be built yet; its cards say why.") if self._is_wrong else ""
        drawn, shown, total = self.scene.edge_counts
        if drawn < shown:
            of_all = _(" ({total:,} in all)").format(total=total) if shown < total else ""
            return _("Drawn: the strongest {drawn:,} of {shown:,} weights between the units shown{of_all}").format(
                drawn=drawn, shown=shown, of_all=of_all
            )
        if shown < total:
            return _(
                "{drawn:,} of {total:,} weights, those between the units shown: blue below zero, orange above"
            ).format(drawn=drawn, total=total)
        return _("Edges are weights: blue below zero, orange above, wide if large within their layer")

    def numbers_changed(self) -> None:
        """Another frame is shown."""
        self.show_tip()

    def structure_changed(self) -> None:
        """Other columns are shown: what was pointed at is gone."""
        self.marks.hover = self.marks.cursor = None
        self.tip.hide()

    # geometry

    def _set_columns(self, columns: tuple[Column, ...]) -> None:
        known = self.scene.columns
        if columns != known or not self.scene.places:
            self.scene.set_columns(columns)
            if [(c.width, c.titles) for c in columns] != [(c.width, c.titles) for c in known]:
                self.structure_changed()
            self.heads.set_columns(columns, self._needed)
            self.lay_out()
            self._mark()
        else:
            self.heads.set_columns(columns, self._needed)

    @Slot()
    def lay_out(self) -> None:
        """Places everything anew."""
        scene = self.scene
        if not scene.columns:
            return
        metrics = QFontMetricsF(small(self.font()))
        self.setMinimumWidth(_COLUMN_WIDTH * len(scene.columns))
        top = self.heads.height_for(self.width())
        line = metrics.height()
        self.setMinimumHeight(int(top + _BODY_HEIGHT + line))
        body = QRectF(_MARGIN, top + 6, self.width() - 2 * _MARGIN, self.height() - top - line - 12)
        scene.lay_out(body, self._label_room(metrics, 0), self._label_room(metrics, -1), line)
        self.heads.setGeometry(0, 0, self.width(), top)
        self.heads.place(scene.places)
        self._painter.forget()
        self.update()

    def _label_room(self, metrics: QFontMetricsF, column: int) -> float:
        """How wide the names beside the first or last column may be."""
        names = self.scene.columns[column].names
        needed = max((metrics.horizontalAdvance(name) for name in names), default=0.0)
        return min(needed + 2, _LABEL_SHARE * self.width()) if needed else 0.0

    def scroll_to(self, column: int, start: int) -> None:
        """Has a column that can't show all of its units show those from `start` on."""
        if start != self.scene.starts[column]:
            self.scene.starts[column] = start
            self.lay_out()
            # what lies behind the last unit can't be scrolled to
            self.scene.starts[column] = self.scene.places[column].units[0]

    def scroll_into_view(self, column: int, unit: int) -> None:
        place = self.scene.places[column]
        self.scroll_to(column, start_for(place, unit, self.scene.starts[column]))

    def redraw(self) -> None:
        """Paints all but the heads anew; they stand still."""
        self.update(QRect(0, self.heads.height(), self.width(), self.height() - self.heads.height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.tip.hide()
        self.lay_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            # the heads learn of another font after their parent does
            self._soon.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        frame = self.context.frame_source.frame_of(self._run)
        if frame is not None:
            self.set_frame(frame)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.scene.kind == "histogram":
            self.on_samples()
        started = time.perf_counter()
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(theme().scheme.surface))
        self._painter.paint(painter, self.size(), small(self.font()), self.marks, self.note)
        self.every = 2 if time.perf_counter() - started < _QUICK_S else 4

    # what is pointed at

    def show_tip(self) -> None:
        """Says what is under the pointer, or under the keyboard's cursor."""
        spot = self.marks.hover or self.marks.cursor
        lines = self.lines_about(spot) if spot is not None else []
        if not lines or spot is None:
            self.tip.hide()
        else:
            self.tip.show_lines(lines, self.near(spot))

    def lines_about(self, spot: Spot) -> list[str]:
        return self.facts.lines(spot, self.on_samples() if isinstance(spot, NodeSpot) else None)

    def near(self, spot: Spot) -> QRect:
        """What a card about a spot must not cover."""
        if isinstance(spot, EdgeSpot):
            edges = self.scene.edges[spot.column - 1]
            found = np.flatnonzero((edges.rows == spot.unit) & (edges.cols == spot.source))
            middle = edges.lines[int(found[0])].center() if len(found) else QPointF(self.rect().center())
            here = QPointF(self.mapFromGlobal(self.cursor().pos()))
            point = here if self.underMouse() else middle
            return QRect(point.toPoint() - QPoint(6, 6), QSize(12, 12))
        rect = self.scene.rect_of(spot.column, spot.unit)
        if rect is None:
            return QRect(self.rect().center(), QSize(1, 1))
        return (bias_rect(rect) if isinstance(spot, BiasSpot) else rect).toAlignedRect()

    def on_samples(self) -> list[NDArray[np.floating]] | None:
        """Inputs and each layer's outputs on train samples, at the epoch shown; None while there is no frame."""
        run, frame = self._run, self.scene.frame
        if run is None or frame is None:
            return None
        if self.scene.samples is None:
            from nnstudio.engine.snapshots.sampled import evenly_taken, layers_over_samples

            X = run.dataset.X_train
            taken = evenly_taken(X)
            some = (
                _("{taken_count:,} of {X_count:,}").format(taken_count=len(taken), X_count=len(X))
                if len(taken) < len(X)
                else local_number(len(X), ",")
            )
            self.facts.samples = _("{some} train samples").format(some=some)
            self.scene.samples = [taken, *layers_over_samples(run.probe, frame.snapshot, X)]
        return self.scene.samples

    def _mark(self) -> None:
        """Brings the marks into the columns that there are."""
        selection = self.context.selection
        self.marks.off = self._seen(selection.off)
        self.marks.flagged = self._seen(self.facts.flags)
        self.marks.selected = next(iter(self._seen([selection.unit] if selection.unit is not None else [])), None)
        self.facts.off = selection.off
        if self.marks.selected is not None and self.scene.places:
            self.scroll_into_view(*self.marks.selected)
        self.show_tip()
        self.redraw()

    def _seen(self, keys: Iterable[tuple[int, int]]) -> frozenset[tuple[int, int]]:
        """Columns and units for layers and units; without those that do not exist."""
        columns = self.scene.columns
        by_layer = {row: c.number for c in columns if c.block is not None for row in c.block.rows}
        found = ((by_layer[layer], unit) for layer, unit in keys if layer in by_layer)
        return frozenset((column, unit) for column, unit in found if unit < columns[column].width)

    @Slot(object)
    def _on_selection_unit_changed(self, unit: object) -> None:
        self._mark()

    @Slot(object)
    def _on_selection_off_changed(self, off: object) -> None:
        self._mark()

    @Slot(Scheme)
    def _on_theme_changed(self, scheme: Scheme) -> None:
        self._painter.set_brushwork(Brushwork(scheme))
        self.scene.forget_pictures()
        self.update()
