"""What is typed without Enter takes effect in the project it was typed for, before anything else happens."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QMessageBox, QTableView

from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.storage import read_project, write_project
from nnstudio.resources import resources_dir

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LESSON = resources_dir() / "lessons" / "guided" / "160-bce.json"


def type_without_enter(field, text):
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)


def epochs_of(here) -> QAbstractSpinBox:
    return here.find("epochs", QAbstractSpinBox)


@pytest.fixture
def typed(here, monkeypatch):
    """77 stands in the field of the epochs, and the project knows nothing of it; `shown` hears of every project."""
    monkeypatch.setattr(QMessageBox, "question", lambda *args: QMessageBox.StandardButton.Discard)
    here.window.activateWindow()
    here.shown = []
    here.window.document.project_changed.connect(here.shown.append)
    type_without_enter(epochs_of(here), "77")
    assert here.window.project.training.epochs == 20
    yield here
    here.window.document.project_changed.disconnect(here.shown.append)
    here.window.lessons.close()


def drop(window, path: Path):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    none = Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, none))


OPENING = {
    "by a script": lambda here, path: here.window.files.open_source(str(path)),
    "from the menu": lambda here, path: here.window.files.ask_open_source(str(path)),
    "dropped": lambda here, path: drop(here.window, path),
}


@pytest.mark.parametrize("way", OPENING)
def test_that_what_is_typed_stays_with_the_project_that_is_left(typed, tmp_path, way):
    path = tmp_path / "other.json"
    other = edits.with_training(open_source("linear-regression"), epochs=5)
    typed.window.document.save(tmp_path / "first.json")
    type_without_enter(epochs_of(typed), "78")
    write_project(other, path)
    OPENING[way](typed, path)
    typed.wait(lambda: typed.window.project == other)
    assert [project.training.epochs for project in typed.shown] == [77, 78, 5]
    assert epochs_of(typed).text() == "5"
    assert not typed.window.document.undo_stack.canUndo()


def test_that_what_is_typed_stays_with_the_project_when_a_lesson_opens(typed):
    typed.window.lessons.open(LESSON)
    assert typed.shown[0].training.epochs == 77
    assert all(project.training.epochs != 77 for project in typed.shown[1:])


EDITING = {
    "fewer layers": lambda here: here.button("fewer_layers_button").click(),
    "more layers": lambda here: here.button("more_layers_button").click(),
    "duplicate": lambda here: here.stack.layer_duplicated.emit(0),
    "move": lambda here: here.stack.layer_moved.emit(0, 1),
    "other samples": lambda here: here.button("regenerate_button").click(),
    "another optimiser": lambda here: here.selector("optimizer_selector").setCurrentIndex(0),
    "another source": lambda here: here.choose_source("Moons"),
    "by a script": lambda here: here.window.document.edit("slower", lambda p: edits.with_optimizer(p, lr=0.5)),
}


@pytest.mark.parametrize("way", EDITING)
def test_that_an_edit_goes_on_from_what_is_typed_and_undo_leads_back_step_by_step(typed, way):
    opened, stack = open_source("binary-classification"), typed.window.document.undo_stack
    EDITING[way](typed)
    last = typed.window.project
    assert stack.count() == 2
    assert last.training.epochs == 77
    stack.undo()
    assert typed.window.project == edits.with_training(opened, epochs=77)
    stack.undo()
    assert typed.window.project == opened
    stack.redo()
    stack.redo()
    assert typed.window.project == last


@pytest.mark.parametrize("way", ["key", "session", "step"])
def test_that_training_takes_what_is_typed(typed, way):
    if way == "key":
        QTest.keyClick(epochs_of(typed), Qt.Key.Key_Return, CTRL)
    else:
        getattr(typed.window.session, {"session": "train"}.get(way, way))()
    # a key presses the button as a hand does, which takes a moment
    typed.wait(lambda: typed.window.state == "training" or typed.window.session.run is None)
    assert typed.window.session.target == typed.window.project.training.epochs == 77
    typed.window.session.pause()
    typed.wait_for_rest()


def test_that_saving_and_closing_take_what_is_typed(typed, tmp_path):
    typed.window.document.save(tmp_path / "saved.json")
    assert read_project(tmp_path / "saved.json").training.epochs == 77
    type_without_enter(epochs_of(typed), "78")
    typed.window.files.ask_to_replace(list)
    assert typed.window.document.is_modified


def test_that_units_typed_into_a_card_that_goes_are_no_other_layers(studio, qtbot):
    """Cards are removed while the keyboard is in one of them; once and again, for memory that is gone shows late."""
    here = studio("deep-regression")
    for _ in range(4):
        here.window.files.open_source("deep-regression")
        type_without_enter(here.card(0).field("units"), "1")
        here.window.files.open_source("linear-regression")
        assert here.window.project == open_source("linear-regression")
        QApplication.processEvents()


@pytest.mark.parametrize("text", ["", "-", "9999999"])
def test_that_what_is_no_value_is_dropped(here, text):
    field = epochs_of(here)
    field.setFocus()
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Delete)
    QTest.keyClicks(field, text if text != "9999999" else "")
    here.window.document.commit_pending()
    assert field.text() == "20"
    assert not here.window.document.is_modified


def test_that_undo_right_after_typing_takes_it_back(typed):
    QTest.keyClick(epochs_of(typed), Qt.Key.Key_Z, CTRL)
    assert [project.training.epochs for project in typed.shown] == [77, 20]
    assert epochs_of(typed).text() == "20"


@pytest.mark.parametrize(("key", "modifier"), [(Qt.Key.Key_Y, CTRL), (Qt.Key.Key_Z, CTRL | SHIFT)])
def test_that_both_keys_redo_from_within_a_field_too(here, key, modifier):
    here.window.activateWindow()
    here.type_into(epochs_of(here), "77")
    here.window.document.undo_stack.undo()
    for widget in (here.window, epochs_of(here)):
        widget.setFocus()
        QTest.keyClick(widget, key, modifier)
        assert here.window.project.training.epochs == 77
        here.window.document.undo_stack.undo()


def test_that_escape_takes_back_what_is_typed(typed):
    QTest.keyClick(epochs_of(typed), Qt.Key.Key_Escape)
    assert epochs_of(typed).text() == "20"
    typed.window.document.commit_pending()
    assert typed.shown == []


def test_that_a_drag_sends_its_last_value_before_something_else_happens(here):
    row = here.window.data_panel.options._rows["noise"]
    opened = here.window.project
    row.slider.setSliderDown(True)
    for index in (3, 5, 9):
        row.slider.setValue(index)
    here.window.document.edit("slower", lambda project: edits.with_optimizer(project, lr=0.5))
    assert here.window.project.data.source.noise == row._stops[9]
    here.choose_source("Moons")
    row.slider.setSliderDown(False)
    while here.window.document.undo_stack.canUndo():
        here.window.document.undo_stack.undo()
    assert here.window.project == opened


def test_that_a_typed_prediction_is_made_before_the_run(here):
    window = here.window
    window.lessons.open(LESSON)
    guide, number = window.lessons.guide, 0
    guide.start_again()
    type_without_enter(here.find("prediction_field", QLineEdit), "3")
    window.session.train()
    window.session.pause()
    assert guide.progress.answers[number].answer == 3
    window.lessons.close()
    here.wait_for_rest()


def test_that_a_typed_name_of_a_run_is_kept_when_training_begins(studio):
    here = studio()
    here.train()
    here.wait_for_rest()
    here.window.drawers.show("runs")
    table = here.find("runs_table", QTableView)
    here.window.session.reset()
    here.wait_for_run()
    table.edit(table.model().index(0, 0))
    type_without_enter(table.indexWidget(table.model().index(0, 0)), "mine")
    here.window.session.train()
    assert here.window.session.book.runs[0].name == "mine"
    here.window.session.pause()
    here.wait_for_rest()
