"""The models of the data table: the samples, their columns, their classes, and the arrays that hold them."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPixmap
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from nnstudio.language import _, local_number
from nnstudio.project.loss_words import SHARE_WORDS
from nnstudio.project.rounding import rounded
from nnstudio.project.sources.spec import Task
from nnstudio.ui.style.class_symbols import class_pixmap
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.plain_text import tooltip

if TYPE_CHECKING:
    from nnstudio.data.dataset import Dataset
    from nnstudio.data.statistics import ColumnStatistics
    from nnstudio.project.losses.spec import LossSpec

Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole
_NUMBER = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_SWATCH = 10


class DataModel(QAbstractTableModel):
    """A table about one data set."""

    def __init__(self) -> None:
        super().__init__()
        self.dataset: Dataset | None = None

    def set_dataset(self, dataset: "Dataset | None") -> None:
        self.beginResetModel()
        self.dataset = dataset
        self.endResetModel()

    def headers(self) -> tuple[str, ...]:
        """The columns' titles."""
        return ()

    def row_count(self, dataset: "Dataset") -> int:
        return 0

    def value(self, dataset: "Dataset", row: int, column: int, role: int) -> Any:
        return None

    def rowCount(self, parent: Index | None = None) -> int:
        if self.dataset is None or (parent is not None and parent.isValid()):
            return 0
        return self.row_count(self.dataset)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.headers())

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        if role == _Role.DisplayRole:
            return self.headers()[section] if orientation is Qt.Orientation.Horizontal else section
        return None

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        if self.dataset is None:
            return None
        return self.value(self.dataset, index.row(), index.column(), role)


class SamplesModel(DataModel):
    """All samples, train first: their part, what they hold and what is to be predicted. Rows are counted from 0."""

    def __init__(self) -> None:
        super().__init__()
        self._as_inputs = False
        self._names: tuple[str, ...] = ()

    def show_inputs(self, as_inputs: bool) -> None:
        """Whether to show what the network gets, features made and scaled, or what the data have."""
        self._as_inputs = as_inputs
        self.set_dataset(self.dataset)

    def set_dataset(self, dataset: "Dataset | None") -> None:
        self.beginResetModel()
        self.dataset = dataset
        self._names = ()
        if dataset is not None:
            features = dataset.feature_names if self._as_inputs else dataset.columns
            self._names = (_("part"), dataset.target_name, *features)
        self.endResetModel()

    def headers(self) -> tuple[str, ...]:
        return self._names

    def row_count(self, dataset: "Dataset") -> int:
        return len(dataset.y_train) + len(dataset.y_test)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == _Role.ToolTipRole:
            if section == 0:
                return _("Whether the sample is trained on, or kept to test on")
            return tooltip(f"{self._names[section]}: {_('the target') if section == 1 else _('a feature')}")
        if orientation is Qt.Orientation.Horizontal and role == _Role.FontRole and section == 1:
            font = QFont()
            font.setBold(True)
            return font
        return super().headerData(section, orientation, role)

    def value(self, dataset: "Dataset", row: int, column: int, role: int) -> Any:
        n = len(dataset.y_train)
        is_test, at = row >= n, row - n if row >= n else row
        if column == 0:
            if role == _Role.DisplayRole:
                return SHARE_WORDS["test"] if is_test else SHARE_WORDS["train"]
            return QColor(theme().scheme.muted) if role == _Role.ForegroundRole and is_test else None
        if column == 1:
            return self._target(dataset, (dataset.y_test if is_test else dataset.y_train)[at], role)
        if role == _Role.TextAlignmentRole:
            return _NUMBER
        if role not in (_Role.DisplayRole, _Role.ToolTipRole):
            return None
        if self._as_inputs:
            number = (dataset.X_test if is_test else dataset.X_train)[at, column - 2]
        else:
            number = (dataset.raw_test if is_test else dataset.raw_train)[at, column - 2]
        return local_number(number, ".6g") if role == _Role.DisplayRole else repr(float(number))

    def _target(self, dataset: "Dataset", y: Any, role: int) -> Any:
        is_class = dataset.task is not Task.REGRESSION
        match role:
            case _Role.DisplayRole:
                return dataset.class_names[int(y)] if is_class else local_number(y, ".6g")
            case _Role.ToolTipRole:
                return _("class {y}").format(y=int(y)) if is_class else repr(float(y))
            case _Role.DecorationRole if is_class:
                return swatch(int(y))
            case _Role.BackgroundRole:
                return QColor(theme().scheme.selection)
            case _Role.TextAlignmentRole if not is_class:
                return _NUMBER
        return None


