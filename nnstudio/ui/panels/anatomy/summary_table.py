"""The layer summary as a table, with bars for each layer's share of the parameters and mult-adds."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRectF, Qt, Slot
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from nnstudio.language import _, local_number
from nnstudio.project.network import Problem
from nnstudio.ui.style.colors import Scheme
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.heat_cells import mix
from nnstudio.ui.widgets.number_texts import by, percent
from nnstudio.ui.widgets.plain_text import tooltip

if TYPE_CHECKING:
    from nnstudio.engine.views.summary import ModelSummary

HEADER = (_("layer"), _("input shape"), _("output shape"), _("parameters"), _("mult-adds"))
_TIPS = (
    _("The module's place in nn.Sequential, and PyTorch's name of it"),
    _("(samples of the batch, numbers a sample) that come in"),
    _("(samples of the batch, numbers a sample) that go out"),
    _("How many numbers the layer learns; the bar is its share of all"),
    _("Multiplications and additions for one forward pass of the batch, counted as torchinfo does"),
)
_Role = Qt.ItemDataRole
Index = QModelIndex | QPersistentModelIndex


class SummaryModel(QAbstractTableModel):
    """A row for each layer, and the totals; a layer that does not fit is marked, and says why."""

    def __init__(self, scheme: Scheme) -> None:
        super().__init__()
        self._scheme = scheme
        self._summary: ModelSummary | None = None
        self._wrong: dict[int, str] = {}

    def set_scheme(self, scheme: Scheme) -> None:
        self._scheme = scheme
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(HEADER) - 1)

    def set_summary(self, summary: "ModelSummary", problems: tuple[Problem, ...]) -> None:
        self.beginResetModel()
        self._summary = summary
        self._wrong = {}
        for problem in problems:
            match problem.where:
                case ("network", "layers", int(layer), *_):
                    self._wrong[layer] = problem.message
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        if self._summary is None or (parent is not None and parent.isValid()):
            return 0
        return len(self._summary.layers) + 1

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(HEADER)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == _Role.TextAlignmentRole:
            return _side(section)
        texts = {_Role.DisplayRole: HEADER, _Role.ToolTipRole: _TIPS}.get(_Role(role))
        return texts[section] if texts is not None else None

    def share(self, index: Index) -> float:
        """How much of all parameters or mult-adds a layer has; 0 elsewhere."""
        summary = self._summary
        if summary is None or index.row() == len(summary.layers):
            return 0.0
        row = summary.layers[index.row()]
        if index.column() == 3:
            return row.parameters / summary.parameters if summary.parameters else 0.0
        if index.column() == 4:
            return row.mult_adds / summary.mult_adds if summary.mult_adds else 0.0
        return 0.0

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        is_total = self._summary is not None and index.row() == len(self._summary.layers)
        match role:
            case _Role.DisplayRole:
                return self._texts(index.row())[index.column()]
            case _Role.TextAlignmentRole:
                return _side(index.column())
            case _Role.FontRole if is_total:
                font = QFont()
                font.setWeight(QFont.Weight.DemiBold)
                return font
            case _Role.BackgroundRole if index.row() in self._wrong:
                return QColor(self._scheme.error_surface)
            case _Role.ForegroundRole if index.row() in self._wrong:
                return QColor(self._scheme.error)
            case _Role.ToolTipRole:
                share = self.share(index)
                return tooltip(self._wrong.get(index.row(), "")) or (
                    _("{share} of all").format(share=percent(share)) if share else None
                )
        return None

    def _texts(self, row: int) -> tuple[str, ...]:
        summary = self._summary
        assert summary is not None
        if row == len(summary.layers):
            first, last = summary.layers[0].input_shape, summary.layers[-1].output_shape
            return (
                _("in all"),
                by(first),
                by(last),
                local_number(summary.parameters, ","),
                local_number(summary.mult_adds, ","),
            )
        layer = summary.layers[row]
        learned = (
            (local_number(layer.parameters, ","), local_number(layer.mult_adds, ","))
            if layer.parameters
            else ("–", "–")
        )
        return f"{row}  {layer.name}", by(layer.input_shape), by(layer.output_shape), *learned


class _ShareBars(QStyledItemDelegate):
    """Draws a layer's share as a bar behind its number."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        share = model.share(index) if isinstance(model, SummaryModel) else 0.0
        if share:
            scheme = theme().scheme
            box = QRectF(option.rect).adjusted(2, 2, -3, -3)
            box.setLeft(box.right() - box.width() * share)
            painter.fillRect(box, mix(scheme.surface, scheme.accent, 0.28))
        super().paint(painter, option, index)


class SummaryTable(QTableView):
    """The table itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("summary_table")
        self.setAccessibleName(_("Layer summary"))
        self.model_ = SummaryModel(theme().scheme)
        self.model_.setParent(self)
        self.setModel(self.model_)
        self.setItemDelegate(_ShareBars(self))
        self.setSelectionMode(QTableView.SelectionMode.NoSelection)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for shape in (1, 2):
            header.setSectionResizeMode(shape, QHeaderView.ResizeMode.ResizeToContents)
        theme().follow(self._on_theme_changed)

    @Slot(Scheme)
    def _on_theme_changed(self, scheme: Scheme) -> None:
        self.model_.set_scheme(scheme)
        self.verticalHeader().setDefaultSectionSize(round(self.fontMetrics().height() * 1.45))


def _side(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter
