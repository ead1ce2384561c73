"""The network as it is: units with what they compute, edges with their weights, live; and what can be done to it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)

from nnstudio.project.project import Project
from nnstudio.session.run import Run
from nnstudio.session.training import State
from nnstudio.ui.colors import Scheme
from nnstudio.ui.diagram.cursor import moved
from nnstudio.ui.diagram.heads import Heads
from nnstudio.ui.diagram.layout import start_for
from nnstudio.ui.diagram.painting import Brushwork, Marks, ScenePainter
from nnstudio.ui.diagram.parameter_popup import ParameterPopup
from nnstudio.ui.diagram.scene import Scene
from nnstudio.ui.diagram.small_button import small
from nnstudio.ui.diagram.spots import BiasSpot, EdgeSpot, NodeSpot, Spot, bias_rect
from nnstudio.ui.diagram.structure import Role, columns_of
from nnstudio.ui.diagram.tip_card import TipCard
from nnstudio.ui.diagram.tips import Facts
from nnstudio.ui.diagram.unit_menu import UnitMenu, Wish
from nnstudio.ui.panel import Desk, Panel
from nnstudio.ui.theme import theme

if TYPE_CHECKING:
    from nnstudio.engine.frame import Frame

_LABEL_SHARE = 0.16
_MARGIN = 8
_BODY_HEIGHT, _COLUMN_WIDTH = 130, 46
_WHILE_TRAINING = "It can be changed when training is paused."


class NetworkDiagram(Panel):
    """Draws the run's network at the epoch shown. What is wished of the network goes out as signals."""

    parameter_edited = Signal(str, object, float)
    """A name of the state_dict, an index into its tensor, and the value it is to have."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setObjectName("network_diagram")
        self.setAccessibleName("Network diagram")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.scene = Scene()
        self.marks = Marks()
        self.facts = Facts(self.scene)
        self.heads = Heads(self)
        self.tip = TipCard(self)
        self.popup = ParameterPopup(self)
        self._brushwork = Brushwork(theme().scheme)
        self._painter = ScenePainter(self.scene, self._brushwork)
        self._run: Run | None = None
        self._cursor: NodeSpot | None = None
        self._chosen_before: tuple[int, int] | None = None
        self._is_wrong = False
        self.popup.applied.connect(self.parameter_edited)
        desk.selection.unit_changed.connect(self._on_selection_unit_changed)
        desk.selection.off_changed.connect(self._on_selection_off_changed)
        desk.session.state_changed.connect(self._on_session_state_changed)
        theme().follow(self._on_theme_changed)

    # what it shows

    def sizeHint(self) -> QSize:
        return QSize(440, 320)

    def set_project(self, project: Project) -> None:
        """Shows the project's structure at once; its numbers come with the run."""
        self._is_wrong = bool(project.problems())
        columns = columns_of(project)
        known = self.scene.columns
        same = len(known) == len(columns) and all(
            (a.width, a.titles, a.block) == (b.width, b.titles, b.block) for a, b in zip(known, columns, strict=True)
        )
        if not same:
            self._set_columns(columns)
        if self._is_wrong:
            self.scene.drop_numbers()
            self._redraw()

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
            self._show_tip()
            self._refresh_popup()
            self._redraw()

    def set_flags(self, flags: Mapping[tuple[int, int], str]) -> None:
        """Marks units, by (layer, unit), with a warning; the reason, a sentence, is shown on hovering."""
        self.facts.flags = dict(flags)
        self._mark()

    @property
    def note(self) -> str:
        """The line under the diagram."""
        if self.scene.frame is None:
            return "This network can't be built yet; its cards say why." if self._is_wrong else ""
        drawn, total = self.scene.drawn_and_all
        if drawn < total:
            return f"The {drawn:,} strongest of {total:,} weights are drawn: blue below zero, orange above"
        return "Edges are weights: blue below zero, orange above, wide if large within their layer"

    # geometry

    def _set_columns(self, columns: tuple) -> None:
        if columns == self.scene.columns and self.scene.places:
            return
        same_shape = [(c.width, c.titles) for c in columns] == [(c.width, c.titles) for c in self.scene.columns]
        self.scene.set_columns(columns)
        self.heads.set_columns(columns)
        if not same_shape:
            self._cursor = None
            self.marks.hover = self.marks.cursor = None
            self.tip.hide()
            self.popup.hide()
        self._lay_out()
        self._mark()

    def _lay_out(self) -> None:
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

    def _redraw(self) -> None:
        """All but the heads, which stand still."""
        self.update(QRect(0, self.heads.height(), self.width(), self.height() - self.heads.height()))

    # events: geometry and painting

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.popup.hide()
        self.tip.hide()
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._lay_out()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        frame = self.desk.lens.frame
        if frame is not None and self._run is not None and self._run is self.desk.session.run:
            self.set_frame(frame)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.scene.kind == "histogram" and self.scene.samples is None:
            self.scene.samples = self._on_samples()
        painter = QPainter(self)
        self._painter.paint(painter, self.size(), small(self.font()), self.marks, self.note)

    # events: the pointer

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.scene.spot_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        self.popup.hide()
        self.marks.cursor = None
        spot = self.scene.spot_at(event.position())
        self._chosen_before = self.desk.selection.unit
        if isinstance(spot, NodeSpot):
            self._cursor = spot
            self.choose(spot)
        elif spot is not None:
            self.open_popup(spot)
        self._redraw()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        spot = self.scene.spot_at(event.position())
        if isinstance(spot, NodeSpot) and event.button() is Qt.MouseButton.LeftButton:
            # the first of the two clicks was none
            self.desk.selection.choose_unit(self._chosen_before)
            self.switch(spot)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_keyboard = event.reason() is QContextMenuEvent.Reason.Keyboard
        spot = self._cursor if by_keyboard else self.scene.spot_at(QPointF(event.pos()))
        if isinstance(spot, NodeSpot) and self.scene.columns[spot.column].role is not Role.INPUTS:
            self.tip.hide()
            rect = self.scene.rect_of(spot.column, spot.unit)
            where = rect.bottomRight().toPoint() if by_keyboard and rect is not None else event.pos()
            self.unit_menu(spot).popup(self.mapToGlobal(where))

    def unit_menu(self, spot: NodeSpot) -> UnitMenu:
        """What can be done with a unit."""
        shown = self.marks.selected == (spot.column, spot.unit)
        off = (spot.column, spot.unit) in self.marks.off
        menu = UnitMenu(self.scene, spot, shown, off, self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.wished.connect(self._on_menu_wished)
        return menu

    def wheelEvent(self, event: QWheelEvent) -> None:
        column = self.scene.column_at(event.position().x())
        place = self.scene.places[column] if column is not None and self.scene.places else None
        if column is None or place is None or not place.gaps:
            event.ignore()
            return
        step = -1 if event.angleDelta().y() > 0 else 1
        self._scroll_to(column, max(0, place.units[0] + step))
        self._hover(self.scene.spot_at(event.position()))

    # events: the keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        cursor = self._cursor or self._first_spot()
        key = event.key()
        to = moved(cursor, key, self.scene.columns, self.scene.places) if cursor is not None else None
        if to is not None:
            self._move_cursor(to)
        elif key == Qt.Key.Key_Escape and self.desk.selection.unit is not None:
            self.desk.selection.choose_unit(None)
        elif cursor is None or not self._act(cursor, event):
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            spot = self._cursor or self._first_spot()
            if spot is not None:
                self._move_cursor(spot)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.marks.cursor = None
        self._show_tip()
        self._redraw()

    def _act(self, spot: NodeSpot, event: QKeyEvent) -> bool:
        """Does with a unit what a key stands for; False if it stands for nothing."""
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.choose(spot)
            case Qt.Key.Key_Space:
                self.switch(spot)
            case Qt.Key.Key_F2 if self.scene.columns[spot.column].bias is not None:
                self.open_popup(BiasSpot(spot.column, spot.unit))
            case Qt.Key.Key_Plus:
                self.heads.change_units(self.scene.columns[spot.column], 1)
            case Qt.Key.Key_Minus:
                self.heads.change_units(self.scene.columns[spot.column], -1)
            case _:
                return False
        return True

    def _first_spot(self) -> NodeSpot | None:
        return NodeSpot(min(1, len(self.scene.columns) - 1), 0) if self.scene.columns else None

    def _move_cursor(self, to: NodeSpot) -> None:
        self._cursor = self.marks.cursor = to
        self.marks.hover = None
        place = self.scene.places[to.column]
        start = start_for(place, to.unit, self.scene.starts[to.column])
        if start != self.scene.starts[to.column]:
            self._scroll_to(to.column, start)
        self._show_tip()
        self.setAccessibleDescription("; ".join(self.facts.lines(to, self._on_samples())))
        self._redraw()

    def _scroll_to(self, column: int, start: int) -> None:
        self.scene.starts[column] = start
        self._lay_out()
        # what lies behind the last unit can't be scrolled to
        self.scene.starts[column] = self.scene.places[column].units[0]

    # what can be done

    def choose(self, spot: NodeSpot) -> None:
        """Has a unit take over the big plot, or the prediction if it has."""
        layer = self.scene.columns[spot.column].layer
        if layer is not None:
            is_shown = self.marks.selected == (spot.column, spot.unit)
            self.desk.selection.choose_unit(None if is_shown else (layer, spot.unit))

    def switch(self, spot: NodeSpot) -> None:
        """Switches a unit off, or on again."""
        column = self.scene.columns[spot.column]
        if column.layer is None:
            return
        switched = [key for key in self.desk.selection.off if column.holds(key[0]) and key[1] == spot.unit]
        self.desk.selection.switch(switched[0] if switched else (column.layer, spot.unit))

    def open_popup(self, spot: Spot) -> None:
        """Offers the weight or bias at a spot to be changed."""
        found = self.scene.parameter_of(spot)
        if found is not None:
            self._offer(spot, *found)

    def _offer(self, spot: Spot, parameter: str, index: tuple[int, ...]) -> None:
        value = self.scene.value_of(parameter, index)
        if value is None:
            return
        column = self.scene.columns[spot.column]
        if len(index) == 2:
            source = self.scene.columns[spot.column - 1].unit_name(index[1])
            detail = f"from {source} to {column.unit_name(index[0])}"
        else:
            detail = f"of {column.unit_name(index[0])}"
        self.tip.hide()
        blocked = "" if self.facts.can_edit else _WHILE_TRAINING
        self.popup.open_for(parameter, index, detail, value, self._near(spot), blocked)

    def _refresh_popup(self) -> None:
        target = self.popup.target
        if target is not None:
            value = self.scene.value_of(*target)
            if value is not None:
                self.popup.show_value(value)

    # what is pointed at

    def _hover(self, spot: Spot | None) -> None:
        if spot != self.marks.hover:
            self.marks.hover = spot
            can_press = spot is not None and not (isinstance(spot, NodeSpot) and spot.column == 0)
            self.setCursor(Qt.CursorShape.PointingHandCursor if can_press else Qt.CursorShape.ArrowCursor)
            self._redraw()
        self._show_tip()

    def _show_tip(self) -> None:
        spot = self.marks.hover or self.marks.cursor
        lines = self.facts.lines(spot, self._samples_for(spot)) if spot is not None and self.popup.isHidden() else []
        if not lines or spot is None:
            self.tip.hide()
            return
        self.tip.show_lines(lines, self._near(spot))

    def _samples_for(self, spot: Spot) -> list[NDArray[np.floating]] | None:
        return self._on_samples() if isinstance(spot, NodeSpot) else None

    def _near(self, spot: Spot) -> QRect:
        """What a card about a spot must not cover."""
        if isinstance(spot, EdgeSpot):
            edges = self.scene.edges[spot.column - 1]
            found = np.flatnonzero((edges.rows == spot.unit) & (edges.cols == spot.source))
            middle = edges.lines[int(found[0])].center() if len(found) else QPointF(self.rect().center())
            here = QPointF(self.mapFromGlobal(self.cursor().pos()))
            point = here if self.underMouse() else middle
            return QRect(point.toPoint() - QPoint(6, 6), QSize(12, 12))
        rect = self.scene.rect_of(spot.column, spot.unit) or QRectF(self.rect().center(), QPointF(1, 1))
        return (bias_rect(rect) if isinstance(spot, BiasSpot) else rect).toAlignedRect()

    def _on_samples(self) -> list[NDArray[np.floating]] | None:
        """Inputs and each layer's outputs on train samples, at the epoch shown; None while there is no frame."""
        run, frame = self._run, self.scene.frame
        if run is None or frame is None:
            return None
        if self.scene.samples is None:
            from nnstudio.engine.sampled import evenly_taken, layers_over_samples

            X = run.dataset.X_train
            taken = evenly_taken(X)
            some = f"{len(taken):,} of the {len(X):,}" if len(taken) < len(X) else f"the {len(X):,}"
            self.facts.samples = f"{some} train samples"
            self.scene.samples = [taken, *layers_over_samples(run.probe, frame.snapshot, X)]
        return self.scene.samples

    def _mark(self) -> None:
        """Brings the marks into the columns that there are."""
        columns, selection = self.scene.columns, self.desk.selection
        by_layer = {row: c.number for c in columns if c.block is not None for row in c.block.rows}

        def seen(keys: object) -> frozenset[tuple[int, int]]:
            return frozenset(
                (by_layer[layer], unit)
                for layer, unit in keys  # type: ignore[attr-defined]
                if layer in by_layer and unit < columns[by_layer[layer]].width
            )

        self.marks.selected = next(iter(seen([selection.unit] if selection.unit is not None else [])), None)
        self.marks.off = seen(selection.off)
        self.marks.flagged = seen(self.facts.flags)
        self.facts.off = selection.off
        if self.marks.selected is not None and self.scene.places:
            column, unit = self.marks.selected
            start = start_for(self.scene.places[column], unit, self.scene.starts[column])
            if start != self.scene.starts[column]:
                self._scroll_to(column, start)
        self._show_tip()
        self._redraw()

    @Slot(object)
    def _on_selection_unit_changed(self, unit: object) -> None:
        self._mark()

    @Slot(object)
    def _on_selection_off_changed(self, off: object) -> None:
        self._mark()

    @Slot()
    def _on_session_state_changed(self) -> None:
        state = self.desk.session.state
        self.facts.can_edit = state is not State.TRAINING
        if not self.popup.isHidden():
            self.popup.set_blocked("" if self.facts.can_edit else _WHILE_TRAINING)
        if state is State.FAILED and self.desk.session.run is None:
            self.scene.drop_numbers()
        self._redraw()

    @Slot(object, object)
    def _on_menu_wished(self, spot: NodeSpot, wish: Wish) -> None:
        match wish.what:
            case "show":
                self.choose(spot)
            case "switch":
                self.switch(spot)
            case "change":
                self._offer(spot, wish.parameter, wish.index)

    @Slot(object)
    def _on_theme_changed(self, scheme: Scheme) -> None:
        self._brushwork = Brushwork(scheme)
        self._painter.set_brushwork(self._brushwork)
        self.scene.forget_pictures()
        self.update()
