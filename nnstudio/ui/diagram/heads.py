"""Above the columns: their layers' names, buttons for units and layers, and a plus wherever a layer can be put in."""

from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, Signal, Slot
from PySide6.QtGui import QAction, QFontMetrics
from PySide6.QtWidgets import QMenu, QWidget

from nnstudio.language import _
from nnstudio.project.blocks import Block
from nnstudio.project.layers.kinds import ACTIVATIONS, LAYER_KINDS
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.layers.spec import MAX_UNITS
from nnstudio.project.network import MAX_LAYERS
from nnstudio.ui.diagram.layout import ColumnPlace
from nnstudio.ui.diagram.structure import Column, Role
from nnstudio.ui.widgets.plain_text import tooltip
from nnstudio.ui.widgets.small_button import SmallButton, TitleLine, button_side, small

MOST_LINES = 3
_ONE_ROW_FROM = 4.7
"""From how many widths of a button there is room for a column's buttons and a gap's in one row."""


class ColumnHead(QWidget):
    """One column's names and buttons."""

    change_requested = Signal(Column, int)
    """The column, and by how many units it is to grow."""
    removal_requested = Signal(Block)
    layer_chosen = Signal(int)
    """The index of a layer whose card is to be shown."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.column: Column | None = None
        self.fewer, self.more, self.remove = SmallButton("−", self), SmallButton("+", self), SmallButton("×", self)
        self.fewer.setObjectName("fewer_units_button")
        self.more.setObjectName("more_units_button")
        self.remove.setObjectName("remove_block_button")
        self.lines = [TitleLine(self) for _unused in range(MOST_LINES)]
        self.fewer.clicked.connect(self._on_fewer_clicked)
        self.more.clicked.connect(self._on_more_clicked)
        self.remove.clicked.connect(self._on_remove_clicked)
        for line in self.lines:
            line.layer_chosen.connect(self.layer_chosen)

    def set_column(self, column: Column, needed: int) -> None:
        """Shows a column; were it the output, it would have `needed` units."""
        self.column = column
        block = column.block
        for button in (self.fewer, self.more, self.remove):
            button.setVisible(block is not None)
        rows = list(block.rows) if block is not None else [-1]
        for i, line in enumerate(self.lines):
            line.setVisible(i < len(rows))
            if i < len(rows):
                rest = len(rows) - MOST_LINES
                more = f" +{rest}" if rest > 0 and i == MOST_LINES - 1 else ""
                line.show_layer(column.titles[i] + more, rows[i])
                if more:
                    line.setToolTip(tooltip(column.heading))
        if block is None:
            return
        where = _("layer {number}").format(number=column.number)
        fixed = ""
        if block.linear is None:
            fixed = _("These units are the inputs themselves, changed; choose features at the left")
            self.fewer.hide()
            self.more.hide()
        elif column.role is Role.OUTPUT:
            fixed = _("The data and the loss decide how many outputs there are: {needed}").format(needed=needed)
        self.fewer.say(
            _("Remove a unit from {where}").format(where=where),
            fixed or ("" if column.width > 1 else _("A layer has a unit")),
        )
        most = (
            "" if column.width < MAX_UNITS else _("A layer has at most {max_units} units").format(max_units=MAX_UNITS)
        )
        self.more.say(_("Add a unit to {where}").format(where=where), fixed or most)
        last = _("The output layer stays: it makes the prediction") if column.role is Role.OUTPUT else ""
        self.remove.say(_("Remove {where} ({heading})").format(where=where, heading=column.heading), last)

    def place(self, side: int, line: int, stacked: bool) -> None:
        """Lays the buttons over the names; `stacked` in two rows."""
        middle = self.width() // 2
        shown = [b for b in (self.fewer, self.more) if not b.isHidden()]
        if stacked:
            self.remove.setGeometry(middle - side // 2, 0, side, side)
            top, left = side, middle - side * len(shown) // 2
        else:
            top, left = 0, middle - side * (len(shown) + 1) // 2
            self.remove.setGeometry(left + side * len(shown), 0, side, side)
        for i, button in enumerate(shown):
            button.setGeometry(left + side * i, top, side, side)
        top = side * (2 if stacked else 1)
        for i, title in enumerate(self.lines):
            title.setGeometry(0, top + i * line, self.width(), line)

    @Slot()
    def _on_fewer_clicked(self) -> None:
        self.change_requested.emit(self.column, -1)

    @Slot()
    def _on_more_clicked(self) -> None:
        self.change_requested.emit(self.column, 1)

    @Slot()
    def _on_remove_clicked(self) -> None:
        assert self.column is not None
        self.removal_requested.emit(self.column.block)


class InsertButton(SmallButton):
    """A plus between two columns."""

    insertion_requested = Signal(int)
    """The index of the column behind which a layer is to be put."""

    def __init__(self, column: int, parent: QWidget) -> None:
        super().__init__("+", parent)
        self.setObjectName("insert_block_button")
        self._column = column
        self.clicked.connect(self._on_clicked)

    @Slot()
    def _on_clicked(self) -> None:
        self.insertion_requested.emit(self._column)


class Heads(QWidget):
    """The strip above all columns."""

    units_requested = Signal(int, int)
    """A Linear's index, and how many units it is to have."""
    removal_requested = Signal(Block)
    insertion_requested = Signal(int, str)
    """In front of which layer a Linear is to be put, and the kind of activation behind it; "" for none."""
    layer_chosen = Signal(int)
    """The index of a layer whose card is to be shown."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.heads: list[ColumnHead] = []
        self.gaps: list[InsertButton] = []
        self._columns: tuple[Column, ...] = ()
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        self._gap = 0
        for kind in (*ACTIVATIONS, ""):
            title = (
                _("Linear + {LAYER_KINDS_title}").format(LAYER_KINDS_title=LAYER_KINDS[kind].title)
                if kind
                else _("Linear alone")
            )
            action = self._menu.addAction(title)
            action.setData(kind)
            action.setToolTip(tooltip(LAYER_KINDS[kind].summary if kind else LinearLayer.summary))
        self._menu.triggered.connect(self._on_menu_triggered)

    @property
    def menu(self) -> QMenu:
        """What can be put in at a plus."""
        return self._menu

    def set_columns(self, columns: tuple[Column, ...], needed: int) -> None:
        """Shows these columns, of which the last is to have `needed` units.

        Buttons stay where they are, so that one can be pressed again and again.
        """
        if len(columns) != len(self._columns):
            self._menu.close()
        self._columns = columns
        while len(self.heads) < len(columns):
            self.heads.append(self._make_head())
            self.gaps.append(self._make_gap(len(self.gaps)))
        layers = sum(len(c.block.layers) for c in columns if c.block is not None)
        full = (
            _("A network has at most {max_layers} layers").format(max_layers=MAX_LAYERS)
            if layers + 2 > MAX_LAYERS
            else ""
        )
        for i, head in enumerate(self.heads):
            head.setVisible(i < len(columns))
            self.gaps[i].setVisible(i + 1 < len(columns))
            if i < len(columns):
                head.set_column(columns[i], needed)
                before = _("the inputs") if i == 0 else _("layer {number}").format(number=i)
                self.gaps[i].say(_("Insert a layer behind {before}").format(before=before), full)

    def height_for(self, width: int) -> int:
        """How high the strip is over columns that share `width`."""
        lines = max((min(MOST_LINES, len(c.titles)) for c in self._columns), default=1)
        rows = 2 if self._is_stacked(width / max(1, len(self._columns))) else 1
        return rows * self._side + lines * self._line

    def place(self, places: tuple[ColumnPlace, ...]) -> None:
        """Puts everything above its column."""
        side = self._side
        pitch = places[0].pitch if len(places) > 1 else self.width()
        stacked = self._is_stacked(self.width() / max(1, len(places)))
        for head, place in zip(self.heads, places, strict=False):
            # at the ends there is no more room than up to the edge
            half = min(pitch / 2 - 1, place.x - 1, self.width() - place.x - 1)
            half = max(half, side)
            head.setGeometry(QRect(round(place.x - half), 0, round(2 * half), self.height()))
            head.place(side, self._line, stacked)
        for gap, (a, b) in zip(self.gaps, pairwise(places), strict=False):
            gap.setGeometry(round((a.x + b.x) / 2 - side / 2), 0, side, side)
            gap.raise_()

    @property
    def _side(self) -> int:
        return button_side(self.font())

    @property
    def _line(self) -> int:
        return QFontMetrics(small(self.font())).height()

    def _is_stacked(self, pitch: float) -> bool:
        return pitch < _ONE_ROW_FROM * self._side

    def _make_head(self) -> ColumnHead:
        head = ColumnHead(self)
        head.change_requested.connect(self.change_units)
        head.removal_requested.connect(self.removal_requested)
        head.layer_chosen.connect(self.layer_chosen)
        return head

    def _make_gap(self, column: int) -> InsertButton:
        gap = InsertButton(column, self)
        gap.insertion_requested.connect(self._on_gap_insertion_requested)
        return gap

    @Slot(Column, int)
    def change_units(self, column: Column, by: int) -> None:
        """Wishes for more or fewer units in a column, where that is possible."""
        block = column.block
        if column.role is Role.HIDDEN and block is not None and block.linear is not None:
            units = column.width + by
            if 1 <= units <= MAX_UNITS:
                self.units_requested.emit(block.first, units)

    @Slot(int)
    def _on_gap_insertion_requested(self, column: int) -> None:
        self._gap = column
        gap = self.gaps[column]
        self._menu.popup(gap.mapToGlobal(QPoint(0, gap.height())))

    @Slot(QAction)
    def _on_menu_triggered(self, action: QAction) -> None:
        # the network may have changed under the open menu
        following = self._columns[self._gap + 1].block if self._gap + 1 < len(self._columns) else None
        if following is not None:
            self.insertion_requested.emit(following.first, action.data())
