"""Which data: the gallery, the chosen source's options, the split, the features."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from nnstudio.language import _
from nnstudio.project.data import DataSpec
from nnstudio.ui.editors.data.dataset_picker import DatasetPicker
from nnstudio.ui.editors.data.feature_panel import FeaturePanel
from nnstudio.ui.editors.data.source_options import SourceOptions
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.actions import ButtonLink, make_action
from nnstudio.ui.widgets.fields import heading
from nnstudio.ui.widgets.plain_text import PlainLabel, tooltip

if TYPE_CHECKING:
    from nnstudio.data.dataset import Dataset


class DataPanel(QWidget):
    """Shows a DataSpec, and wishes for another."""

    source_chosen = Signal(str)
    import_requested = Signal()
    source_option_changed = Signal(str, object)
    """A field of the source and its new value."""
    data_option_changed = Signal(str, object)
    """A field of the data spec and its new value."""
    seed_drawn = Signal(str)
    """Another one is wished for of the source's ``seed`` or the data's ``split_seed`` and ``bootstrap``."""
    feature_toggled = Signal(str)
    column_toggled = Signal(str)
    """A column to be used, or to be left out with all that is made of it."""
    degree_chosen = Signal(int)
    regenerate_requested = Signal()
    """Other samples of the same kind are wished for, or another split."""
    redraw_requested = Signal()
    """The same with the network as it is."""
    drag_started = Signal()
    """Until `drag_ended` all changes of an option are one."""
    drag_ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spec: DataSpec | None = None
        self.picker = DatasetPicker()
        self.picker.source_chosen.connect(self.source_chosen)
        self.picker.import_requested.connect(self.import_requested)
        self._summary = PlainLabel()
        self._summary.setObjectName("caption")
        self._summary.setWordWrap(True)
        self.options = SourceOptions()
        self.options.source_option_changed.connect(self.source_option_changed)
        self.options.data_option_changed.connect(self.data_option_changed)
        self.options.seed_drawn.connect(self.seed_drawn)
        self.options.drag_started.connect(self.drag_started)
        self.options.drag_ended.connect(self.drag_ended)
        self.features = FeaturePanel()
        self.features.feature_toggled.connect(self.feature_toggled)
        self.features.column_toggled.connect(self.column_toggled)
        self.features.degree_chosen.connect(self.degree_chosen)
        self.features.standardize_toggled.connect(self._on_features_standardize_toggled)
        self.features.standardize_target_toggled.connect(self._on_features_standardize_target_toggled)
        self.regenerate_action = make_action(self, "regenerate", _("Re&generate"), ("Ctrl+G",))
        self.regenerate_action.triggered.connect(self.regenerate_requested)
        self._regenerate = _head_button("regenerate_button", "dice-multiple-outline", self.regenerate_action)
        self._regenerate.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.redraw_action = make_action(
            self, "regenerate_kept", _("Regenerate and &keep the weights"), ("Ctrl+Shift+G",)
        )
        self.redraw_action.triggered.connect(self.redraw_requested)
        self._redraw = _head_button("regenerate_kept_button", "lock-reset", self.redraw_action, has_text=False)
        self._redraw.setAccessibleName(_("Regenerate and keep the weights"))
        self._kept = _("Nothing has been trained yet")

        head = QHBoxLayout()
        head.addWidget(heading(_("Data")), 1)
        head.addWidget(self._regenerate)
        head.addWidget(self._redraw)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 5, 10, 5)
        layout.setSpacing(3)
        layout.addLayout(head)
        layout.addWidget(self.picker)
        layout.addWidget(self._summary)
        layout.addWidget(self.options)
        layout.addWidget(self.features)

    def set_data(self, spec: DataSpec) -> None:
        """Shows which data are chosen and how."""
        old, self._spec = self._spec, spec
        self.picker.set_source(spec.source.kind)
        self._summary.setText(spec.source.description())
        self.options.set_data(spec)
        self.features.set_data(spec)
        if old is None or old.source.kind != spec.source.kind:
            self._show_sample()
        drawn, split = hasattr(spec.source, "seed"), spec.is_split_by_seed
        self.regenerate_action.setEnabled(drawn or split)
        tip = _("Draw other samples, with another seed") if drawn else _("Split the samples anew, with another seed")
        given = _("These samples are given; with a test share they can be split anew")
        self.regenerate_action.setToolTip(tooltip(_("{tip} (Ctrl+G)").format(tip=tip) if drawn or split else given))
        self._allow_keeping()

    def set_keeping(self, why_not: str) -> None:
        """Whether other samples can be drawn for the network as it is; if not, the reason."""
        if why_not != self._kept:
            self._kept = why_not
            self._allow_keeping()

    def _allow_keeping(self) -> None:
        why_not = self._kept
        can, given = self.regenerate_action.isEnabled(), self.regenerate_action.toolTip()
        self.redraw_action.setEnabled(can and not why_not)
        tip = _("The same, but keep the weights of the epoch shown: how does the network do on samples it has not met?")
        self.redraw_action.setToolTip(
            tooltip(given if not can else why_not or _("{tip} (Ctrl+Shift+G)").format(tip=tip))
        )

    @Slot(str, object)
    def set_sample(self, kind: str, dataset: "Dataset") -> None:
        """Shows what a source is like, with its options as they are at first."""
        self.picker.set_sample(kind, dataset)
        self._show_sample()

    def set_dataset(self, dataset: "Dataset") -> None:
        """The samples in use are these: the features are drawn over their range."""
        self.features.set_dataset(dataset)
        self.options.set_answered()

    def _show_sample(self) -> None:
        """Until the samples in use are there, the features are drawn over the range of the gallery's."""
        sample = self.picker.samples.get(self._spec.source.kind) if self._spec is not None else None
        if sample is not None and not self.features.toggles.is_drawn:
            self.set_dataset(sample)

    @Slot(bool)
    def _on_features_standardize_toggled(self, checked: bool) -> None:
        self.data_option_changed.emit("standardize", checked)

    @Slot(bool)
    def _on_features_standardize_target_toggled(self, checked: bool) -> None:
        self.data_option_changed.emit("standardize_target", checked)


def _head_button(name: str, icon: str, action: QAction, has_text: bool = True) -> QToolButton:
    button = QToolButton()
    button.setObjectName(name)
    button.setAutoRaise(True)
    ButtonLink(button, action, has_text)
    theme().dress(button, icon)
    return button
