"""Two varied fields: a table of medians with colours behind them; each cell leads to a run."""

import math
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QHeaderView, QTableView

from nnstudio.language import _
from nnstudio.project.rounding import rounded
from nnstudio.project.sweep_words import group_name, last_part, value_text
from nnstudio.session.sweeps.sweep_record import MemberRecord, SweepRecord
from nnstudio.ui.panels.sweeps.sweep_words import METRICS
from nnstudio.ui.style.colors import Scheme
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.exportable import Exportable
from nnstudio.ui.widgets.heat_cells import ink_on, shade
from nnstudio.ui.widgets.picture import Table
from nnstudio.ui.widgets.plain_text import tooltip

Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
_LOG_FROM = 20.0
_WIDEST, _ROOM = "0.0003162", 12


class ValueMapModel(QAbstractTableModel):
    """A column for each value of the first field, a row for each of the second."""

    def __init__(self, scheme: Scheme) -> None:
        super().__init__()
        self._scheme = scheme
        self._record: SweepRecord | None = None
        self._metric = "loss"
        self._cells: dict[tuple[int, int], list[MemberRecord]] = {}
        self._shares: dict[tuple[int, int], float] = {}

    def show_record(self, record: SweepRecord | None, metric: str, scheme: Scheme) -> None:
        """Shows the medians of a figure of METRICS."""
        if record is not None and record is self._record:
            self._metric, self._scheme = metric, scheme
            self._shares = self._shaded()
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))
            return
        self.beginResetModel()
        self._record, self._metric, self._scheme = record, metric, scheme
        self._cells = {}
        if record is not None:
            columns, rows = (each.values for each in record.sweep.variations[:2])
            for values, group in record.groups:
                place = rows.index(values[record.fields[1]]), columns.index(values[record.fields[0]])
                self._cells[place] = group
        self._shares = self._shaded()
        self.endResetModel()

    def median(self, row: int, column: int) -> float | None:
        """Of the runs of a cell that have a figure."""
        found = self._outcomes(row, column)
        return float(np.median([outcome for outcome, _unused in found])) if found else None

    def member_at(self, index: Index) -> MemberRecord | None:
        """The run nearest to the cell's median; the first one while none has a figure."""
        group = self._cells.get((index.row(), index.column()), [])
        found, median = self._outcomes(index.row(), index.column()), self.median(index.row(), index.column())
        if median is None:
            return next(iter(group), None)
        return min(found, key=lambda each: abs(each[0] - median))[1]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or self._record is None else len(self._record.sweep.variations[1].values)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or self._record is None else len(self._record.sweep.variations[0].values)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        if self._record is None or role != _Role.DisplayRole:
            return None
        variation = self._record.sweep.variations[0 if orientation is Qt.Orientation.Horizontal else 1]
        return value_text(variation.values[section])

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        place = (index.row(), index.column())
        if role == _Role.DisplayRole:
            return self._text(*place)
        if role == _Role.ToolTipRole:
            return tooltip(self._told(*place))
        if role == _Role.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        if role in (_Role.BackgroundRole, _Role.ForegroundRole) and place in self._shares:
            ground = shade(self._shares[place], self._scheme.accent, self._scheme)
            return ground if role == _Role.BackgroundRole else ink_on(ground)
        return None

    def _outcomes(self, row: int, column: int) -> list[tuple[float, MemberRecord]]:
        group = self._cells.get((row, column), [])
        return [(outcome, each) for each in group if (outcome := each.outcome(self._metric)) is not None]

    def _text(self, row: int, column: int) -> str:
        median = self.median(row, column)
        if median is not None:
            return rounded(median, ".3g")
        group = self._cells.get((row, column), [])
        return _("diverged") if group and all(each.has_diverged for each in group) else ""

    def _told(self, row: int, column: int) -> str:
        group = self._cells.get((row, column), [])
        if not group:
            return ""
        found = [outcome for outcome, _unused in self._outcomes(row, column)]
        lines = [group_name(group[0].member.values)]
        if found:
            told = _("{metric}: median {median} of {n}, from {low} to {high}")
            median, low, high = (rounded(f, ".4g") for f in (float(np.median(found)), min(found), max(found)))
            lines.append(told.format(metric=METRICS[self._metric], median=median, n=len(found), low=low, high=high))
        lost = sum(each.has_diverged for each in group)
        if lost:
            lines.append(_("{lost} of {n} diverged").format(lost=lost, n=len(group)))
        lines.append(_("Double-click to open the run nearest to the median"))
        return "\n".join(lines)

    def _shaded(self) -> dict[tuple[int, int], float]:
        """How strong a cell's colour is: the best has it in full; losses far apart are felt by their logarithms."""
        known = {place: median for place in self._cells if (median := self.median(*place)) is not None}
        if not known:
            return {}
        values = np.array(list(known.values()))
        if self._metric == "loss" and values.min() > 0 and values.max() / values.min() >= _LOG_FROM:
            values = np.log(values)
        low, high = float(values.min()), float(values.max())
        shares = np.full(len(values), 1.0) if high == low else (values - low) / (high - low)
        if self._metric == "loss" and high > low:
            shares = 1 - shares
        return dict(zip(known, shares.tolist(), strict=True))


class ValueMap(QTableView):
    """The table; Enter or a double click opens a cell's run."""

    member_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("value_map")
        self.setAccessibleName(_("Medians by two fields"))
        self.map = ValueMapModel(theme().scheme)
        self.map.setParent(self)
        self.setModel(self.map)
        self._shown: tuple[SweepRecord | None, str] = (None, "loss")
        self.setCornerButtonEnabled(False)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
            header.setHighlightSections(False)
        self.activated.connect(self._on_activated)
        self.export = Exportable(self)
        theme().follow(self._on_theme_changed)

    def show_record(self, record: SweepRecord | None, metric: str) -> None:
        self._shown = (record, metric)
        self.map.show_record(record, metric, theme().scheme)
        if record is not None:
            names = [last_part(field) for field in record.fields]
            told = _("Across: {across}; down: {down}. Medians over the seeds; the best are strongest.")
            self.setToolTip(tooltip(told.format(across=names[0], down=names[1])))

    def table(self) -> Table:
        """Both fields' values and the median, a row for each cell."""
        record, metric = self._shown
        if record is None:
            return {}
        columns, rows = (each.values for each in record.sweep.variations[:2])
        places = [(row, column) for row in range(len(rows)) for column in range(len(columns))]
        medians = [self.map.median(*place) for place in places]
        return {
            record.fields[0]: [value_text(columns[column]) for _row, column in places],
            record.fields[1]: [value_text(rows[row]) for row, _column in places],
            METRICS[metric]: [math.nan if median is None else median for median in medians],
        }

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        member = self.map.member_at(index)
        if member is not None:
            self.member_chosen.emit(member)

    @Slot(Scheme)
    def _on_theme_changed(self, scheme: Scheme) -> None:
        self.show_record(*self._shown)
        # no narrower than a number is
        metrics = self.fontMetrics()
        self.horizontalHeader().setMinimumSectionSize(metrics.horizontalAdvance(_WIDEST) + theme().px(_ROOM))
        self.verticalHeader().setMinimumSectionSize(metrics.height() + theme().px(_ROOM) // 2)