class ColumnsModel(DataModel):
    """What each column is like. Nothing is computed for columns that are not looked at."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[int, ColumnStatistics] = {}

    def set_dataset(self, dataset: "Dataset | None") -> None:
        self._known = {}
        super().set_dataset(dataset)

    def headers(self) -> tuple[str, ...]:
        several = self.dataset is not None and self.dataset.task is Task.MULTICLASS
        return (
            _("column"),
            _("spread"),
            "η" if several else "r",
            _("mean"),
            _("std"),
            _("min"),
            _("max"),
            _("filled in"),
        )

    def row_count(self, dataset: "Dataset") -> int:
        return len(dataset.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        if role == _Role.ToolTipRole and orientation is Qt.Orientation.Horizontal:
            return _TIPS[self.headers()[section]]
        return super().headerData(section, orientation, role)

    def statistics(self, row: int) -> "ColumnStatistics":
        from nnstudio.data.statistics import column_statistics

        if row not in self._known:
            assert self.dataset is not None
            self._known[row] = column_statistics(self.dataset, row)
        return self._known[row]

    def value(self, dataset: "Dataset", row: int, column: int, role: int) -> Any:
        if role == _Role.TextAlignmentRole:
            return _NUMBER if column > 1 else None
        if column == 0:
            name = dataset.columns[row]
            return {_Role.DisplayRole: name, _Role.ToolTipRole: tooltip(name)}.get(_Role(role))
        known = self.statistics(row)
        if column == 1:
            return known if role == _Role.UserRole else None
        if role not in (_Role.DisplayRole, _Role.ToolTipRole):
            return None
        value = (known.association, known.mean, known.std, known.low, known.high, known.filled)[column - 2]
        if value is None:
            return "–" if role == _Role.DisplayRole else _("One of the two never changes")
        if isinstance(value, int):
            return local_number(value, ",")
        return (
            (local_number(value, ".2f") if column == 2 else local_number(value, ".5g"))
            if role == _Role.DisplayRole
            else repr(value)
        )


_TIPS = {
    _("column"): _("A column of the data"),
    _("spread"): _("How many training rows lie where, from the least to the greatest value"),
    _("mean"): _("Of the training rows"),
    _("std"): _("Standard deviation of the training rows, divided by n as standardising does"),
    _("min"): _("Of the training rows"),
    _("max"): _("Of the training rows"),
    _("filled in"): _("How many cells were missing and have been filled in, in all rows"),
    "r": _("Pearson's correlation with the target, from −1 to 1, over the training rows"),
    "η": _("Correlation ratio: the share of the spread that lies between the classes, from 0 to 1, as a root"),
}


class HistogramDelegate(QStyledItemDelegate):
    """Draws a column's counts as small bars."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        known = index.data(_Role.UserRole)
        if known is None:
            return
        rect = option.rect.adjusted(4, 3, -4, -3)
        counts = known.counts.tolist()
        width, highest = rect.width() / len(counts), max(counts)
        painter.save()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme().scheme.accent))
        for i, count in enumerate(counts):
            # the least count is still to be seen
            height = max(1, round(rect.height() * count / highest)) if count else 0
            left = rect.left() + round(i * width)
            right = rect.left() + round((i + 1) * width)
            painter.drawRect(left, rect.bottom() + 1 - height, max(1, right - left - 1), height)
        painter.restore()


