"""What is to be varied: how many seeds, folds and bootstrap samples, and one or two fields with their values."""

from PySide6.QtCore import QSettings, Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from nnstudio.language import _, ngettext
from nnstudio.project.errors import InvalidProjectError
from nnstudio.project.folds import FEWEST_FOLDS, MOST_FOLDS
from nnstudio.project.project import Project
from nnstudio.project.sweep import USUAL_SWEEP, Sweep, Variation, parse_values
from nnstudio.project.sweep_fields import SweepField, sweep_fields
from nnstudio.session.sweeps.sweep_session import SweepSession
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.fields import Choice, IntField, caption
from nnstudio.ui.widgets.flow_layout import FlowLayout
from nnstudio.ui.widgets.glossary import explain
from nnstudio.ui.widgets.plain_text import PlainLabel, tooltip

MOST_SEEDS = 1000
_NOTHING = ""
_KEY = "sweep/seeds"
_VALUES_TIP = _("Values, as in 0.01,0.1,1 — or a range, as in 0.001..1:log:9 or 1..10:lin:10")


class SweepForm(QWidget):
    """Wishes for sweeps; while one is under way, for pausing and stopping it."""

    start_wished = Signal()
    changed = Signal()
    """Something else is to be varied."""

    def __init__(self, sweeps: SweepSession) -> None:
        super().__init__()
        self._sweeps = sweeps
        self._known: dict[str, SweepField] = {}
        self._typed: dict[str, str] = {}
        """Values that somebody has typed, by field."""
        self._blocked = ""
        self.seeds = IntField(1, MOST_SEEDS)
        self.seeds.setObjectName("sweep_seeds")
        self.seeds.setAccessibleName(_("Seeds"))
        self.seeds.setToolTip(_("How many seeds: the project's own, and those that follow it"))
        self.seeds.setValue(int(str(QSettings().value(_KEY, USUAL_SWEEP.seeds))))
        self.seeds.valueChanged.connect(self._on_changed)
        tip = _(
            "Into how many folds the samples are cut, each to be tested on once, beside scikit-learn's linear model"
        )
        self.folds = _count_field(FEWEST_FOLDS - 1, MOST_FOLDS, "sweep_folds", _("Folds"), tip)
        tip = _("How many samples are drawn from the training samples, with replacement, to train on")
        self.bootstraps = _count_field(0, MOST_SEEDS, "sweep_bootstraps", _("Bootstrap samples"), tip)
        for field in (self.folds, self.bootstraps):
            field.valueChanged.connect(self._on_changed)
        self.fields, self.values = (Choice(), Choice()), (QLineEdit(), QLineEdit())
        for number, (choice, line) in enumerate(zip(self.fields, self.values, strict=True), 1):
            choice.setObjectName(f"sweep_field_{number}")
            choice.setAccessibleName(_("What is varied") if number == 1 else _("What else is varied"))
            choice.setMinimumContentsLength(10)
            choice.currentIndexChanged.connect(self._on_field_changed)
            line.setObjectName(f"sweep_values_{number}")
            line.setAccessibleName(_("Values"))
            line.setToolTip(tooltip(_VALUES_TIP))
            line.textEdited.connect(self._on_changed)
            line.returnPressed.connect(self.start_wished)
        self.start = self._button(_("Run"), "sweep_start_button", "play")
        self.start.setProperty("primary", True)
        self.start.clicked.connect(self.start_wished)
        self.pause = self._button(_("Pause"), "sweep_pause_button", "pause")
        self.pause.clicked.connect(self._on_pause_clicked)
        self.stop = self._button(_("Stop"), "sweep_stop_button", "stop")
        self.stop.setToolTip(_("End it here; the runs that have come to their end are kept"))
        self.stop.clicked.connect(sweeps.stop)
        self.told = PlainLabel()
        self.told.setObjectName("caption")
        self.told.setWordWrap(True)
        grid = QGridLayout()
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(3)
        counts = ((_("Seeds"), self.seeds), (_("Folds"), self.folds), (_("Bootstrap"), self.bootstraps))
        for row, (title, field) in enumerate(counts):
            label = caption(title)
            explain(label)
            label.setBuddy(field)
            grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1, Qt.AlignmentFlag.AlignLeft)
        self._captions = (caption(_("Vary")), caption(_("and")))
        for number in range(2):
            row = len(counts) + 2 * number
            grid.addWidget(self._captions[number], row, 0)
            grid.addWidget(self.fields[number], row, 1)
            grid.addWidget(self.values[number], row + 1, 1)
        grid.setColumnStretch(1, 1)
        buttons = FlowLayout()
        buttons.add_widgets(self.start, self.pause, self.stop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(grid)
        layout.addLayout(buttons)
        layout.addWidget(self.told)
        self.show_state()

    def set_project(self, project: Project) -> None:
        """Offers what can be varied in it; what was chosen stays where it is still there."""
        problems = project.problems()
        self._blocked = str(problems[0].message) if problems else ""
        offered = sweep_fields(project)
        self._known = {each.field: each for each in offered}
        nothing = (_NOTHING, _("nothing"), _("Runs that differ by luck alone"))
        items = [(each.field, each.title, each.field) for each in offered]
        for choice, first in zip(self.fields, (nothing, (_NOTHING, _("nothing else"), "")), strict=True):
            kept = str(choice.currentData() or _NOTHING)
            choice.fill([first, *items], kept if kept in self._known else _NOTHING)
        self._show_fields()

    def sweep(self) -> Sweep:
        """What is wished for.

        Raises:
            InvalidProjectError: values are not written as they should be.
        """
        variations = tuple(
            Variation(field, parse_values(line.text().strip()))
            for choice, line in zip(self.fields, self.values, strict=True)
            if not choice.isHidden() and (field := str(choice.currentData() or _NOTHING))
        )
        for count in (self.seeds, self.folds, self.bootstraps):
            count.commit_pending()
        folds = self.folds.value() if self.folds.value() >= FEWEST_FOLDS else 0
        return Sweep(variations, self.seeds.value(), folds, self.bootstraps.value())

    def vary_seeds_alone(self) -> None:
        """Leaves all else as the project has it; few seeds are made many."""
        self.seeds.setValue(max(self.seeds.value(), USUAL_SWEEP.seeds))
        for field in (self.folds, self.bootstraps):
            field.setValue(field.minimum())
        self.vary(_NOTHING)

    def vary(self, field: str, values: str = "", place: int = 0) -> None:
        """Chooses a field, and what it is to be."""
        self.fields[place].setCurrentIndex(self.fields[place].findData(field))
        if values:
            self._typed[field] = values
            self.values[place].setText(values)
            self._on_changed()

    def count(self) -> int | None:
        """How many runs are wished for; None while that can't be told."""
        try:
            return self.sweep().count
        except InvalidProjectError:
            return None

    def show_state(self) -> None:
        """What can be pressed now."""
        running = self._sweeps.is_running
        count = self.count()
        if count is None:
            self.start.setText(_("Run"))
        else:
            self.start.setText(ngettext("Run {n:,} time", "Run {n:,} times", count).format(n=count))
        self.start.setEnabled(not self._blocked)
        tip = _("Train the project with each of these values and seeds, beside the window's own run")
        self.start.setToolTip(tooltip(self._blocked or tip))
        self.pause.setVisible(running)
        self.stop.setVisible(running)
        self.pause.setText(_("Go on") if self._sweeps.is_resting else _("Pause"))
        theme().dress(self.pause, "play" if self._sweeps.is_resting else "pause")

    def _show_fields(self) -> None:
        """The values of each field that is chosen: those that were typed, or else some that are worth trying."""
        chosen = [str(choice.currentData() or _NOTHING) for choice in self.fields]
        self.fields[1].setVisible(bool(chosen[0]))
        self._captions[1].setVisible(bool(chosen[0]))
        for number, (field, line) in enumerate(zip(chosen, self.values, strict=True)):
            line.setVisible(bool(field) and (number == 0 or bool(chosen[0])))
            if field and not (line.property("field") == field and line.text()):
                line.setText(self._typed.get(field) or self._known[field].values)
            line.setProperty("field", field)
        self.show_state()

    @Slot()
    def _on_changed(self) -> None:
        QSettings().setValue(_KEY, self.seeds.value())
        for line in self.values:
            field = line.property("field")
            if field and line.isModified():
                self._typed[field] = line.text()
        self.show_state()
        self.changed.emit()

    @Slot(int)
    def _on_field_changed(self, index: int) -> None:
        self._show_fields()
        self.changed.emit()

    @Slot()
    def _on_pause_clicked(self) -> None:
        (self._sweeps.resume if self._sweeps.is_resting else self._sweeps.pause)()

    def _button(self, text: str, name: str, icon: str) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        theme().dress(button, icon)
        return button


def _count_field(none: int, most: int, name: str, title: str, tip: str) -> IntField:
    """A number of which the lowest stands for none."""
    field = IntField(none, most)
    field.setSpecialValueText(_("none"))
    field.setObjectName(name)
    field.setAccessibleName(title)
    field.setToolTip(tooltip(tip))
    return field
