"""What not every training needs: class weights, a learning-rate schedule, early stopping, changes made by hand."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QGridLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nnstudio.language import _
from nnstudio.project.bounds import MAX_EPOCHS
from nnstudio.project.schedules import MONITOR_WORDS, SCHEDULE_KINDS, ScheduleSpec
from nnstudio.project.training import TrainingSpec
from nnstudio.ui.editors.training.class_weights import ClassWeights
from nnstudio.ui.editors.training.training_words import (
    STOPPING_TIPS,
    schedule_tip,
    told_changes,
    told_extras,
)
from nnstudio.ui.widgets.elided_label import ElidedLabel
from nnstudio.ui.widgets.fields import (
    CheckField,
    Choice,
    FloatField,
    IntField,
    ScaleField,
    forget_typed,
    labelled,
    show_part,
    show_value,
)
from nnstudio.ui.widgets.plain_text import PlainLabel, tooltip

_NO_TEST = _("There is no test loss: keep a share of the samples for testing first")
_SCHEDULE_FIELDS = ("step_size", "gamma", "T_max", "eta_min", "factor", "patience", "monitor")


class MoreTraining(QWidget):
    """A section that is closed until something in it is used. The panel places its header and summary."""

    schedule_chosen = Signal(str)
    """The schedule's kind; empty for none."""
    schedule_option_changed = Signal(str, object)
    early_stopping_switched = Signal(bool)
    early_stopping_option_changed = Signal(str, object)
    changes_dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_used, self._extras = False, ""
        self.header = QToolButton()
        self.header.setObjectName("more_training_button")
        self.header.setText(_("More"))
        self.header.setAutoRaise(True)
        self.header.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.header.setToolTip(_("Class weights, a learning-rate schedule, early stopping, what was changed by hand"))
        self.header.clicked.connect(self._on_header_clicked)
        self.summary = ElidedLabel()
        self._body = QWidget()
        self.class_weights = ClassWeights()
        self.schedule = Choice()
        self.schedule.setObjectName("schedule_selector")
        self.schedule.currentIndexChanged.connect(self._on_schedule_current_index_changed)
        self._schedule_kind: type = type(None)
        self.schedule_fields = {name: self._schedule_field(name) for name in _SCHEDULE_FIELDS}
        self._schedule_boxes: dict[str, QWidget] = {}
        self.stopping = CheckField(_("Early stopping"))
        self.stopping.setObjectName("early_stopping")
        self.stopping.setToolTip(tooltip(STOPPING_TIPS["early_stopping"]))
        self.stopping.toggled.connect(self.early_stopping_switched)
        self._monitor = Choice(option="monitor")
        self._patience = IntField(1, MAX_EPOCHS, option="patience")
        self._min_delta = ScaleField(0, 1000, option="min_delta")
        self._restore_best = CheckField(_("Restore the best weights"), option="restore_best")
        self._restore_best.setToolTip(tooltip(STOPPING_TIPS["restore_best"]))
        for field in (self._monitor, self._patience, self._min_delta, self._restore_best):
            field.setObjectName(f"early_stopping_{field.option}")
            field.option_changed.connect(self.early_stopping_option_changed)
        self.changes = PlainLabel()
        self.changes.setObjectName("caption")
        self.changes.setWordWrap(True)
        self._drop_changes = QPushButton(_("Forget"))
        self._drop_changes.setObjectName("drop_changes_button")
        self._drop_changes.setToolTip(_("Train without what was changed by hand; undo brings it back"))
        self._drop_changes.clicked.connect(self.changes_dropped)
        self._compose()
        self.open(False)

    @property
    def is_open(self) -> bool:
        return not self._body.isHidden()

    def open(self, is_open: bool) -> None:
        """Shows the section's fields, or in a few words what of it is used."""
        self.header.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)
        self._body.setVisible(is_open)
        self._show_summary()

    def _show_summary(self) -> None:
        self.summary.set_text("" if self.is_open else self._extras)

    def _schedule_field(self, name: str) -> Choice | FloatField | IntField:
        field: Choice | FloatField | IntField
        if name == "monitor":
            field = Choice(option=name)
        elif name == "eta_min":
            field = ScaleField(0, 1000, option=name)
        elif name in ("gamma", "factor"):
            field = FloatField(1e-6, 1 - 1e-6, 0.05, option=name)
        else:
            field = IntField(0 if name == "patience" else 1, MAX_EPOCHS, option=name)
        field.setObjectName(f"schedule_{name}")
        field.option_changed.connect(self.schedule_option_changed)
        return field

    def _compose(self) -> None:
        grid = QGridLayout(self._body)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.addWidget(self.class_weights, 0, 0, 1, 3)
        grid.addWidget(labelled(_("Learning-rate schedule"), self.schedule), 1, 0, 1, 3)
        for name, field in self.schedule_fields.items():
            label, tip = schedule_tip(name)
            self._schedule_boxes[name] = labelled(label, field, tip)
            self._schedule_boxes[name].hide()
        # no schedule has two options in one place
        for column, names in enumerate(
            (("step_size", "T_max", "monitor"), ("gamma", "eta_min", "factor"), ("patience",))
        ):
            for name in names:
                grid.addWidget(self._schedule_boxes[name], 2, column)
        grid.addWidget(self.stopping, 3, 0, 1, 3)
        boxes = (
            labelled(_("Watch"), self._monitor, STOPPING_TIPS["monitor"]),
            labelled(_("Patience"), self._patience, STOPPING_TIPS["patience"]),
            labelled(_("Min. delta"), self._min_delta, STOPPING_TIPS["min_delta"]),
        )
        for column, box in enumerate(boxes):
            grid.addWidget(box, 4, column)
        grid.addWidget(self._restore_best, 5, 0, 1, 3)
        self._stopping_boxes = (*boxes, self._restore_best)
        grid.addWidget(self.changes, 6, 0, 1, 2)
        grid.addWidget(self._drop_changes, 6, 2)
        for column in range(3):
            grid.setColumnStretch(column, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._body)

    def set_training(self, spec: TrainingSpec, has_test: bool, class_names: Sequence[str] = ()) -> None:
        """Shows the spec; the section opens when something in it comes into use."""
        self.class_weights.set_loss(spec.loss, class_names)
        kinds = [
            (kind, cls.title, _("{summary} (torch.optim.lr_scheduler)").format(summary=cls.summary))
            for kind, cls in SCHEDULE_KINDS.items()
        ]
        schedule = spec.schedule
        self.schedule.fill(
            [("", _("none"), _("The learning rate stays as it is")), *kinds], "" if schedule is None else schedule.kind
        )
        self._show_schedule(schedule, has_test)
        self._show_stopping(spec, has_test)
        self.changes.setText(told_changes(spec.changes))
        self.changes.setVisible(bool(spec.changes))
        self._drop_changes.setVisible(bool(spec.changes))
        self._extras = told_extras(spec)
        self._show_summary()
        # a change by hand is told where it is made
        is_used = bool(told_extras(spec.model_copy(update={"changes": ()})))
        if is_used and not self._is_used:
            self.open(True)
        self._is_used = is_used

    def _show_schedule(self, spec: ScheduleSpec | None, has_test: bool) -> None:
        kind = type(spec)
        if kind != self._schedule_kind:
            self._schedule_kind = kind
            for box in self._schedule_boxes.values():
                # some kinds share a field
                forget_typed(box)
        for name, field in self.schedule_fields.items():
            value = getattr(spec, name, None)
            show_part(self._schedule_boxes[name], value is not None)
            if isinstance(field, Choice):
                _show_monitor(field, value or "train_loss", has_test)
            elif value is not None:
                show_value(field, value)

    def _show_stopping(self, spec: TrainingSpec, has_test: bool) -> None:
        stopping = spec.early_stopping
        self.stopping.show_checked(stopping is not None)
        for box in self._stopping_boxes:
            show_part(box, stopping is not None)
        _show_monitor(self._monitor, "train_loss" if stopping is None else stopping.monitor, has_test)
        if stopping is not None:
            show_value(self._patience, stopping.patience)
            show_value(self._min_delta, stopping.min_delta)
            self._restore_best.show_checked(stopping.restore_best)

    @Slot()
    def _on_header_clicked(self) -> None:
        self.open(not self.is_open)

    @Slot(int)
    def _on_schedule_current_index_changed(self, index: int) -> None:
        self.schedule_chosen.emit(self.schedule.currentData())


def _show_monitor(choice: Choice, selected: str, has_test: bool) -> None:
    tips = {"train_loss": STOPPING_TIPS["train_loss"], "test_loss": STOPPING_TIPS["test_loss"]}
    choice.fill([(key, word, tips[key]) for key, word in MONITOR_WORDS.items()], selected)
    choice.allow("test_loss", has_test, tips["test_loss"] if has_test else _NO_TEST)