class ClassesModel(DataModel):
    """How many samples each class has."""

    def headers(self) -> tuple[str, ...]:
        return (_("class"), SHARE_WORDS["train"], SHARE_WORDS["test"], _("share"))

    def row_count(self, dataset: "Dataset") -> int:
        return len(dataset.class_names)

    def value(self, dataset: "Dataset", row: int, column: int, role: int) -> Any:
        if role == _Role.DecorationRole and column == 0:
            return swatch(row)
        if role == _Role.TextAlignmentRole and column:
            return _NUMBER
        if role != _Role.DisplayRole:
            return None
        train, test = int((dataset.y_train == row).sum()), int((dataset.y_test == row).sum())
        share = (train + test) / max(1, len(dataset.y_train) + len(dataset.y_test))
        return (
            f"{row}: {dataset.class_names[row]}",
            local_number(train, ","),
            local_number(test, ","),
            rounded(share, ".1%"),
        )[column]


class ArraysModel(DataModel):
    """The same samples as NumPy's arrays and as PyTorch's tensors, side by side."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[tuple[str, ...]] = []

    def show(self, dataset: "Dataset | None", loss: "LossSpec | None") -> None:
        """With a loss its targets' form is shown, for it decides that; without, the usual one's."""
        self._rows = [] if dataset is None else _array_rows(dataset, loss)
        self.set_dataset(dataset)

    def headers(self) -> tuple[str, ...]:
        return ("", _("NumPy dtype"), "shape", "ndim", "size", _("torch dtype"), "shape", "ndim", "size")

    def row_count(self, dataset: "Dataset") -> int:
        return len(self._rows)

    def value(self, dataset: "Dataset", row: int, column: int, role: int) -> Any:
        if role == _Role.DisplayRole:
            return self._rows[row][column]
        if role == _Role.ForegroundRole and column in (1, 5):
            # where the kind of number changes on the way, it stands out
            changes = self._rows[row][1] != self._rows[row][5].removeprefix("torch.")
            return QColor(theme().scheme.accent) if changes else None
        return None


def _array_rows(dataset: "Dataset", loss: "LossSpec | None") -> list[tuple[str, ...]]:
    from nnstudio.engine.build import build_tensors
    from nnstudio.project.losses.kinds import LOSSES_OF_TASK

    names = [name for name in ("X_train", "y_train", "X_test", "y_test") if len(getattr(dataset, name))]
    # tensors of a row tell the kind and the shape; converting all rows for that would only take time
    row: dict[str, Any] = {name: getattr(dataset, name)[:1] for name in names}
    tensors = build_tensors(replace(dataset, **row), loss or LOSSES_OF_TASK[dataset.task][0])
    rows: list[tuple[str, ...]] = []
    for name in names:
        array, tensor = getattr(dataset, name), getattr(tensors, name)
        shape = (len(array), *tensor.shape[1:])
        size = int(np.prod(shape)) * tensor.element_size()
        numpy_side = (str(array.dtype), _shape(array.shape), str(array.ndim), _size(array.nbytes))
        rows.append((name, *numpy_side, str(tensor.dtype), _shape(shape), str(tensor.ndim), _size(size)))
    return rows


def _shape(shape: tuple[int, ...]) -> str:
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"


def _size(count: int) -> str:
    return (
        f"{local_number(count, ',')} B"
        if count < 10_000
        else _("{count:,.0f} kB").format(count=count / 1000)
        if count < 1e7
        else _("{count:,.1f} MB").format(count=count / 1e6)
    )


def swatch(label: int) -> QPixmap:
    """A class's shape in its colour."""
    return class_pixmap(label, _SWATCH, edge=theme().scheme.mark_edge)
