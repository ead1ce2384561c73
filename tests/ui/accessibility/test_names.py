"""Everything that can be operated says what it is, in every part of the window."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QMenu, QMessageBox

from nnstudio.project.guided.lesson_reading import read_lesson
from nnstudio.resources import resources_dir
from nnstudio.session.background_task import BackgroundTask
from nnstudio.ui.manual.manual_window import ManualWindow
from nnstudio.ui.window.log_dialog import LogDialog
from nnstudio.ui.window.panel_list import PANELS
from nnstudio.ui.window.recovery_dialog import RecoveryDialog
from tests.leaks import find_living
from tests.ui.accessibility.tree import nameless

GUIDED = sorted((resources_dir() / "lessons" / "guided").glob("*.json"))


def nameless_in(widget):
    QApplication.sendPostedEvents()
    return nameless(QAccessible.queryAccessibleInterface(widget))


@pytest.mark.parametrize("example", ["binary-classification", "nonlinear-regression", "multiple-regression"])
def test_that_all_panels_and_the_window_say_what_each_thing_is(studio, example):
    here = studio(example)
    here.train()
    here.wait_for_rest()
    here.button("more_training_button").click()
    here.button("draw_button").setChecked(True)
    assert nameless_in(here.window) == []
    for name in PANELS:
        here.window.drawers.show(name)
        here.look_at(here.window.epoch)
        assert nameless_in(here.window.drawers[name]) == [], name
    here.wait(lambda: not any(isinstance(each, BackgroundTask) for each in find_living().qt_threads))


def test_that_dialogs_menus_and_popups_say_what_each_thing_is(here, tmp_path):
    window = here.window
    here.train()
    here.wait_for_rest()
    (tmp_path / "own.csv").write_text("a,b,kind\n1,2,yes\n2,3,no\n" * 9)
    window.files.open_source("no-such-project.json")
    for show in window.dialogs().values():
        show()
    window.lessons.show_overview()
    own = [ManualWindow(window), LogDialog(window), RecoveryDialog(window)]
    reading = window.importing.open_file(tmp_path / "own.csv")
    here.wait(lambda: not reading.is_reading)
    for dialog in own:
        dialog.show()
    window.controllers.branching.ask(5, QPoint(0, 0))
    here.button("diagnosis_button").click()
    shown = [part for part in window.findChildren(QDialog) if part.isVisible()]
    assert len(shown) >= 7
    shown += window.findChildren(QMenu)
    assert [lines for part in shown if (lines := nameless_in(part))] == []
    assert nameless_in(window) == []
    for part in shown:
        if isinstance(part, QMessageBox | QDialog):
            part.close()
    for dialog in own:
        dialog.deleteLater()


def test_that_every_step_of_the_lessons_says_what_each_thing_is(here):
    column = here.window.lessons.guide.column
    for path in GUIDED:
        lesson = read_lesson(path)
        for number in range(len(lesson.steps)):
            column.show_step(lesson, number)
            column.show()
            assert nameless_in(column) == [], (path.name, number)
    column.hide()


def test_that_a_choice_is_its_value_and_never_its_name(here):
    box = QAccessible.queryAccessibleInterface(here.selector("optimizer_selector"))
    text = QAccessible.Text
    assert (box.text(text.Name), box.text(text.Value)) == ("Optimiser", "Adam")
    assert (box.role(), box.childCount()) == (QAccessible.Role.ComboBox, 1)
    assert [box.child(0).child(i).text(text.Name) for i in range(2)] == ["SGD", "Adam"]
    box.setText(text.Value, "no such thing")
    assert here.window.project.training.optimizer.kind == "adam"
    box.setText(text.Value, "SGD")
    assert here.window.project.training.optimizer.kind == "sgd"
    here.window.document.undo_stack.undo()


def test_that_what_has_no_name_is_found(qtbot):
    box, named = QComboBox(), QComboBox()
    for each in (box, named):
        each.addItem("Adam")
        qtbot.addWidget(each)
        each.show()
    named.setAccessibleName("Optimiser")
    assert "ComboBox" in nameless_in(box)[0]
    assert nameless_in(named) == []
    named.setAccessibleName("Adam")
    assert len(nameless_in(named)) == 1
