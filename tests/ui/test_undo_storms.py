"""A held Ctrl+Z takes steps back one by one, and shows where they lead when it is let go."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QApplication, QComboBox, QLabel

from nnstudio.project import edits
from nnstudio.project.layers.activations import TanhLayer
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.sources.kinds import SOURCE_KINDS
from nnstudio.session import document

CTRL = Qt.KeyboardModifier.ControlModifier
_SOURCES = ("moons", "wine", "wave", "circles")


def edit_a_lot(here, count=100):
    """Changes data, layers and training in turn; answers with the projects that it went through."""
    document = here.window.document
    through = [document.project]
    for i in range(count):
        project = document.project
        if i % 10 == 4:
            project = project.with_source(SOURCE_KINDS[_SOURCES[i // 10 % 4]]())
        elif i % 3 == 0:
            layers = (LinearLayer(units=2 + i % 7), TanhLayer()) * (1 + i % 3)
            project = edits.with_layers(project, (*layers, LinearLayer()))
        else:
            project = edits.with_training(project, epochs=20 + i)
        document.edit(f"edit {i}", project)
        through.append(project)
    assert document.undo_stack.count() == count
    return through


def standing(here):
    """All that the window shows: of the project, of the run, and in every field."""
    window = here.window

    def visible(kind):
        return [each for each in window.findChildren(kind) if each.isVisible()]

    fields = [f"{each.objectName()} {each.text()}" for each in visible(QAbstractSpinBox)]
    fields += [f"{each.objectName()} {each.currentText()}" for each in visible(QComboBox)]
    texts = [each.text() for each in visible(QLabel)]
    able = [f"{each.objectName()} {each.isEnabled()} {each.isChecked()}" for each in visible(QAbstractButton)]
    return {
        "project": window.project,
        "run": (window.session.run.project.run_key(), window.session.run.epoch, window.session.target, window.state),
        "parameters": {name: array.tolist() for name, array in window.parameters.items()},
        "fields": sorted(fields),
        "texts": sorted(texts),
        "able": sorted(able),
        "rows": here.rows(),
        "title": window.windowTitle(),
        "steps": (window.document.undo_stack.index(), window.document.is_modified),
    }


def come_to_rest(here):
    QApplication.processEvents()
    here.wait(lambda: here.shown and here.shown[-1] == here.window.project)
    here.wait_for_run()
    here.wait_for_rest()
    here.wait(lambda: here.window.session.run.project.run_key() == here.window.project.run_key())


@pytest.fixture
def here(here, monkeypatch):
    monkeypatch.setattr(document, "SHOWN_AT_ONCE", 1)
    here.window.activateWindow()
    here.shown = []
    here.window.document.project_changed.connect(here.shown.append)
    yield here
    here.window.document.project_changed.disconnect(here.shown.append)


@pytest.mark.parametrize("steps", [100, 57])
def test_that_many_quick_steps_lead_to_the_same_as_many_slow_ones(here, steps):
    here.train()
    through = edit_a_lot(here)
    document = here.window.document
    for _ in range(steps):
        document.undo_stack.undo()
        # slowly: every project is shown, and its run begins to be prepared
        document.settle()
        QApplication.processEvents()
    come_to_rest(here)
    slow = standing(here)
    while document.undo_stack.canRedo():
        document.undo_stack.redo()
    come_to_rest(here)
    here.shown.clear()
    for project in through[-2 : -2 - steps : -1]:
        document.undo_stack.undo()
        assert here.window.project == project
    come_to_rest(here)
    assert here.shown == [through[-2], through[-1 - steps]]
    assert standing(here) == slow
    assert slow["run"][1] == (20 if steps == 100 else 0)


@pytest.mark.parametrize("where", ["window", "epochs", "layer_stack"])
def test_that_a_held_key_shows_two_projects_wherever_the_keyboard_is(here, where):
    through = edit_a_lot(here)
    widget = here.window if where == "window" else here.find(where)
    widget.setFocus()
    here.shown.clear()
    for _ in range(100):
        QTest.keyClick(widget, Qt.Key.Key_Z, CTRL)
    assert here.window.project == through[0]
    come_to_rest(here)
    assert here.shown == [through[-2], through[0]]


TRAINING = {
    "by the key": lambda here: QTest.keyClick(here.window, Qt.Key.Key_Return, CTRL),
    "by the mouse": lambda here: here.press("train_button"),
    "by a script": lambda here: here.window.session.train(),
}


@pytest.mark.parametrize("way", TRAINING)
def test_that_train_right_after_it_trains_what_it_led_to(here, way):
    through = edit_a_lot(here, 30)
    for _ in range(29):
        here.window.document.undo_stack.undo()
    TRAINING[way](here)
    here.wait(lambda: here.window.state == "finished")
    assert here.window.session.run.project == here.window.project == through[1]
    assert len(here.window.train_loss) == through[1].training.epochs


TOUCHES = {
    "a key": lambda here: QTest.keyClick(here.window, Qt.Key.Key_F5),
    "a click": lambda here: QTest.mouseClick(here.window, Qt.MouseButton.LeftButton),
    "the wheel": lambda here: QApplication.sendEvent(
        here.window,
        QWheelEvent(
            QPointF(9, 9),
            QPointF(9, 9),
            QPoint(),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        ),
    ),
    "a shortcut": lambda here: QTest.keyClick(here.window, Qt.Key.Key_Plus, CTRL),
    "a copy": lambda here: here.window.controllers.autosave.keep_copy(),
    "a panel": lambda here: here.window.drawers.show("code"),
}


@pytest.mark.parametrize("way", TOUCHES)
def test_that_whatever_touches_the_window_finds_what_is_shown(here, way):
    through = edit_a_lot(here, 5)
    for _ in range(4):
        here.window.document.undo_stack.undo()
    assert here.shown[-1] == through[-2]
    TOUCHES[way](here)
    assert here.shown[-1] == through[1]
    assert len(here.shown) == 5 + 2
    here.window.drawers["code"].hide()


def test_that_typing_right_after_it_goes_into_the_project_that_it_led_to(here):
    through = edit_a_lot(here, 5)
    field = here.find("epochs", QAbstractSpinBox)
    for _ in range(4):
        here.window.document.undo_stack.undo()
    here.type_into(field, "77")
    assert here.window.project == edits.with_training(through[1], epochs=77)
    here.window.document.undo_stack.undo()
    assert here.window.project == through[1]


def test_that_nothing_looks_at_every_event_once_it_is_over(here, monkeypatch):
    edit_a_lot(here, 5)
    for _ in range(4):
        here.window.document.undo_stack.undo()
    come_to_rest(here)
    asked = []
    monkeypatch.setattr(here.window.document, "settle", lambda: asked.append(True))
    QTest.mouseClick(here.window, Qt.MouseButton.LeftButton)
    assert asked == []
