"""The table of runs: what came out of each, and what tells it from the others."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPixmap

from nnstudio.language import _, local_number
from nnstudio.project.loss_words import TEST_LOSS, TRAIN_LOSS
from nnstudio.session.run import Run
from nnstudio.ui.panels.runs.run_settings import settings_of, telling_settings
from nnstudio.ui.style.colors import CLASS_COLORS, Scheme
from nnstudio.ui.widgets.plain_text import tooltip

RESULTS = (_("run"), _("epochs"), _("train loss"), _("test loss"))
_RESULT_TIPS = (
    "",
    _("How many are done"),
    _("{train_loss}; of the last epoch").format(train_loss=TRAIN_LOSS),
    _("{test_loss}; after the last").format(test_loss=TEST_LOSS),
)
Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole


def color_of(number: int) -> str:
    """The colour of a run's curve, by its place in the table."""
    return CLASS_COLORS[number % len(CLASS_COLORS)]


class RunModel(QAbstractTableModel):
    """A row for each run; its check box says whether its curve is drawn."""

    shown_changed = Signal()
    renamed = Signal(object, str)
    """A Run, and its new name."""

    def __init__(self, scheme: Scheme) -> None:
        super().__init__()
        self._scheme = scheme
        self._runs: tuple[Run, ...] = ()
        self._current: Run | None = None
        self._settings: list[dict[str, str]] = []
        self._names: list[str] = []
        self._hidden: set[int] = set()

    def set_scheme(self, scheme: Scheme) -> None:
        self._scheme = scheme
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)

    def set_runs(self, runs: tuple[Run, ...], current: Run | None) -> None:
        """Shows these runs; the cells in which one differs from `current` are marked."""
        if runs == self._runs and current is self._current:
            # a name has changed, perhaps by a cell that is still open, which a reset would take away
            self.refresh_results()
            return
        self.beginResetModel()
        self._runs, self._current = runs, current
        self._settings = [settings_of(run.project) for run in runs]
        self._names = telling_settings(self._settings)
        self.endResetModel()

    def refresh_results(self) -> None:
        """The numbers of the current run have moved on."""
        if self._runs:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._runs) - 1, len(RESULTS) - 1))

    @property
    def shown(self) -> list[tuple[int, Run]]:
        """The runs whose curves are drawn, each with its place."""
        return [(i, run) for i, run in enumerate(self._runs) if run.id not in self._hidden]

    def run_at(self, row: int) -> Run:
        return self._runs[row]

    def rows(self) -> list[list[str]]:
        """The whole table as texts at full precision, the header first; every setting has its column."""
        names = list(dict.fromkeys(name for each in self._settings for name in each))
        rows = [[*RESULTS, *names]]
        for run, settings in zip(self._runs, self._settings, strict=True):
            results = [run.name, *(repr(v) if v is not None else "" for v in self._results(run)[1:])]
            rows.append([*results, *(settings.get(name, "") for name in names)])
        return rows

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._runs)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(RESULTS) + len(self._names)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == _Role.DisplayRole:
            return (*RESULTS, *self._names)[section]
        if orientation is Qt.Orientation.Horizontal and role == _Role.ToolTipRole and section < len(RESULTS):
            return tooltip(_RESULT_TIPS[section])
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.column() == 0:
            flags |= Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        run, column = self._runs[index.row()], index.column()
        is_setting = column >= len(RESULTS)
        match role:
            case _Role.DisplayRole | _Role.EditRole | _Role.UserRole:
                if is_setting:
                    text = self._settings[index.row()].get(self._names[column - len(RESULTS)], "–")
                    return _sortable(text) if role == _Role.UserRole else text
                value = self._results(run)[column]
                return value if role == _Role.UserRole or column == 0 else _shown(value)
            case _Role.CheckStateRole if column == 0:
                return Qt.CheckState.Unchecked if run.id in self._hidden else Qt.CheckState.Checked
            case _Role.DecorationRole if column == 0:
                pixmap = QPixmap(12, 12)
                pixmap.fill(QColor(color_of(index.row())))
                return pixmap
            case _Role.BackgroundRole if is_setting and self._differs(index.row(), column):
                return QColor(self._scheme.selection)
            case _Role.FontRole if run is self._current:
                font = QFont()
                font.setBold(True)
                return font
            case _Role.ToolTipRole:
                return tooltip(self._tip(run, index.row(), column))
            case _Role.TextAlignmentRole if 0 < column < len(RESULTS):
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def setData(self, index: Index, value: Any, role: int = _Role.EditRole) -> bool:
        run = self._runs[index.row()]
        if role == _Role.CheckStateRole:
            self._hidden ^= {run.id}
            self.dataChanged.emit(index, index)
            self.shown_changed.emit()
            return True
        if role == _Role.EditRole and index.column() == 0 and str(value).strip():
            self.renamed.emit(run, str(value))
            return True
        return False

    def _results(self, run: Run) -> tuple[str, int, float | None, float | None]:
        train, test = run.history.losses_since(max(0, run.epoch - 1))
        return run.name, run.epoch, train[-1] if train else None, test[-1] if test else None

    def _differs(self, row: int, column: int) -> bool:
        if self._current is None or self._current not in self._runs:
            return False
        name = self._names[column - len(RESULTS)]
        current = self._settings[self._runs.index(self._current)]
        return self._settings[row].get(name) != current.get(name)

    def _tip(self, run: Run, row: int, column: int) -> str:
        if column == 0:
            parts = [run.origin, run.failure, _("The run that is shown") if run is self._current else ""]
            return " ".join(part for part in parts if part) or _("Double-click to rename")
        if column >= len(RESULTS) and self._differs(row, column):
            return _("Not the same as in the run that is shown")
        return ""


def _shown(value: str | float | None) -> str:
    if value is None:
        return "–"
    return (
        local_number(value, ".5g")
        if isinstance(value, float)
        else local_number(value, ",")
        if isinstance(value, int)
        else value
    )


def _sortable(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text
