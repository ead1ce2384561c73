"""What is typed in a field that goes, or that another kind takes over, is never said of what takes its place."""

import itertools

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox

from nnstudio.project.data import DataSpec
from nnstudio.project.folds import Fold
from nnstudio.project.optimizers.adaptive import AdamSpec
from nnstudio.project.optimizers.kinds import OPTIMIZER_KINDS
from nnstudio.project.schedules import SCHEDULE_KINDS, EarlyStopping
from nnstudio.project.sources.scikit_made import MoonsSource
from nnstudio.project.sources.spec import Task
from nnstudio.project.training import TrainingSpec
from nnstudio.ui.editors.data.source_options import SourceOptions
from nnstudio.ui.editors.training.training_panel import TrainingPanel
from nnstudio.ui.widgets.fields import NumberField

PAIRS = [
    *(({"optimizer": a()}, {"optimizer": b()}) for a, b in itertools.permutations(OPTIMIZER_KINDS.values(), 2)),
    *(({"schedule": a()}, {"schedule": b()}) for a, b in itertools.permutations(SCHEDULE_KINDS.values(), 2)),
    *(({"schedule": a()}, {"schedule": None}) for a in SCHEDULE_KINDS.values()),
    ({"early_stopping": EarlyStopping()}, {"early_stopping": None}),
]


def numbers(widget):
    return {each for each in widget.findChildren(QAbstractSpinBox) if isinstance(each, NumberField)}


def type_a_number(field):
    field.setFocus()
    field.selectAll()
    for text in ("7", "0.7", "0.5"):
        QTest.keyClicks(field, text)
        if field.has_pending():
            return
        field.selectAll()


def listen(widget, *signals):
    said = []
    for signal in signals:
        getattr(widget, signal).connect(lambda *told: said.append(told))
    return said


@pytest.mark.parametrize(("one", "other"), PAIRS, ids=lambda change: str(next(iter(change.values())))[:30])
def test_that_what_was_typed_for_one_kind_is_not_said_of_another(qtbot, one, other):
    panel = TrainingPanel()
    qtbot.addWidget(panel)

    def show(change):
        panel.set_training(TrainingSpec(**{"loss": "mse", "optimizer": AdamSpec()} | change), Task.REGRESSION, True)

    show({})
    panel.more.open(True)
    panel.show()
    always = {field for field in numbers(panel) if field.isVisible()}
    show(one)
    own = [field for field in numbers(panel) - always if field.isVisible()]
    said = listen(panel, "option_changed", "optimizer_option_changed")
    said_more = listen(panel.more, "schedule_option_changed", "early_stopping_option_changed")
    for field in own:
        show(one)
        type_a_number(field)
        show(other)
        field.clearFocus()
        assert not field.has_pending()
    assert said == said_more == []
    assert own or "optimizer" in one


@pytest.mark.parametrize(
    ("row", "there", "gone"),
    [
        ("split_seed", {"test_fraction": 0.3}, {}),
        ("split_seed", {"fold": Fold()}, {"fold": Fold(shuffle=False)}),
        ("test_share", {"test_fraction": 0.3}, {"fold": Fold()}),
        ("test_fold", {"fold": Fold()}, {}),
        ("folds", {"fold": Fold()}, {}),
        ("bootstrap", {"bootstrap": 3}, {}),
    ],
)
def test_that_a_part_of_the_split_that_goes_says_nothing(qtbot, row, there, gone):
    options = SourceOptions()
    qtbot.addWidget(options)
    options.set_data(DataSpec(source=MoonsSource(), **there))
    options.show()
    field = getattr(options.split, row).field
    assert field.isVisible()
    said = listen(options, "data_option_changed", "source_option_changed")
    type_a_number(field)
    assert field.has_pending()
    options.set_data(DataSpec(source=MoonsSource(), **gone))
    field.clearFocus()
    assert not field.has_pending()
    assert said == []
