"""Who is to race: the usual optimisers, the project's own at other rates, or a list of one's own."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from PySide6.QtCore import QSettings, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from nnstudio.language import _
from nnstudio.project.bounds import MAX_RATE
from nnstudio.project.edits import changed
from nnstudio.project.optimizers.kinds import OPTIMIZER_KINDS
from nnstudio.project.optimizers.sgd import SGDSpec
from nnstudio.project.optimizers.spec import OptimizerSpec
from nnstudio.project.project import Project
from nnstudio.project.racers import MOST_RACERS, from_text, racer_name, to_text, usual_optimizers, usual_rates
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.fields import Choice, FloatField, ScaleField, caption, show_part, show_value
from nnstudio.ui.widgets.plain_text import PlainLabel, tooltip
from nnstudio.ui.widgets.small_button import SmallButton

_KIND, _OWN = "race/kind", "race/own"
_LISTS: dict[str, Callable[[Project], list[OptimizerSpec]]] = {"optimizers": usual_optimizers, "rates": usual_rates}
_CHOICES = [
    ("optimizers", _("Optimisers at the project's rate"), _("SGD, SGD with momentum, RMSprop and Adam")),
    ("rates", _("The project's optimiser at three rates"), _("A tenth of the project's rate, the rate, ten times it")),
    ("own", _("A list of your own"), _("What you have put together; it is remembered")),
]


def chosen_racers(project: Project) -> list[OptimizerSpec]:
    """Who is to race with the project, as it was last chosen."""
    kind = str(QSettings().value(_KIND, "optimizers"))
    own = from_text(str(QSettings().value(_OWN, "")))
    return own if kind == "own" and own else _LISTS.get(kind, usual_optimizers)(project)


class RacerDialog(QDialog):
    """Shows a line for each racer beside the project's own run; whatever is changed makes it a list of one's own."""

    confirmed = Signal(list)
    """The optimisers."""

    def __init__(self, project: Project, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("racer_dialog")
        self.setWindowTitle(_("Race on the landscape"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._project = project
        told = PlainLabel(
            _("All begin with the same weights, and see the same batches in the same order. The project's own: {name}.")
            .format(name=racer_name(project.training.optimizer))
        )  # fmt: skip
        told.setWordWrap(True)
        self.choice = Choice()
        self.choice.setObjectName("racers_selector")
        self.choice.setAccessibleName(_("Who races"))
        kind = str(QSettings().value(_KIND, "optimizers"))
        self.choice.fill(_CHOICES, kind if kind in (*_LISTS, "own") else "optimizers")
        self.choice.currentIndexChanged.connect(self._on_choice_current_index_changed)
        self.rows: list[RacerRow] = []
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, 0, 0)
        inner = QWidget()
        outer = QVBoxLayout(inner)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(self._column)
        outer.addStretch(1)
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.add = QPushButton(_("Add a racer"))
        self.add.setObjectName("add_racer_button")
        self.add.clicked.connect(self._on_add_clicked)
        self._note = caption()
        self._note.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.start = buttons.addButton(_("&Race"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.start.setObjectName("start_race_button")
        self.start.setProperty("primary", "true")
        self.start.setDefault(True)
        buttons.accepted.connect(self._on_buttons_accepted)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(told)
        layout.addWidget(self.choice)
        layout.addWidget(area, 1)
        layout.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._note)
        layout.addWidget(buttons)
        self._fill(chosen_racers(project))
        self.choice.setFocus()
        self.resize(theme().px(460), theme().px(400))

    @property
    def optimizers(self) -> list[OptimizerSpec]:
        """Those of the lines, in their order."""
        return [row.optimizer for row in self.rows]

    def _fill(self, optimizers: Sequence[OptimizerSpec]) -> None:
        for row in self.rows:
            self._take_out(row)
        self.rows = []
        for optimizer in optimizers[: MOST_RACERS - 1]:
            self._put_in(optimizer)
        self._show_state()

    def _put_in(self, optimizer: OptimizerSpec) -> None:
        row = RacerRow(optimizer)
        row.edited.connect(self._on_row_edited)
        row.removed.connect(self._on_row_removed)
        self.rows.append(row)
        self._column.addWidget(row)
        # Tab goes where the eye goes, whatever was made last
        for before, after in pairwise([self.choice, *(stop for each in self.rows for stop in each.stops), self.add]):
            QWidget.setTabOrder(before, after)

    def _take_out(self, row: "RacerRow") -> None:
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _show_state(self) -> None:
        own, optimizers = self._project.training.optimizer, self.optimizers
        others = {each for each in optimizers if each != own}
        is_full = len(self.rows) >= MOST_RACERS - 1
        self.add.setEnabled(not is_full)
        self.add.setToolTip(tooltip(_("No more fit into one race") if is_full else _("One more optimiser, or rate")))
        self.start.setEnabled(bool(others))
        missing = len(optimizers) - len(others)
        self._note.setText(
            _("Add a racer: the project's own would be alone.")
            if not others
            else _("Who is there twice, or is the project's own, races once.") * (missing > 0)
        )

    def _make_own_list(self) -> None:
        self.choice.fill(_CHOICES, "own")
        self._show_state()

    @Slot(int)
    def _on_choice_current_index_changed(self, index: int) -> None:
        kind = self.choice.currentData()
        kept = from_text(str(QSettings().value(_OWN, "")))
        self._fill(_LISTS[kind](self._project) if kind in _LISTS else kept or self.optimizers)

    @Slot()
    def _on_add_clicked(self) -> None:
        present = {row.optimizer.kind for row in self.rows}
        own = self._project.training.optimizer
        kind = next((kind for kind in OPTIMIZER_KINDS if kind not in present), own.kind)
        self._put_in(OPTIMIZER_KINDS[kind](lr=own.lr, weight_decay=own.weight_decay))
        self.rows[-1].kind.setFocus()
        self._make_own_list()

    @Slot()
    def _on_row_edited(self) -> None:
        self._make_own_list()

    @Slot(object)
    def _on_row_removed(self, row: "RacerRow") -> None:
        place = self.rows.index(row)
        self.rows.remove(row)
        # the keyboard goes to what takes its place, not to whatever Qt finds next
        heir = self.rows[min(place, len(self.rows) - 1)].remove if self.rows else self.add
        heir.setFocus()
        self._take_out(row)
        self._make_own_list()

    @Slot()
    def _on_buttons_accepted(self) -> None:
        for row in self.rows:
            row.commit()
        optimizers = self.optimizers
        settings, kind = QSettings(), str(self.choice.currentData())
        settings.setValue(_KIND, kind)
        if kind == "own":
            settings.setValue(_OWN, to_text(optimizers))
        self.accept()
        self.confirmed.emit(optimizers)


class RacerRow(QWidget):
    """One racer: which optimiser, its momentum where it has one, its rate."""

    edited = Signal()
    removed = Signal(object)
    """This row."""

    def __init__(self, optimizer: OptimizerSpec) -> None:
        super().__init__()
        self._optimizer = optimizer
        self.kind = Choice()
        self.kind.setAccessibleName(_("Optimiser"))
        self.kind.fill([(kind, cls.title, cls.summary) for kind, cls in OPTIMIZER_KINDS.items()], optimizer.kind)
        self.kind.currentIndexChanged.connect(self._on_kind_current_index_changed)
        self.momentum = FloatField(0, 0.999, 0.1, option="momentum")
        self.momentum.setAccessibleName(_("Momentum"))
        self.momentum.setToolTip(tooltip(_("How much of the last step is kept in the next")))
        self.momentum.setPrefix(_("momentum") + " ")
        self.rate = ScaleField(1e-8, MAX_RATE, option="lr")
        self.rate.setAccessibleName(_("Learning rate"))
        self.rate.setToolTip(tooltip(_("How far each step goes along the gradient")))
        self.rate.setPrefix(_("lr") + " ")
        self.remove = SmallButton("×")
        self.remove.clicked.connect(self._on_remove_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.kind, 1)
        row.addWidget(self.momentum, 1)
        row.addWidget(self.rate, 1)
        row.addWidget(self.remove)
        self._show()
        for field in (self.momentum, self.rate):
            field.option_changed.connect(self._on_field_option_changed)

    @property
    def optimizer(self) -> OptimizerSpec:
        return self._optimizer

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops, in order."""
        return self.kind, self.momentum, self.rate, self.remove

    def commit(self) -> None:
        """Takes over what is typed."""
        for field in (self.momentum, self.rate):
            if field.has_pending():
                field.commit_pending()

    def _show(self) -> None:
        show_value(self.rate, self._optimizer.lr)
        show_part(self.momentum, isinstance(self._optimizer, SGDSpec))
        if isinstance(self._optimizer, SGDSpec):
            show_value(self.momentum, self._optimizer.momentum)
        self.remove.say(_("Take {name} out").format(name=racer_name(self._optimizer)))

    @Slot(int)
    def _on_kind_current_index_changed(self, index: int) -> None:
        old = self._optimizer
        self._optimizer = OPTIMIZER_KINDS[self.kind.currentData()](lr=old.lr, weight_decay=old.weight_decay)
        self._show()
        self.edited.emit()

    @Slot(str, object)
    def _on_field_option_changed(self, option: str, value: float) -> None:
        fields: dict[str, object] = {option: value}
        if option == "momentum" and not value:
            # it would be refused without a momentum
            fields["nesterov"] = False
        self._optimizer = changed(self._optimizer, **fields)
        self._show()
        self.edited.emit()

    @Slot()
    def _on_remove_clicked(self) -> None:
        self.removed.emit(self)
