"""The data as numbers: every sample, what its columns are like, and the arrays and tensors that hold them."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QSizePolicy,
    QTableView,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from nnstudio.language import _, ngettext
from nnstudio.project.sources.spec import Task
from nnstudio.ui.panels.data.data_models import (
    ArraysModel,
    ClassesModel,
    ColumnsModel,
    DataModel,
    HistogramDelegate,
    SamplesModel,
)
from nnstudio.ui.style.colors import Scheme
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.fields import caption
from nnstudio.ui.widgets.flow_layout import FlowLayout
from nnstudio.ui.widgets.plain_text import PlainLabel
from nnstudio.ui.widgets.turning_splitter import TurningSplitter

if TYPE_CHECKING:
    from nnstudio.data.dataset import Dataset
    from nnstudio.project.losses.spec import LossSpec

_PAGES = ("columns", "classes", "arrays")
_SPREAD = 1
_ROW_HEIGHT = 22


class DataTable(QWidget):
    """Shows a Dataset; smooth however many rows it has, for only what is on the screen is asked for."""

    row_chosen = Signal(int)
    """A sample's row, train first, that the learner went to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data_table")
        self._dataset: Dataset | None = None
        self._loss: LossSpec | None = None
        self.samples, self.columns = SamplesModel(), ColumnsModel()
        self.classes, self.arrays = ClassesModel(), ArraysModel()
        self._models: tuple[DataModel, ...] = (self.samples, self.columns, self.classes, self.arrays)
        for model in self._models:
            model.setParent(self)
        self.samples_view = _view("samples_table", _("Samples"), self.samples)
        self.samples_view.setAlternatingRowColors(True)
        self.samples_view.selectionModel().currentRowChanged.connect(self._on_samples_current_row_changed)
        self._columns_view = _view("columns_table", _("Columns"), self.columns)
        self._columns_view.setItemDelegateForColumn(_SPREAD, HistogramDelegate(self._columns_view))
        self._classes_view = _view("classes_table", _("Classes"), self.classes)
        self._arrays_view = _view("arrays_table", _("Arrays and tensors"), self.arrays)
        for view in (self._columns_view, self._classes_view, self._arrays_view):
            view.verticalHeader().hide()
        self._count = PlainLabel()
        self._count.setObjectName("caption")
        self._as_inputs = QCheckBox(_("as the network gets them"))
        self._as_inputs.setObjectName("as_inputs_check")
        self._as_inputs.setToolTip(_("Features made of the columns and, where they are, standardised"))
        self._as_inputs.toggled.connect(self._on_as_inputs_toggled)
        self._precision = caption()
        self._precision.setObjectName("precision")
        self._precision.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._precision.setWordWrap(True)

        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        row = FlowLayout()
        self._count.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row.add_widgets(self._count, self._as_inputs)
        column.addLayout(row)
        column.addWidget(self.samples_view, 1)
        tensors = QWidget()
        column = QVBoxLayout(tensors)
        column.setContentsMargins(6, 6, 6, 6)
        column.addWidget(self._arrays_view, 1)
        column.addWidget(self._precision)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(_("Columns, classes and tensors"))
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setObjectName("data_pages")
        self.tabs.addTab(self._columns_view, _("Columns"))
        self.tabs.addTab(self._classes_view, _("Classes"))
        self.tabs.addTab(tensors, _("Arrays and tensors"))
        self.tabs.setUsesScrollButtons(True)
        splitter = TurningSplitter(1.0, left, self.tabs)
        splitter.setSizes([560, 620])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 6)
        layout.addWidget(splitter)
        self._scale = 0.0
        theme().follow(self._on_theme_changed)

    @property
    def page(self) -> str:
        """The name of the page at the right."""
        return _PAGES[self.tabs.currentIndex()]

    def show_page(self, page: str) -> None:
        """Shows a page at the right, if it is offered."""
        self.tabs.setCurrentIndex(_PAGES.index(page))

    @property
    def dataset(self) -> "Dataset | None":
        """What is shown."""
        return self._dataset

    def set_dataset(self, dataset: "Dataset | None", loss: "LossSpec | None" = None) -> None:
        """Shows another data set; the loss decides which form the targets have as tensors."""
        if dataset is self._dataset and loss is self._loss:
            return
        is_new = dataset is not self._dataset
        self._dataset, self._loss = dataset, loss
        self.arrays.show(dataset, loss)
        if is_new:
            for model in (self.samples, self.columns, self.classes):
                model.set_dataset(dataset)
            self._fit_columns()
        has_classes = dataset is not None and dataset.task is not Task.REGRESSION
        self.tabs.setTabEnabled(1, has_classes)
        self.tabs.setTabToolTip(1, "" if has_classes else _("A number is predicted, so there are no classes"))
        self._show_count()
        self._show_precision(0)

    def show_row(self, row: int) -> None:
        """Goes to a sample that was chosen elsewhere, without announcing it."""
        selection = self.samples_view.selectionModel()
        if 0 <= row < self.samples.rowCount() and selection.currentIndex().row() != row:
            with QSignalBlocker(selection):
                index = self.samples.index(row, 0)
                self.samples_view.selectRow(row)
                self.samples_view.scrollTo(index)
            self.samples_view.viewport().update()
        self._show_precision(row)

    def _fit_columns(self) -> None:
        for view in (self.samples_view, self._classes_view, self._arrays_view):
            view.resizeColumnsToContents()
        # to measure what is in them, the statistics of all columns would have to be computed
        metrics = self._columns_view.fontMetrics()
        names = self._dataset.columns[:200] if self._dataset is not None else ()
        widest = max((metrics.horizontalAdvance(name) for name in names), default=0)
        px = theme().px
        self._columns_view.setColumnWidth(0, min(px(180), max(px(80), widest + px(16))))
        self._columns_view.setColumnWidth(_SPREAD, px(84))
        self._columns_view.setColumnWidth(_SPREAD + 1, metrics.horizontalAdvance("-0.00") + px(16))
        number = metrics.horizontalAdvance("-0.0000e-00") + px(8)
        for column in range(_SPREAD + 2, self.columns.columnCount()):
            self._columns_view.setColumnWidth(column, number)

    def _show_count(self) -> None:
        if self._dataset is None:
            self._count.setText(_("There are no data yet"))
            return
        n, m, d = len(self._dataset.y_train), len(self._dataset.y_test), len(self._dataset.columns)
        test = _(" and {m:,} to test on").format(m=m) if m else ""
        self._count.setText(
            ngettext(
                "{n:,} samples to train on{test}, {d:,} column", "{n:,} samples to train on{test}, {d:,} columns", d
            ).format(n=n, test=test, d=d)
        )

    def _show_precision(self, row: int) -> None:
        """What is lost on the way from float64 to float32, by the example of one number."""
        dataset = self._dataset
        if dataset is None or not 0 <= row < self.samples.rowCount():
            self._precision.setText("")
            return
        import torch

        n = len(dataset.y_train)
        where, at = ("train", row) if row < n else ("test", row - n)
        value = float((dataset.X_train if row < n else dataset.X_test)[at, 0])
        tensor = torch.tensor(value, dtype=torch.float32)
        self._precision.setText(
            _(
                "X_{where}[{at}, 0] is {value!r} as float64, and {tensor!r} once it is {dtype}: a float32 has "
                "about 7 digits, and takes half the room."
            ).format(where=where, at=at, value=value, tensor=tensor.item(), dtype=tensor.dtype)
        )

    @Slot(QModelIndex, QModelIndex)
    def _on_samples_current_row_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        if current.isValid():
            self._show_precision(current.row())
            self.row_chosen.emit(current.row())

    @Slot(bool)
    def _on_as_inputs_toggled(self, checked: bool) -> None:
        self.samples.show_inputs(checked)
        self.samples_view.resizeColumnsToContents()

    @Slot(Scheme)
    def _on_theme_changed(self, scheme: Scheme) -> None:
        views = (self.samples_view, self._columns_view, self._classes_view, self._arrays_view)
        for view in views:
            view.viewport().update()
        if theme().scale != self._scale:
            self._scale = theme().scale
            for view in views:
                # rows of one height need not be measured
                view.verticalHeader().setDefaultSectionSize(theme().px(_ROW_HEIGHT))
            self._fit_columns()


def _view(name: str, title: str, model: DataModel) -> QTableView:
    view = QTableView()
    view.setObjectName(name)
    view.setAccessibleName(title)
    view.setModel(model)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setWordWrap(False)
    # rows are chosen by the arrows; Tab leads on
    view.setTabKeyNavigation(False)
    view.horizontalHeader().setHighlightSections(False)
    view.horizontalHeader().setResizeContentsPrecision(8)
    return view
