"""How to train: loss, optimiser, batches, epochs, seed."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from nnstudio.language import _
from nnstudio.project.losses.kinds import LOSSES_OF_TASK
from nnstudio.project.optimizers.kinds import OPTIMIZER_KINDS
from nnstudio.project.optimizers.sgd import SGDSpec
from nnstudio.project.sources.spec import Task
from nnstudio.project.training import TrainingSpec
from nnstudio.ui.editors.training.more_training import MoreTraining
from nnstudio.ui.editors.training.training_words import PENALTY_TIPS, told_rates
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.actions import ButtonLink, make_action
from nnstudio.ui.widgets.dice import Dice
from nnstudio.ui.widgets.fields import (
    CheckField,
    Choice,
    FloatField,
    IntField,
    ScaleField,
    SeedField,
    heading,
    labelled,
    show_part,
    show_value,
)
from nnstudio.ui.widgets.plain_text import PlainLabel, tooltip


class TrainingPanel(QWidget):
    """Shows a TrainingSpec, and wishes for another."""

    option_changed = Signal(str, object)
    """A field of the training spec and its new value."""
    optimizer_chosen = Signal(str)
    optimizer_option_changed = Signal(str, object)
    """A field of the optimiser and its new value; the learning rate is not among them."""
    seed_drawn = Signal()
    """Another seed is wished for."""
    rate_chosen = Signal(float)
    """The learning rate that is wished for from now on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.loss = Choice(option="loss")
        self.loss.setObjectName("loss_selector")
        self.optimizer = Choice()
        self.optimizer.setObjectName("optimizer_selector")
        self.optimizer.currentIndexChanged.connect(self._on_optimizer_current_index_changed)
        self.learning_rate = ScaleField(1e-8, 1000, option="lr")
        self.learning_rate.setObjectName("learning_rate")
        self.learning_rate.valueChanged.connect(self.rate_chosen)
        self.rates = PlainLabel()
        self.rates.setObjectName("caption")
        self.rates.setWordWrap(True)
        self.rates.hide()
        self.weight_decay = ScaleField(0, 10, option="weight_decay")
        self.weight_decay.setObjectName("weight_decay")
        self.momentum = FloatField(0, 0.999, 0.1, option="momentum")
        self.momentum.setObjectName("momentum")
        self.nesterov = CheckField("Nesterov", option="nesterov")
        self.nesterov.setObjectName("nesterov")
        self.nesterov.setToolTip(
            _("Look ahead along the momentum before taking the gradient; needs a momentum above 0")
        )
        for field in (self.weight_decay, self.momentum, self.nesterov):
            field.option_changed.connect(self.optimizer_option_changed)
        self.batch_size = IntField(1, 100_000, option="batch_size")
        self.batch_size.setObjectName("batch_size")
        self.epochs = IntField(1, 1_000_000, option="epochs")
        self.epochs.setObjectName("epochs")
        self.seed = SeedField(option="seed")
        self.seed.setObjectName("seed")
        for each in (self.loss, self.batch_size, self.epochs, self.seed):
            each.option_changed.connect(self.option_changed)

        self.l1, self.l2 = self._penalty("l1"), self._penalty("l2")
        self.dice = Dice("seed", _("Draw another seed: other initial weights, another order of the samples"))
        self.dice.thrown.connect(self.seed_drawn)
        self.many_seeds_action = make_action(self, "many_seeds", _("Train &many seeds"), ("Ctrl+Shift+M",))
        self.many_seeds_action.setToolTip(
            tooltip(_("Train with many seeds at once, and see which part luck has in what comes of it (Ctrl+Shift+M)"))
        )
        self.many_seeds = QToolButton()
        self.many_seeds.setObjectName("many_seeds_button")
        self.many_seeds.setAutoRaise(True)
        self.many_seeds.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        ButtonLink(self.many_seeds, self.many_seeds_action, has_text=False)
        self.many_seeds.setText(_("Many seeds"))
        theme().dress(self.many_seeds, "chart-bell-curve")
        self.more = MoreTraining()
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        self._momentum_box = labelled(_("Momentum"), self.momentum, _("How much of the last step is kept in the next"))
        self._compose(grid)
        head = QHBoxLayout()
        head.addWidget(heading(_("Training")))
        head.addWidget(self.more.summary, 1)
        head.addWidget(self.many_seeds)
        head.addWidget(self.more.header)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 4, 10, 5)
        layout.setSpacing(3)
        layout.addLayout(head)
        layout.addLayout(grid)
        layout.addWidget(self.more)

    def _penalty(self, name: str) -> ScaleField:
        field = ScaleField(0, 10, option=name)
        field.setObjectName(name)
        field.option_changed.connect(self.option_changed)
        return field

    def _compose(self, grid: QGridLayout) -> None:
        batch_tip = _("How many samples are averaged for one step; an epoch is as many steps as it takes to see all")
        seed_tip = _("Decides the initial weights and the order of the samples: the same seed, the same run")
        decay_tip = _(
            "Adds so many times each weight and bias to its gradient, which pulls it towards 0; "
            "AdamW takes that off directly, times the learning rate"
        )
        grid.addWidget(labelled(_("Loss"), self.loss, beside=True), 0, 0, 1, 3)
        grid.addWidget(labelled(_("Optimiser"), self.optimizer), 1, 0)
        grid.addWidget(
            labelled(_("Learning rate"), self.learning_rate, _("How far each step goes along the gradient")), 1, 1
        )
        grid.addWidget(self._momentum_box, 1, 2)
        grid.addWidget(self.rates, 2, 0, 1, 3)
        grid.addWidget(self.nesterov, 3, 0, 1, 3, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(labelled(_("Batch size"), self.batch_size, batch_tip), 4, 0)
        grid.addWidget(labelled(_("Epochs"), self.epochs, _("How many times all samples are seen")), 4, 1)
        grid.addWidget(labelled(_("Seed"), self.seed, seed_tip, companion=self.dice), 4, 2)
        # what keeps the weights small, and with them the network from learning by heart
        grid.addWidget(labelled(_("Weight decay"), self.weight_decay, decay_tip), 5, 0)
        grid.addWidget(labelled(_("L1 penalty"), self.l1, PENALTY_TIPS["l1"]), 5, 1)
        grid.addWidget(labelled(_("L2 penalty"), self.l2, PENALTY_TIPS["l2"]), 5, 2)
        for column in range(3):
            grid.setColumnStretch(column, 1)

    def set_training(self, spec: TrainingSpec, task: Task, has_test: bool, class_names: Sequence[str] = ()) -> None:
        """Shows how it is trained; losses that do not fit the task are not offered."""
        self.more.set_training(spec, has_test, class_names)
        losses = list(LOSSES_OF_TASK[task])
        if spec.loss.kind not in {loss.kind for loss in losses}:
            losses.append(spec.loss)
        self.loss.fill([(loss.kind, loss.title, loss.summary) for loss in losses], spec.loss.kind)
        kinds = [(kind, cls.title, cls.summary) for kind, cls in OPTIMIZER_KINDS.items()]
        self.optimizer.fill(kinds, spec.optimizer.kind)
        show_value(self.weight_decay, spec.optimizer.weight_decay)
        show_value(self.l1, spec.l1)
        show_value(self.l2, spec.l2)
        sgd = isinstance(spec.optimizer, SGDSpec)
        show_part(self._momentum_box, sgd)
        self.nesterov.setVisible(sgd)
        if isinstance(spec.optimizer, SGDSpec):
            show_value(self.momentum, spec.optimizer.momentum)
            self.nesterov.show_checked(spec.optimizer.nesterov)
            self.nesterov.setEnabled(spec.optimizer.momentum > 0)
        show_value(self.batch_size, spec.batch_size)
        show_value(self.epochs, spec.epochs)
        show_value(self.seed, spec.seed)

    def show_rate(self, spec: TrainingSpec, rate: float) -> None:
        """Shows the learning rate in force, and where it was changed by hand."""
        if not self.learning_rate.has_pending():
            show_value(self.learning_rate, rate)
        text = told_rates(spec)
        if text != self.rates.text():
            self.rates.setText(text)
            self.rates.setVisible(bool(text))

    @Slot(int)
    def _on_optimizer_current_index_changed(self, index: int) -> None:
        self.optimizer_chosen.emit(self.optimizer.currentData())
