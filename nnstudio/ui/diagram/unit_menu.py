"""What can be done with a unit, as a menu."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from nnstudio.language import _
from nnstudio.ui.diagram.scene import Scene
from nnstudio.ui.diagram.spots import NodeSpot
from nnstudio.ui.diagram.tips import number, place_in
from nnstudio.ui.widgets.passing_menu import PassingMenu
from nnstudio.ui.widgets.plain_text import add_text_action

_MOST_WEIGHTS = 40


@dataclass(frozen=True)
class Wish:
    """What an entry of the menu stands for."""

    what: str
    """``show``, ``switch`` or ``change``."""
    parameter: str = ""
    index: tuple[int, ...] = ()


class UnitMenu(PassingMenu):
    """Shows the unit, switches it, changes its bias and its weights."""

    wished = Signal(object, object)
    """The NodeSpot, and a Wish."""

    def __init__(self, scene: Scene, spot: NodeSpot, shown: bool, off: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._spot = spot
        column = scene.columns[spot.column]
        self._offer(self, _("Back to the prediction") if shown else _("Show in the big plot"), Wish("show"))
        self._offer(self, _("Switch on") if off else _("Switch off"), Wish("switch"))
        single = [name for name in (column.bias, *column.scales) if name is not None]
        if single or column.weight is not None:
            self.addSeparator()
        for name in single:
            self._offer_change(self, scene, name, (spot.unit,), "")
        if column.weight is not None:
            weights = self.addMenu(_("Change a weight"))
            before = scene.columns[spot.column - 1]
            for source in range(min(before.width, _MOST_WEIGHTS)):
                origin = _(" from {unit_name}").format(unit_name=before.unit_name(source))
                self._offer_change(weights, scene, column.weight, (spot.unit, source), origin)
            if before.width > _MOST_WEIGHTS:
                weights.addAction(
                    _("and {width} more, by a click on their edges").format(width=before.width - _MOST_WEIGHTS)
                ).setEnabled(False)
        self.triggered.connect(self._on_triggered)

    def _offer_change(self, menu: QMenu, scene: Scene, parameter: str, index: tuple[int, ...], origin: str) -> None:
        value = scene.value_of(parameter, index)
        if value is not None:
            text = _("Change {place_in}{origin} (now {value}) …").format(
                place_in=place_in(parameter, index), origin=origin, value=number(value)
            )
            self._offer(menu, text, Wish("change", parameter, index))

    def _offer(self, menu: QMenu, text: str, wish: Wish) -> None:
        add_text_action(menu, text).setData(wish)

    def _on_triggered(self, action: QAction) -> None:
        wish = action.data()
        if isinstance(wish, Wish):
            self.wished.emit(self._spot, wish)
