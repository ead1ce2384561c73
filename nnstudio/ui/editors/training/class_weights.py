"""How much the samples of each class count in the loss: all alike, balanced, or as is said by hand."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnstudio.language import _
from nnstudio.project.edits import changed
from nnstudio.project.losses.classification import ClassWeightedLoss
from nnstudio.project.losses.spec import LossSpec, Takes
from nnstudio.ui.widgets.fields import Choice, ScaleField, labelled, show_part, show_value

CLASS_WEIGHTS_TIP = _(
    "How much the samples of each class count in the loss: a rare class is else hardly learned, for leaving it out "
    "costs little"
)
_CHOICES = [
    ("", _("none"), _("Each sample counts alike, so that a frequent class weighs more than a rare one")),
    (
        "balanced",
        _("balanced"),
        _("All classes count alike: the rarer a class among the training samples, the more each of its samples counts"),
    ),
    ("own", _("by hand"), _("As often as you say")),
]


class ClassWeights(QWidget):
    """Shows what the classes count in a loss, and wishes for another; of use where the loss can weigh classes."""

    loss_changed = Signal(LossSpec)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._loss: ClassWeightedLoss | None = None
        self._class_count = 0
        self.choice = Choice()
        self.choice.setObjectName("class_weights_selector")
        self.choice.currentIndexChanged.connect(self._on_choice_current_index_changed)
        self.which = Choice()
        self.which.setObjectName("weighted_class_selector")
        self.which.currentIndexChanged.connect(self._show_weight)
        self.weight = ScaleField(1e-6, 1e6)
        self.weight.setObjectName("class_weight")
        self.weight.valueChanged.connect(self._on_weight_value_changed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self._which_box = labelled(_("Class"), self.which)
        self._weight_box = labelled(_("Counts"), self.weight, _("How many times each sample of the class counts"))
        layout.addWidget(labelled(_("Class weights"), self.choice, CLASS_WEIGHTS_TIP), 1)
        layout.addWidget(self._which_box, 1)
        layout.addWidget(self._weight_box, 1)

    def set_loss(self, loss: LossSpec, class_names: Sequence[str]) -> None:
        """Shows the loss of a network that tells these classes apart."""
        is_fitting = isinstance(loss, ClassWeightedLoss) and len(class_names) >= 2
        self._loss = loss if isinstance(loss, ClassWeightedLoss) and is_fitting else None
        self._class_count = len(class_names)
        show_part(self, is_fitting)
        if self._loss is None:
            return
        self.choice.fill(_CHOICES, self._loss.class_weights or ("own" if self._loss.given_weights else ""))
        # PyTorch's binary loss knows a weight of class 1 alone
        first = 1 if self._loss.takes is Takes.LOGIT else 0
        named = [(str(i), name, "") for i, name in enumerate(class_names)][first:]
        shown = self.which.currentData()
        self.which.fill(named, shown if shown in {key for key, *_unused in named} else named[-1][0])
        self.which.setEnabled(len(named) > 1)
        for box in (self._which_box, self._weight_box):
            show_part(box, bool(self._loss.given_weights))
        self._show_weight()

    @Slot()
    def _show_weight(self) -> None:
        if self._loss is not None and self._loss.given_weights and self.which.currentData() is not None:
            show_value(self.weight, self._loss.given_weights[int(self.which.currentData())])

    @Slot(int)
    def _on_choice_current_index_changed(self, index: int) -> None:
        if self._loss is None:
            return
        chosen, none = self.choice.currentData(), type(self._loss)()
        if chosen == "own":
            self.loss_changed.emit(none.with_given((1.0,) * self._class_count))
        else:
            self.loss_changed.emit(changed(none, class_weights=chosen or None))

    @Slot(float)
    def _on_weight_value_changed(self, value: float) -> None:
        if self._loss is None or not self._loss.given_weights:
            return
        weights = list(self._loss.given_weights)
        weights[int(self.which.currentData())] = value
        self.loss_changed.emit(self._loss.with_given(tuple(weights)))
