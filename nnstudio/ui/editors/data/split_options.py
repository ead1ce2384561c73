"""Which samples are tested on and which are trained on: a share or one of several folds, and a bootstrap sample."""

from typing import TypeVar

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from nnstudio.language import _
from nnstudio.project.data import DataSpec
from nnstudio.project.edits import changed
from nnstudio.project.folds import FEWEST_FOLDS, MOST_FOLDS, Fold
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.actions import make_action
from nnstudio.ui.widgets.dice import LAST_SEED, Dice
from nnstudio.ui.widgets.fields import IntField, SeedField, show_part
from nnstudio.ui.widgets.plain_text import tooltip
from nnstudio.ui.widgets.sliders import SliderRow

_SLIDER_FOLDS = 20


class SplitOptions(QWidget):
    """Shows what a DataSpec says of its split, and wishes for another."""

    data_option_changed = Signal(str, object)
    """A field of the data spec and its new value."""
    seed_drawn = Signal(str)
    """Another one is wished for of the data's ``split_seed`` or ``bootstrap``."""
    drag_started = Signal()
    drag_ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fold: Fold | None = None
        share_tip = _("Share of the samples kept from training, to test on")
        share = _named(IntField(0, 90), "test_share")
        share.setSuffix(" %")
        share.setSingleStep(10)
        self.test_share = SliderRow("test_fraction", _("Test share"), share_tip, share, range(91))
        self.test_share.option_changed.connect(self._on_test_share_option_changed)
        fold_tip = _("Which of the folds is kept from training, to test on; the others are trained on")
        index = _named(IntField(1, MOST_FOLDS), "test_fold")
        self.test_fold = SliderRow("index", _("Test fold"), fold_tip, index, range(1, 2))
        self.test_fold.option_changed.connect(self._on_fold_option_changed)
        folds_tip = _("Into how many parts of nearly one size the samples are cut")
        folds = _named(IntField(FEWEST_FOLDS, MOST_FOLDS), "folds")
        self.folds = SliderRow("folds", _("Folds"), folds_tip, folds, range(FEWEST_FOLDS, _SLIDER_FOLDS + 1))
        self.folds.option_changed.connect(self._on_fold_option_changed)
        split_tip = _("Another seed keeps other samples from training")
        self.split_seed = self._seed_row("split_seed", _("Split seed"), split_tip)
        self._add_dice(self.split_seed, _("Draw another split seed: keep other samples from training"))
        bootstrap_tip = _("Another seed draws another sample from the training samples, with replacement")
        self.bootstrap = self._seed_row("bootstrap", _("Bootstrap"), bootstrap_tip)
        self._add_dice(self.bootstrap, _("Draw another bootstrap sample"))
        self.rows = (self.test_share, self.test_fold, self.folds, self.split_seed, self.bootstrap)
        for row in self.rows:
            row.drag_started.connect(self.drag_started)
            row.drag_ended.connect(self.drag_ended)
        self._make_menu()
        first = QHBoxLayout()
        first.setSpacing(6)
        first.addWidget(self.test_share, 1)
        first.addWidget(self.test_fold, 1)
        first.addWidget(self.menu_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(first)
        for row in (self.folds, self.split_seed, self.bootstrap):
            layout.addWidget(row)

    def _make_menu(self) -> None:
        self.menu_button = QToolButton()
        self.menu_button.setObjectName("split_button")
        self.menu_button.setAutoRaise(True)
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        tip = _("How samples are kept for testing and drawn for training")
        self.menu_button.setAccessibleName(tip)
        self.menu_button.setToolTip(tooltip(tip))
        theme().dress(self.menu_button, "call-split")
        menu = QMenu(self.menu_button)
        menu.setToolTipsVisible(True)
        ways = QActionGroup(menu)
        self._by_share = self._add_action(menu, "test_on_share", _("Test on a &share"), "", ways)
        tip = _("As in cross-validation: scikit-learn's KFold, and for classes StratifiedKFold")
        self._by_fold = self._add_action(menu, "test_on_fold", _("Test on one of several &folds"), tip, ways)
        tip = _("Draw the rows into the folds; otherwise neighbours stay together, as is right for rows in time")
        self._shuffled = self._add_action(menu, "shuffle_folds", _("S&huffle the folds"), tip)
        menu.addSeparator()
        tip = _(
            "As many samples, drawn from the training samples with replacement: some several times, some not at all"
        )
        self._bootstrapped = self._add_action(menu, "bootstrap", _("Train on a &bootstrap sample"), tip)
        self._by_share.triggered.connect(self._on_by_share_triggered)
        self._by_fold.triggered.connect(self._on_by_fold_triggered)
        self._shuffled.triggered.connect(self._on_shuffled_triggered)
        self._bootstrapped.triggered.connect(self._on_bootstrapped_triggered)
        self.menu_button.setMenu(menu)

    def _add_action(self, menu: QMenu, name: str, text: str, tip: str, ways: QActionGroup | None = None) -> QAction:
        action = make_action(self, name, text, tip=tip)
        action.setCheckable(True)
        if ways is not None:
            ways.addAction(action)
        menu.addAction(action)
        return action

    def set_data(self, spec: DataSpec) -> None:
        """Shows the values."""
        fold = self._fold = spec.fold
        show_part(self.test_share, fold is None)
        show_part(self.test_fold, fold is not None)
        show_part(self.folds, fold is not None)
        show_part(self.split_seed, spec.is_split_by_seed)
        show_part(self.bootstrap, spec.bootstrap is not None)
        self.test_share.set_value(round(spec.test_fraction * 100))
        self.split_seed.set_value(spec.split_seed)
        if fold is not None:
            with QSignalBlocker(self.test_fold.field):
                self.test_fold.field.setRange(1, fold.folds)
                self.test_fold.field.setSuffix(" " + _("of {folds}").format(folds=fold.folds))
            self.test_fold.set_stops(range(1, fold.folds + 1))
            self.test_fold.set_value(fold.index)
            self.folds.set_value(fold.folds)
        if spec.bootstrap is not None:
            self.bootstrap.set_value(spec.bootstrap)
        self._by_share.setChecked(fold is None)
        self._by_fold.setChecked(fold is not None)
        self._shuffled.setEnabled(fold is not None)
        self._shuffled.setChecked(fold is None or fold.shuffle)
        self._bootstrapped.setChecked(spec.bootstrap is not None)

    def set_answered(self) -> None:
        """What the last wish has led to is on the screen."""
        for row in self.rows:
            row.set_answered()

    def _seed_row(self, option: str, title: str, tip: str) -> SliderRow:
        row = SliderRow(option, title, tip, _named(SeedField(), option), range(LAST_SEED + 1))
        row.option_changed.connect(self.data_option_changed)
        return row

    def _add_dice(self, row: SliderRow, tip: str) -> None:
        dice = Dice(row.option, tip)
        dice.thrown.connect(self.seed_drawn)
        row.put_beside(dice)

    @Slot(str, object)
    def _on_test_share_option_changed(self, name: str, percent: int) -> None:
        self.data_option_changed.emit(name, percent / 100)

    @Slot(str, object)
    def _on_fold_option_changed(self, name: str, value: int) -> None:
        if self._fold is not None:
            fields = {name: value}
            if name == "folds":
                fields["index"] = min(self._fold.index, value)
            self.data_option_changed.emit("fold", changed(self._fold, **fields))

    @Slot()
    def _on_by_share_triggered(self) -> None:
        if self._fold is not None:
            self.data_option_changed.emit("fold", None)

    @Slot()
    def _on_by_fold_triggered(self) -> None:
        if self._fold is None:
            self.data_option_changed.emit("fold", Fold())

    @Slot(bool)
    def _on_shuffled_triggered(self, checked: bool) -> None:
        if self._fold is not None:
            self.data_option_changed.emit("fold", changed(self._fold, shuffle=checked))

    @Slot(bool)
    def _on_bootstrapped_triggered(self, checked: bool) -> None:
        self.data_option_changed.emit("bootstrap", 0 if checked else None)


_Field = TypeVar("_Field", IntField, SeedField)


def _named(field: _Field, name: str) -> _Field:
    field.setObjectName(name)
    return field
