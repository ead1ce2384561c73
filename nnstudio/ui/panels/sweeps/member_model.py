"""The runs of a sweep as a table that can be sorted and opened by the keyboard."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from nnstudio.language import _
from nnstudio.project.loss_words import SHARE_WORDS
from nnstudio.project.sweep_words import last_part, value_text
from nnstudio.session.sweeps.sweep_record import MemberRecord, SweepRecord
from nnstudio.ui.panels.sweeps.sweep_words import METRICS
from nnstudio.ui.widgets.number_texts import short

Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
_ENDINGS = {
    "finished": _("all epochs"),
    "early_stopping": _("stopped early"),
    "diverged": _("diverged"),
    "interrupted": _("interrupted"),
}


class MemberModel(QAbstractTableModel):
    """A row for each run: its values, its seed, and what came of it."""

    def __init__(self) -> None:
        super().__init__()
        self._record: SweepRecord | None = None
        self._metric = "loss"
        self._shares: tuple[str, ...] = ("train",)

    def set_record(self, record: SweepRecord | None) -> None:
        """Shows a sweep, with its task's chief metric beside the loss."""
        metric = record.project.data.task.chief_metric if record is not None else self._metric
        over = next((each.figures for each in record.members if each.figures is not None), None) if record else None
        shares = tuple(over.losses) if over is not None else ("train",)
        if (record, metric, shares) == (self._record, self._metric, self._shares):
            if record is not None:
                self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))
            return
        self.beginResetModel()
        self._record, self._metric, self._shares = record, metric, shares
        self.endResetModel()

    def member(self, row: int) -> MemberRecord:
        assert self._record is not None
        return self._record.members[row]

    def rows(self) -> list[list[str]]:
        """The header and all rows, numbers in full."""
        columns = range(self.columnCount())
        header = [str(self.headerData(i, Qt.Orientation.Horizontal)) for i in columns]
        raw = [[self._value(row, i) for i in columns] for row in range(self.rowCount())]
        return [header, *[["" if value is None else str(value) for value in row] for row in raw]]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or self._record is None else len(self._record.members)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or self._record is None else len(self._names) + 2 + 2 * len(self._shares)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or role != _Role.DisplayRole:
            return None
        figures = [
            f"{name} ({SHARE_WORDS[share]})" for name in (_("loss"), METRICS[self._metric]) for share in self._shares
        ]
        return [*self._names, _("end"), _("epoch"), *figures][section]

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        value = self._value(index.row(), index.column())
        if role == _Role.UserRole:
            return value
        if role == _Role.DisplayRole:
            return short(value) if isinstance(value, float) else "" if value is None else value_text(value)
        if role == _Role.TextAlignmentRole and isinstance(value, int | float):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    @property
    def _names(self) -> list[str]:
        """Of what is varied."""
        if self._record is None:
            return []
        sweep = self._record.sweep
        samples = [_("fold")] * bool(sweep.folds) + [_("bootstrap sample")] * bool(sweep.bootstraps)
        return [*map(last_part, self._record.fields), *samples, _("seed")]

    def _value(self, row: int, column: int) -> Any:
        each = self.member(row)
        samples = (number for number in (each.member.fold, each.member.bootstrap) if number is not None)
        values = [*each.member.values.values(), *samples, each.member.seed]
        if column < len(values):
            return values[column]
        column -= len(values)
        if each.reason is None or each.figures is None:
            return None
        if column < 2:
            return (_ENDINGS[each.reason], each.figures.epoch)[column]
        column -= 2
        share = self._shares[column % len(self._shares)]
        if column < len(self._shares):
            return each.figures.losses.get(share)
        found = (each.figures.metrics.get(share) or {}).get(self._metric)
        return None if found is None else float(found)
