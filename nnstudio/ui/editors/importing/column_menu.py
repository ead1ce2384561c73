"""The menu of the columns that are selected: all of them are changed at once."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractItemView, QMenu, QTableView

from nnstudio.language import _
from nnstudio.project.sources.csv import ColumnType, Role
from nnstudio.project.sources.csv_dates import DatePart
from nnstudio.ui.editors.importing.column_model import ColumnModel
from nnstudio.ui.widgets.passing_menu import PassingMenu

if TYPE_CHECKING:
    from nnstudio.data.csv.guesses import ColumnPlan

_USES: tuple[tuple[str, dict[str, object]], ...] = (
    (_("Use as features"), {"role": Role.FEATURE}),
    (_("Ignore"), {"role": Role.IGNORE}),
)
_KINDS: tuple[tuple[str, dict[str, object]], ...] = (
    (_("Numbers"), {"type": ColumnType.NUMBER, "role": Role.FEATURE}),
    (_("Categories"), {"type": ColumnType.CATEGORY, "role": Role.FEATURE}),
    (_("Dates"), {"type": ColumnType.DATE, "role": Role.FEATURE}),
)
_DECIMALS: tuple[tuple[str, dict[str, object]], ...] = (
    (_("Decimal point: 1.5"), {"decimal": "."}),
    (_("Decimal comma: 1,5"), {"decimal": ","}),
)
_PARTS = {
    DatePart.DAY: _("Day, counted since 1970"),
    DatePart.MONTH: _("Month"),
    DatePart.WEEKDAY: _("Weekday"),
    DatePart.HOUR: _("Hour"),
}
Wish = tuple[tuple[str, ...], dict[str, object]]
"""Columns' names, and what is wished of them."""


class ColumnMenu(QObject):
    """Opens by the right button or the menu key; several columns are selected with Shift, Ctrl, or Ctrl+A."""

    chosen = Signal(object)
    """Wishes: each of columns' names, and the fields of their CsvColumn with new values."""

    def __init__(self, view: QTableView, model: ColumnModel) -> None:
        super().__init__(view)
        self._view, self._model = view, model
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._on_view_custom_context_menu_requested)

    def menu(self) -> QMenu | None:
        """For the columns selected; None where there are none."""
        rows = sorted(index.row() for index in self._view.selectionModel().selectedRows())
        plans = [self._model.plan_of(row) for row in rows]
        plans = [plan for plan in plans if plan.role is not Role.TARGET]
        if not plans:
            return None
        names = tuple(plan.name for plan in plans)
        menu = PassingMenu(self._view)
        menu.setObjectName("column_menu")
        menu.triggered.connect(self._on_menu_triggered)
        for part in (_USES, _KINDS, _DECIMALS):
            for text, fields in part:
                self._add(menu, text, (names, fields))
            menu.addSeparator()
        if all(plan.type is ColumnType.DATE and plan.parts for plan in plans):
            for date_part, text in _PARTS.items():
                self._add_part(menu, date_part, text, plans)
            menu.addSeparator()
            is_cyclic = all(plan.cyclic for plan in plans)
            waves = self._add(menu, _("Month, weekday and hour as sine and cosine"), (names, {"cyclic": not is_cyclic}))
            waves.setCheckable(True)
            waves.setChecked(is_cyclic)
            is_month_first = all(plan.order == "mdy" for plan in plans)
            order = "dmy" if is_month_first else "mdy"
            swapped = self._add(menu, _("The month before the day (3/4 is 4 March)"), (names, {"order": order}))
            swapped.setCheckable(True)
            swapped.setChecked(is_month_first)
        return menu

    def _add(self, menu: QMenu, text: str, *wishes: Wish) -> QAction:
        action = menu.addAction(text)
        action.setData(wishes)
        return action

    def _add_part(self, menu: QMenu, part: DatePart, text: str, plans: list["ColumnPlan"]) -> None:
        """A part of dates is used or left out, in each column beside what is used of it already."""
        is_used = all(part in plan.parts for plan in plans)
        wishes: list[Wish] = []
        for plan in plans:
            parts = tuple(p for p in DatePart if (not is_used if p is part else p in plan.parts))
            wishes.append(((plan.name,), {"parts": parts}))
        action = self._add(menu, text, *wishes)
        action.setCheckable(True)
        action.setChecked(is_used)
        # something must be left of a date: else its column is ignored
        action.setEnabled(all(fields["parts"] for _unused, fields in wishes))

    @Slot(QPoint)
    def _on_view_custom_context_menu_requested(self, where: QPoint) -> None:
        menu = self.menu()
        if menu is not None:
            menu.popup(self._view.viewport().mapToGlobal(where))

    @Slot(QAction)
    def _on_menu_triggered(self, action: QAction) -> None:
        self.chosen.emit(action.data())
