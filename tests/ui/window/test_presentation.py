"""Presenting, and views that fill the screen: the essentials large, and everything back afterwards."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QSlider, QWidget

from nnstudio.resources import resources_dir
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.full_screen import FullScreen
from tests.ui.docks.test_workspace import settle

LESSON = resources_dir() / "lessons" / "guided" / "170-binary-classification.json"


@pytest.fixture
def presenting(studio):
    here = studio()
    here.window.resize(1280, 800)
    here.window.drawers.show("probe")
    settle()
    here.key(here.window, Qt.Key.Key_F5)
    settle()
    assert here.window.isFullScreen()
    # the screen without a display is small
    here.window.resize(1280, 800)
    settle()
    yield here
    theme().set_scale(1.0)


def seen(here):
    """What stands in the window, and how."""
    window, workspace = here.window, here.window.parts.workspace
    parts = (window.data_panel, window.parts.training_panel, window.network_panel, window.diagram)
    bars = (workspace.rail, window.drawers["probe"], window.menuBar())
    return [part.isVisible() for part in (*parts, *bars)], theme().scale, window.isFullScreen()


def test_that_the_plot_the_diagram_train_and_the_timeline_are_large(presenting):
    here = presenting
    parts, scale, _ = seen(here)
    assert parts == [False, False, False, True, False, False, False]
    assert scale == 1.5
    assert here.window.result_panel.isVisible()
    assert here.button("train_button").isVisible() and here.timeline.isVisible()
    here.train()
    assert here.window.epoch == here.window.project.training.epochs


def test_that_escape_brings_everything_back(studio):
    here = studio()
    here.window.resize(1280, 800)
    here.window.drawers.show("probe")
    settle()
    before = seen(here)
    here.key(here.window, Qt.Key.Key_F5)
    settle()
    assert seen(here) != before
    here.key(here.window, Qt.Key.Key_Escape)
    here.window.resize(1280, 800)
    settle()
    assert seen(here) == before


def test_that_escape_leaves_a_unit_first(presenting):
    here = presenting
    here.window.selection.choose_unit((0, 1))
    here.key(here.window, Qt.Key.Key_Escape)
    assert here.window.selection.unit is None and here.action("present_action").isChecked()


def test_that_the_size_of_a_rooms_texts_is_remembered_apart(presenting):
    here = presenting
    theme().step_scale(1)
    here.key(here.window, Qt.Key.Key_Escape)
    assert theme().scale == 1.0
    here.key(here.window, Qt.Key.Key_F5)
    assert theme().scale == 1.75


def test_that_a_remote_goes_through_a_lesson_and_does_not_finish_it(presenting):
    here = presenting
    here.window.lessons.open(LESSON)
    settle()
    guide, line = here.window.lessons.guide, here.find("presented_step")
    assert guide.column.isVisible() or line.isVisible()
    count = len(guide.lesson.steps)
    for step in range(1, count):
        here.key(here.window, Qt.Key.Key_PageDown)
        assert guide.progress.step == step
    here.key(here.window, Qt.Key.Key_PageDown)
    assert here.window.lessons.is_open and guide.progress.step == count - 1
    here.key(here.window, Qt.Key.Key_PageUp)
    assert guide.progress.step == count - 2
    settle()
    if line.isVisible():
        assert guide.step.title in line.full


def test_that_a_window_closed_while_presenting_opens_as_it_was_before(studio):
    here = studio()
    here.key(here.window, Qt.Key.Key_F5)
    here.window.close()
    again = studio()
    assert theme().scale == 1.0 and again.window.menuBar().isVisible() and not again.window.isFullScreen()


def test_that_a_view_on_the_full_screen_keeps_train_and_the_timeline(studio):
    here = studio()
    screen = FullScreen(here.window.result_panel.decision)
    screen.show()
    settle()
    button, slider = screen.findChild(QAbstractButton, "controls_train_button"), screen.findChild(QSlider)
    button.click()
    here.wait_for_state("finished")
    assert slider.maximum() == here.window.project.training.epochs
    slider.setValue(3)
    here.wait(lambda: here.window.epoch == 3 and here.timeline.value() == 3)
    here.timeline.setValue(5)
    here.wait(lambda: slider.value() == 5)
    screen.close()
    settle()
    assert here.window.findChild(QWidget, "decision_plot").window() is here.window
