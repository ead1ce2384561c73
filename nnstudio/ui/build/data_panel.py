"""Which data: the gallery, the chosen source's options, the features, the split."""

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from nnstudio.project.data import DataSpec, SourceSpec
from nnstudio.ui.build.dataset_picker import DatasetPicker
from nnstudio.ui.fields import FloatField, IntField, SeedField, heading, labelled, show_value

if TYPE_CHECKING:
    from nnstudio.data.dataset import Dataset

_OPTIONS: dict[str, tuple[str, str]] = {
    "samples": ("Samples", "How many samples are drawn"),
    "noise": ("Noise", "How far chance moves the samples from where they belong"),
    "seed": ("Seed", "Another seed draws other samples; the same seed always draws the same"),
    "n_features": ("Features", "How many inputs a sample has"),
    "centers": ("Clouds", "How many clouds there are, one class each"),
    "cluster_std": ("Spread", "Standard deviation of each cloud"),
    "factor": ("Inner radius", "The inner circle's radius as a share of the outer one's"),
}


class DataPanel(QWidget):
    """Shows a DataSpec, and wishes for another."""

    source_chosen = Signal(str)
    source_option_changed = Signal(str, object)
    """A field of the source and its new value."""
    data_option_changed = Signal(str, object)
    """A field of the data spec and its new value."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spec: DataSpec | None = None
        self._fields: dict[str, QWidget] = {}
        self.picker = DatasetPicker()
        self.picker.source_chosen.connect(self.source_chosen)
        self._summary = QLabel()
        self._summary.setObjectName("caption")
        self._summary.setWordWrap(True)
        self._options = QGridLayout()
        self._options.setHorizontalSpacing(8)
        self._options.setVerticalSpacing(4)
        for column in range(3):
            self._options.setColumnStretch(column, 1)
        self._test_share = IntField(0, 90)
        self._test_share.setSuffix(" %")
        self._test_share.setSingleStep(10)
        self._test_share.valueChanged.connect(self._on_test_share_value_changed)
        share_tip = "Share of the samples kept from training, to test on"
        self._test_share_box = labelled("Test share", self._test_share, share_tip)
        self._standardize = QCheckBox("Standardise")
        self._standardize.setToolTip("Scale each feature to mean 0 and standard deviation 1 (of the training samples)")
        self._standardize.toggled.connect(self._on_standardize_toggled)
        self._features = QToolButton()
        self._features.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._features.setToolTip("Which columns the network gets as inputs")
        self._features_menu = QMenu(self._features)
        self._features_menu.triggered.connect(self._on_features_menu_triggered)
        self._features.setMenu(self._features_menu)

        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(5)
        layout.addWidget(heading("Data"))
        layout.addWidget(self.picker)
        layout.addWidget(self._summary)
        layout.addLayout(self._options)

    def set_data(self, spec: DataSpec) -> None:
        """Shows which data are chosen and how."""
        old, self._spec = self._spec, spec
        self.picker.set_source(spec.source.kind)
        self._summary.setText(spec.source.description())
        if old is None or type(old.source) is not type(spec.source):
            self._lay_options(spec.source)
        for name, field in self._fields.items():
            show_value(field, getattr(spec.source, name))  # type: ignore[arg-type]
        show_value(self._test_share, round(spec.test_fraction * 100))
        self._standardize.blockSignals(True)
        self._standardize.setChecked(spec.standardize)
        self._standardize.blockSignals(False)
        self._show_features(spec)

    @Slot(str, object)
    def set_sample(self, kind: str, dataset: "Dataset") -> None:
        self.picker.set_sample(kind, dataset)

    def _lay_options(self, source: SourceSpec) -> None:
        for field in self._fields.values():
            box = field.parentWidget()
            assert box is not None
            self._options.removeWidget(box)
            field.setObjectName("")
            box.hide()
            box.deleteLater()
        self._fields = {name: self._make_field(source, name) for name in type(source).model_fields if name in _OPTIONS}
        boxes = [labelled(_OPTIONS[name][0], field, _OPTIONS[name][1]) for name, field in self._fields.items()]
        for i, box in enumerate([*boxes, self._test_share_box]):
            self._options.addWidget(box, i // 3, i % 3)
        row = len(boxes) // 3 + 1
        self._options.addWidget(self._standardize, row, 0, 1, 2, Qt.AlignmentFlag.AlignLeft)
        self._options.addWidget(self._features, row, 2, Qt.AlignmentFlag.AlignRight)
        # Tab goes through the options in the order in which they are seen
        order = [self.picker, *self._fields.values(), self._test_share, self._standardize, self._features]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _make_field(self, source: SourceSpec, name: str) -> QWidget:
        info = type(source).model_fields[name]
        bounds: dict[str, Any] = {}
        for rule in info.metadata:
            for key in ("ge", "gt", "le", "lt"):
                if hasattr(rule, key):
                    bounds[key] = getattr(rule, key)
        low = bounds.get("ge", bounds.get("gt", 0))
        high = bounds.get("le", bounds.get("lt", 1e9))
        field: IntField | FloatField | SeedField
        if name == "seed":
            field = SeedField()
        elif info.annotation is int:
            field = IntField(low, high)
            field.setSingleStep(50 if name == "samples" else 1)
        else:
            low = low if "ge" in bounds else 0.01
            high = high if "le" in bounds else high - 0.01
            field = FloatField(low, high, 1.0 if high > 100 and name == "noise" else 0.05)
        field.setProperty("option", name)
        field.setObjectName(f"source_{name}")
        field.setValue(getattr(source, name))
        field.valueChanged.connect(self._on_field_value_changed)
        return field

    def _show_features(self, spec: DataSpec) -> None:
        names = spec.source.feature_names()
        used = spec.features or names
        self._features.setText(f"{len(used)} of {len(names)} inputs ")
        self._features.setVisible(len(names) > 1)
        if [action.text() for action in self._features_menu.actions()] != list(names):
            self._features_menu.clear()
            for name in names:
                self._features_menu.addAction(name).setCheckable(True)
        for action in self._features_menu.actions():
            action.setChecked(action.text() in used)
            action.setEnabled(not (len(used) == 1 and action.text() in used))

    @Slot()
    def _on_field_value_changed(self) -> None:
        field = self.sender()
        name = field.property("option")
        self.source_option_changed.emit(name, field.value())  # type: ignore[attr-defined]

    @Slot(int)
    def _on_test_share_value_changed(self, percent: int) -> None:
        self.data_option_changed.emit("test_fraction", percent / 100)

    @Slot(bool)
    def _on_standardize_toggled(self, checked: bool) -> None:
        self.data_option_changed.emit("standardize", checked)

    @Slot()
    def _on_features_menu_triggered(self) -> None:
        chosen = tuple(action.text() for action in self._features_menu.actions() if action.isChecked())
        every = len(chosen) == len(self._features_menu.actions())
        self.data_option_changed.emit("features", None if every else chosen)
