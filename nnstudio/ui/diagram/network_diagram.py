"""The network as it is, live, and what can be done to it with the pointer and the keyboard."""

from PySide6.QtCore import QEvent, QPointF, Qt, Signal, Slot
from PySide6.QtGui import (
    QAccessibleInterface,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QWheelEvent,
)

from nnstudio.language import _
from nnstudio.session.training_session import State
from nnstudio.ui.accessibility.tree import TreeInterface, tell_change, tell_cursor
from nnstudio.ui.diagram.cursor import moved
from nnstudio.ui.diagram.diagram_canvas import DiagramCanvas
from nnstudio.ui.diagram.diagram_tree import DiagramTree
from nnstudio.ui.diagram.parameter_popup import ParameterPopup
from nnstudio.ui.diagram.spots import BiasSpot, NodeSpot, Spot
from nnstudio.ui.diagram.structure import Role
from nnstudio.ui.diagram.unit_menu import UnitMenu, Wish
from nnstudio.ui.diagram.unit_preview import UnitPreview
from nnstudio.ui.docks.panel import PanelContext
from nnstudio.ui.widgets.passing_menu import retire

_WHILE_TRAINING = _("It can be changed when training is paused.")


class NetworkDiagram(DiagramCanvas):
    """Units can be shown large and switched off, weights and biases changed. What is wished goes out as signals."""

    parameter_edited = Signal(str, object, float)
    """A name of the state_dict, an index into its tensor, and the value it is to have."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__(context)
        self.setObjectName("network_diagram")
        self.setAccessibleName(_("Network diagram"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.tree = DiagramTree(self)
        self.popup = ParameterPopup(self)
        self.popup.applied.connect(self.parameter_edited)
        self._cursor: NodeSpot | None = None
        self._chosen_before: tuple[int, int] | None = None
        self._menu: UnitMenu | None = None
        self._preview = UnitPreview(context.selection, context.frame_source, self)
        context.session.state_changed.connect(self._on_session_state_changed)

    def accessible_interface(self) -> QAccessibleInterface:
        """The network as a tree."""
        return TreeInterface(self)

    @property
    def keyboard_spot(self) -> NodeSpot | None:
        """Where the keyboard is; None until an arrow key was pressed over this network."""
        return self._cursor

    # what can be done

    def choose(self, spot: NodeSpot) -> None:
        """Has a unit take over the big plot, or the prediction if it has."""
        layer = self.scene.columns[spot.column].layer
        # while the project is being edited, the plot may still show a network that has no such unit
        if layer is not None and self.context.frame_source.has_unit(layer, spot.unit):
            is_shown = self.marks.selected == (spot.column, spot.unit)
            self.context.selection.choose_unit(None if is_shown else (layer, spot.unit))

    def switch(self, spot: NodeSpot) -> None:
        """Switches a unit off, or on again."""
        column = self.scene.columns[spot.column]
        if column.layer is not None and self.context.frame_source.has_unit(column.layer, spot.unit):
            switched = [key for key in self.context.selection.off if column.holds(key[0]) and key[1] == spot.unit]
            self.context.selection.switch(switched[0] if switched else (column.layer, spot.unit))

    def open_popup(self, spot: Spot) -> None:
        """Offers the weight or bias at a spot to be changed."""
        found = self.scene.parameter_of(spot)
        if found is not None:
            self.offer(spot, *found)

    def offer(self, spot: Spot, parameter: str, index: tuple[int, ...]) -> None:
        """Offers a weight or bias to be changed, beside a spot."""
        value = self.scene.value_of(parameter, index)
        if value is None:
            return
        column = self.scene.columns[spot.column]
        if len(index) == 2:
            source = self.scene.columns[spot.column - 1].unit_name(index[1])
            detail = _("from {source} to {unit_name}").format(source=source, unit_name=column.unit_name(index[0]))
        else:
            detail = _("of {unit_name}").format(unit_name=column.unit_name(index[0]))
        self.tip.hide()
        blocked = "" if self.facts.can_edit else _WHILE_TRAINING
        self.popup.open_for(parameter, index, detail, value, self.near(spot), blocked)

    def numbers_changed(self) -> None:
        super().numbers_changed()
        if self.popup.target is not None:
            value = self.scene.value_of(*self.popup.target)
            if value is not None:
                self.popup.show_value(value)

    def structure_changed(self) -> None:
        super().structure_changed()
        self._cursor = None
        tell_change(self)
        self._preview.point_at(None)
        self.popup.hide()
        retire(self._menu)

    def show_tip(self) -> None:
        # not over what is being typed
        if self.popup.isHidden():
            super().show_tip()
        else:
            self.tip.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.popup.leave()
        super().resizeEvent(event)

    # the pointer

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.hover(self.scene.spot_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self.hover(None)

    def hover(self, spot: Spot | None) -> None:
        """Points at a spot."""
        if spot != self.marks.hover:
            self.marks.hover = spot
            can_press = spot is not None and not (isinstance(spot, NodeSpot) and spot.column == 0)
            self.setCursor(Qt.CursorShape.PointingHandCursor if can_press else Qt.CursorShape.ArrowCursor)
            self.redraw()
            layer = self.scene.columns[spot.column].layer if isinstance(spot, NodeSpot) else None
            self._preview.point_at((layer, spot.unit) if layer is not None and spot is not None else None)
        self.show_tip()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        self.popup.leave()
        self._preview.end()
        self.marks.cursor = None
        spot = self.scene.spot_at(event.position())
        self._chosen_before = self.context.selection.unit
        if isinstance(spot, NodeSpot):
            self._cursor = spot
            self.choose(spot)
        elif spot is not None:
            self.open_popup(spot)
        self.redraw()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        spot = self.scene.spot_at(event.position())
        if isinstance(spot, NodeSpot) and event.button() is Qt.MouseButton.LeftButton:
            # the first of the two clicks was none
            self.context.selection.choose_unit(self._chosen_before)
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
        retire(self._menu)
        menu = self._menu = UnitMenu(self.scene, spot, shown, off, self)
        menu.wished.connect(self._on_menu_wished)
        return menu

    def wheelEvent(self, event: QWheelEvent) -> None:
        column = self.scene.column_at(event.position().x())
        if column is None or not self.scene.places[column].gaps:
            event.ignore()
            return
        step = -1 if event.angleDelta().y() > 0 else 1
        self.scroll_to(column, max(0, self.scene.places[column].units[0] + step))
        self.hover(self.scene.spot_at(event.position()))

    # the keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        cursor = self._cursor or self._first_spot()
        key = event.key()
        to = moved(cursor, key, self.scene.columns, self.scene.places) if cursor is not None else None
        if to is not None:
            self.move_cursor(to)
        elif key == Qt.Key.Key_Escape and self.context.selection.unit is not None:
            self.context.selection.choose_unit(None)
        elif cursor is None or not self._act(cursor, key):
            super().keyPressEvent(event)

    def _act(self, spot: NodeSpot, key: int) -> bool:
        """Does with a unit what a key stands for; False if it stands for nothing."""
        column = self.scene.columns[spot.column]
        match key:
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.choose(spot)
            case Qt.Key.Key_Space:
                self.switch(spot)
            case Qt.Key.Key_F2 if column.bias is not None:
                self.open_popup(BiasSpot(spot.column, spot.unit))
            case Qt.Key.Key_Plus:
                self.heads.change_units(column, 1)
            case Qt.Key.Key_Minus:
                self.heads.change_units(column, -1)
            case _:
                return False
        return True

    def move_cursor(self, to: NodeSpot) -> None:
        """Brings the keyboard to a unit."""
        self._cursor = self.marks.cursor = to
        self.marks.hover = None
        self.scroll_into_view(to.column, to.unit)
        self.show_tip()
        self.setAccessibleDescription("; ".join(self.lines_about(to)))
        tell_cursor(self)
        self.redraw()

    def _first_spot(self) -> NodeSpot | None:
        return NodeSpot(min(1, len(self.scene.columns) - 1), 0) if self.scene.columns else None

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            spot = self._cursor or self._first_spot()
            if spot is not None:
                self.move_cursor(spot)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.marks.cursor = None
        self.show_tip()
        self.redraw()

    @Slot()
    def _on_session_state_changed(self) -> None:
        state = self.context.session.state
        self.facts.can_edit = state is not State.TRAINING
        if not self.popup.isHidden():
            self.popup.set_blocked("" if self.facts.can_edit else _WHILE_TRAINING)
        if state is State.FAILED and self.context.session.run is None:
            self.scene.drop_numbers()
        self.show_tip()
        self.redraw()

    @Slot(object, object)
    def _on_menu_wished(self, spot: NodeSpot, wish: Wish) -> None:
        match wish.what:
            case "show":
                self.choose(spot)
            case "switch":
                self.switch(spot)
            case "change":
                self.offer(spot, wish.parameter, wish.index)
