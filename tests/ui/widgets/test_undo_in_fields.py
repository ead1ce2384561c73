"""Keys in every field: Ctrl+Z takes back what is just typed, both keys redo it, Ctrl+Enter trains with it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QApplication, QCheckBox, QComboBox, QSlider

from nnstudio.project import edits
from nnstudio.project.layers.activations import ReLULayer
from nnstudio.project.layers.dropout import DropoutLayer
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.optimizers.sgd import SGDSpec
from nnstudio.project.schedules import EarlyStopping, StepSchedule
from nnstudio.ui.diagram.spots import BiasSpot
from nnstudio.ui.editors.training.more_training import MoreTraining
from nnstudio.ui.widgets.fields import NumberField
from nnstudio.ui.window.panel_list import PANELS
from tests.ui.diagram.conftest import Hand

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Z, Y, ENTER = Qt.Key.Key_Z, Qt.Key.Key_Y, Qt.Key.Key_Return
TEXTS = ("7", "3", "0.7", "0.3", "40")


@pytest.fixture
def rich(here):
    """A project of which every kind of field is seen."""
    layers = (LinearLayer(units=4), ReLULayer(), DropoutLayer(p=0.2), LinearLayer())
    project = edits.with_data(edits.with_layers(here.window.project, layers), test_fraction=0.25)
    training = {"schedule": StepSchedule(), "early_stopping": EarlyStopping(), "optimizer": SGDSpec(momentum=0.5)}
    here.window.document.open(edits.with_training(project, epochs=2, **training))
    here.window.findChild(MoreTraining).open(True)
    here.window.activateWindow()
    here.wait_for_run()
    yield here
    here.window.findChild(MoreTraining).open(False)


def numbers(here):
    names = [
        field.objectName() for field in here.window.findChildren(QAbstractSpinBox) if isinstance(field, NumberField)
    ]
    fields = [here.window.findChild(QAbstractSpinBox, name) for name in names if name]
    return [
        *(field for field in fields if field.isVisibleTo(here.window)),
        here.card(0).field("units"),
        here.card(2).field("p"),
    ]


def type_another(field):
    """Something that it takes and does not show, without Enter."""
    field.setFocus()
    shown = field.text()
    for text in TEXTS:
        field.selectAll()
        QTest.keyClicks(field, text)
        if field.has_pending() and field.hasAcceptableInput() and field.valueFromText(field.text()) != field.value():
            return shown
    raise AssertionError(f"nothing can be typed into {field.objectName()}")


def test_that_undo_right_after_typing_takes_it_back_in_every_number_field(rich):
    window, before = rich.window, rich.window.project
    fields = numbers(rich)
    assert len(fields) > 15
    for number in range(len(fields)):
        field = numbers(rich)[number]
        name = field.objectName() or field.accessibleName()
        shown = type_another(field)
        QTest.keyClick(field, Z, CTRL)
        assert window.project == before, name
        assert numbers(rich)[number].text() == shown, name
        for redo, modifiers in ((Y, CTRL), (Z, CTRL | SHIFT)):
            QTest.keyClick(numbers(rich)[number], redo, modifiers)
            assert window.project != before, name
            QTest.keyClick(numbers(rich)[number], Z, CTRL)
            assert window.project == before, name
    rich.wait_for_run()


def test_that_training_by_key_takes_what_is_typed_in_every_number_field(rich):
    window, before = rich.window, rich.window.project
    for number in range(len(numbers(rich))):
        field = numbers(rich)[number]
        name = field.objectName() or field.accessibleName()
        type_another(field)
        QTest.keyClick(field, ENTER, CTRL)
        rich.wait(lambda: window.state in ("training", "finished", "failed", "paused"))
        assert window.project != before, name
        assert window.session.run.project.run_key() == window.project.run_key(), name
        window.session.pause()
        rich.wait_for_rest()
        while window.document.undo_stack.canUndo():
            window.document.undo_stack.undo()
        assert window.project == before
    rich.wait_for_run()


def other_index(choice):
    model = choice.model()
    for row in range(choice.count()):
        if row != choice.currentIndex() and model.index(row, 0).flags() & Qt.ItemFlag.ItemIsEnabled:
            return row
    return None


def test_that_undo_right_after_choosing_checking_or_dragging_takes_it_back(rich):
    window, before = rich.window, rich.window.project
    changed = set()
    kinds = (QComboBox, QCheckBox, QSlider)
    names = [each.objectName() for kind in kinds for each in window.findChildren(kind) if each.isVisibleTo(window)]
    sliders = [row.slider for row in window.data_panel.options._rows.values()]
    for each in [*(rich.find(name) for name in names if name), *sliders]:
        if each.objectName() in ("device_selector", "speed_selector", "timeline") or not each.isEnabled():
            continue
        each.setFocus()
        if isinstance(each, QComboBox):
            row = other_index(each)
            if row is None:
                continue
            each.setCurrentIndex(row)
            each.activated.emit(row)
        elif isinstance(each, QCheckBox):
            each.click()
        else:
            each.setValue(each.value() + 1 if each.value() < each.maximum() else each.minimum())
        if window.project == before:
            continue
        changed.add(type(each).__name__)
        QTest.keyClick(QApplication.focusWidget() or window, Z, CTRL)
        assert window.project == before, each.objectName()
    assert len(changed) >= 3
    rich.wait_for_run()


def test_that_undo_in_the_field_of_a_weight_takes_back_what_is_typed_and_what_was_applied(here):
    here.window.activateWindow()
    here.wait(lambda: len(here.window.diagram.scene.places) > 0)
    before, hand = here.window.project, Hand(here)
    for is_applied in (False, True):
        hand.click(BiasSpot(1, 0))
        field = hand.diagram.popup.field
        shown = field.text()
        field.selectAll()
        QTest.keyClicks(field, "0.75")
        if is_applied:
            QTest.keyClick(field, ENTER)
            assert here.window.project.training.changes
            here.wait_for_run()
        QTest.keyClick(field, Z, CTRL)
        assert here.window.project == before
        here.wait_for_run()
        here.wait(lambda field=field, shown=shown: field.text() == shown)
        QTest.keyClick(field, Y, CTRL)
        assert here.window.project.training.changes
        here.wait_for_run()
        QTest.keyClick(field, Z, CTRL)
        assert here.window.project == before
        here.wait_for_run()
        hand.diagram.popup.close_up()


def test_that_no_key_means_two_things_in_any_window_or_dock(studio):
    """All docks are there, and the windows of their own; two of the same key are ambiguous, and do nothing."""
    here = studio()
    for name in PANELS:
        here.window.drawers.show(name)
        here.wait(lambda name=name: here.window.drawers[name].panel is not None)
    here.window.controllers.help.show_manual()
    for top in {here.window, *(each for each in QApplication.topLevelWidgets() if each.isVisible())}:
        held: dict[str, set[str]] = {}
        actions = {action for owner in (top, *top.findChildren(QAction)) for action in _actions(owner)}
        for action in actions:
            for key in action.shortcuts():
                held.setdefault(key.toString(), set()).add(action.objectName() or action.text())
        for button in top.findChildren(QAbstractButton):
            if not button.shortcut().isEmpty():
                held.setdefault(button.shortcut().toString(), set()).add(button.objectName() or button.text())
        for shortcut in top.findChildren(QShortcut):
            for key in shortcut.keys():  # noqa: SIM118
                held.setdefault(key.toString(), set()).add(shortcut.objectName() or "a shortcut")
        assert {key: names for key, names in held.items() if len(names) > 1} == {}, top.objectName()
        if top is here.window:
            assert held["Ctrl+Y"] == held["Ctrl+Shift+Z"] == {"redo_action"}
            assert held["Ctrl+Z"] == {"undo_action"}
    redo = here.action("redo_action").shortcuts()
    assert len(redo) == len(set(map(QKeySequence.toString, redo)))


def _actions(owner):
    return [owner] if isinstance(owner, QAction) else owner.actions()
