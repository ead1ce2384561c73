"""The menu of a cell in the first rows: what it says may stand for nothing, or be a value after all."""

from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QTableView

from nnstudio.language import _
from nnstudio.project.names import shown
from nnstudio.project.sources.csv import CsvColumn
from nnstudio.ui.editors.importing.preview_model import PreviewModel
from nnstudio.ui.widgets.passing_menu import PassingMenu
from nnstudio.ui.widgets.plain_text import add_text_action


class SignMenu(QObject):
    """Opens over a cell, by the right button or the menu key."""

    chosen = Signal(CsvColumn)
    """The column with its signs for missing cells as they are to be."""

    def __init__(self, view: QTableView, model: PreviewModel) -> None:
        super().__init__(view)
        self._view, self._model = view, model
        self._columns: tuple[CsvColumn, ...] = ()
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._on_menu_requested)

    def set_wishes(self, columns: tuple[CsvColumn, ...]) -> None:
        """What is wished about columns now."""
        self._columns = columns

    @Slot(QPoint)
    def _on_menu_requested(self, place: QPoint) -> None:
        index = self._view.indexAt(place)
        cell = self._model.cell(index) if index.isValid() else None
        if cell is None:
            return
        name, text, is_absent = cell
        wished = next((column for column in self._columns if column.name == name), CsvColumn(name=name))
        told = {"cell": shown(text), "column": shown(name)}
        menu = PassingMenu(self._view)
        if text in wished.missing or (is_absent and text):
            label = _("Count {cell} as a value in {column}").format(**told)
            missing = tuple(sign for sign in wished.missing if sign != text)
            kept = wished.kept if text in wished.missing else (*wished.kept, text)
        elif text:
            label = _("Count {cell} as missing in {column}").format(**told)
            missing, kept = (*wished.missing, text), tuple(sign for sign in wished.kept if sign != text)
        else:
            return
        column = wished.model_copy(update={"missing": missing, "kept": kept})
        # the menu's own signal, in its own thread
        add_text_action(menu, label).triggered.connect(partial(self._choose, column))
        menu.popup(self._view.viewport().mapToGlobal(place))

    def _choose(self, column: CsvColumn, _checked: bool = False) -> None:
        self.chosen.emit(column)
