"""The studio by keyboard alone: nothing here but keys, pressed where the focus is, and looking."""

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from nnstudio.project.examples import FIRST_PROJECT, open_source
from nnstudio.project.guided.conditions import Computed, PanelOpen, Trained
from nnstudio.project.guided.controls import PANELS
from nnstudio.project.storage import read_project
from nnstudio.ui.lessons.overview import Overview
from nnstudio.ui.widgets.tab_order import is_within, stops_in

_PANEL_KEYS = {name: f"Ctrl+{'Shift+' * (i // 9)}{i % 9 + 1}" for i, name in enumerate(PANELS)}
_MOST = 150
"""Presses to get anywhere."""


class Hands:
    """Ten fingers."""

    def __init__(self, here):
        self.here = here
        here.window.activateWindow()
        here.wait(here.window.isActiveWindow)
        self.press("F6")

    @property
    def focus(self):
        return QApplication.activePopupWidget() or QApplication.focusWidget() or QApplication.activeWindow()

    def press(self, *keys):
        for each in keys:
            key = QKeySequence(each)[0]
            QTest.keyClick(self.focus, key.key(), key.keyboardModifiers())

    def type(self, text):
        QTest.keyClicks(self.focus, text)

    def go_to(self, name):
        """By F6 to the region, by Tab or Shift+Tab to the control."""
        regions = self.here.window.controllers.regions
        for _ in range(_MOST):
            # what is made anew, like a lesson's page, is looked for anew
            goal = self.here.window.findChild(QWidget, name)
            if self.focus is goal:
                return
            region = next(each for each in regions.all() if is_within(goal, each))
            if is_within(self.focus, region):
                stops = stops_in(region)
                is_behind = stops.index(goal) < stops.index(self.focus)
                self.press("Shift+Tab" if is_behind else "Tab")
            else:
                self.press("F6")
        raise AssertionError(f"no key leads to {name}; the focus is on {self.focus}")

    def choose(self, title):
        """An entry of the menu that is open."""
        for _ in range(_MOST):
            self.press("Down")
            if self.focus.activeAction().text() == title:
                self.press("Return")
                return
        raise AssertionError(f"no arrow leads to {title}")

    def find(self, text):
        """Types into the palette, and takes the first that is found."""
        self.press("Ctrl+Shift+P")
        self.here.wait(lambda: QApplication.focusWidget().objectName() == "palette_field")
        self.type(text)
        self.press("Return")
        self.here.wait(self.here.window.isActiveWindow)


class Pupil:
    """Does what a lesson asks for."""

    def __init__(self, hands):
        self.hands, self.here = hands, hands.here
        self.guide = self.here.window.lessons.guide

    def finish(self, title):
        self.hands.find(title)
        self.here.wait(lambda: self.guide.lesson is not None and self.guide.lesson.title == title)
        lesson = self.guide.lesson
        for number, step in enumerate(lesson.steps):
            assert self.guide.progress.step == number
            self._do(step)
            self.here.wait(lambda: self.guide.is_step_done)
            self.hands.go_to("lesson_next_button")
            self.hands.press("Space")
        # Finish leads to the list of all lessons
        self.here.wait(lambda: self.here.window.findChild(Overview) is not None)
        self.hands.press("Esc")
        self.here.window.activateWindow()

    def _do(self, step):
        self.here.wait_for_run()
        if step.predict is not None:
            self._predict(step.predict)
        for condition in step.wait_for:
            match condition:
                case Trained():
                    self.hands.press("Ctrl+Return")
                    self.here.wait(lambda: self.here.window.state == "finished")
                case PanelOpen():
                    if not self.here.window.drawers[condition.name].is_seen:
                        self.hands.press(_PANEL_KEYS[condition.name])
                    if condition.page is not None:
                        self.hands.go_to(f"{condition.name}_pages")
                        while self.here.window.drawers[condition.name].panel.page != condition.page:
                            self.hands.press("Right")
                case Computed():
                    if not self.here.window.drawers["tensors"].is_seen:
                        self.hands.press(_PANEL_KEYS["tensors"])
                    for line in condition.lines:
                        self.hands.go_to("bench_input")
                        self.hands.press("Ctrl+A")
                        self.hands.type(line)
                        self.hands.press("Return")
        if step.quiz is not None:
            for i, choice in enumerate(step.quiz.choices):
                if choice.right:
                    self.hands.go_to(f"answer_{i}_button")
                    self.hands.press("Space")

    def _predict(self, prediction):
        if prediction.choices:
            self.hands.go_to("prediction_0_button")
            self.hands.press("Space")
        else:
            self.hands.go_to("prediction_field")
            self.hands.type("1,5")
            self.hands.press("Return")


@pytest.fixture
def hands(studio):
    here = studio(FIRST_PROJECT)
    return Hands(here)


@pytest.mark.parametrize(("typed", "title"), [("tensors", "Tensors"), ("binary class lesson", "Binary classification")])
def test_that_a_lesson_is_finished(hands, typed, title):
    pupil = Pupil(hands)
    pupil.hands.find = lambda _, find=hands.find: find(typed)
    pupil.finish(title)
    assert pupil.guide.progress.is_finished


def test_that_a_network_is_built_trained_and_saved(hands, tmp_path, monkeypatch):
    path = tmp_path / "mine.json"
    # the system's own dialog has the system's own keys
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    here, window = hands.here, hands.here.window
    hands.press("Ctrl+N")
    here.wait_for_run()
    # data: what stands right of the circles
    hands.go_to("dataset_picker")
    hands.press("Right")
    here.wait(lambda: window.project.data.source.kind == "moons")
    hands.go_to("test_share")
    hands.press("Ctrl+A")
    hands.type("20")
    hands.press("Return")
    # layers: more units in the first, a Tanh in place of its ReLU, and a Linear behind that
    hands.go_to("layer_stack")
    hands.press("Return", "Ctrl+A")
    hands.type("7")
    hands.press("Return")
    hands.go_to("layer_stack")
    hands.press("Down", "Delete", "Up")
    for title in ("Tanh", "Linear", "Tanh"):
        hands.press("Ctrl+L")
        hands.choose(title)
    assert here.kinds() == ["linear", "tanh", "linear", "tanh", "linear"]
    # training
    hands.go_to("learning_rate")
    hands.press("Ctrl+A")
    hands.type("0.05")
    hands.press("Return")
    here.wait_for_run()
    hands.press("Ctrl+Return")
    here.wait(lambda: window.state == "finished")
    hands.press("Ctrl+S")
    here.wait(path.exists)
    saved = read_project(path)
    assert saved == window.project
    assert saved.network.layers[0].units == 7
    assert saved.data.test_fraction == 0.2
    assert saved.training.optimizer.lr == 0.05
    assert len(window.train_loss) == saved.training.epochs
    assert saved != open_source(FIRST_PROJECT)
