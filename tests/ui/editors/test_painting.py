"""Points painted with the mouse into the plot of a real window."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.sources.points import PointsSource
from nnstudio.project.sources.scikit_made import MoonsSource
from nnstudio.project.sources.spec import Task


class Hand:
    """A mouse over the big plot, told where to go in the plot's coordinates."""

    def __init__(self, here):
        self.here = here

    @property
    def plot(self):
        return self.here.window.result_panel.visible_plot

    def at(self, x, y) -> QPoint:
        scene = self.plot.getPlotItem().getViewBox().mapViewToScene(QPointF(x, y))
        return self.plot.mapFromScene(scene)

    def send(self, kind, where, button, buttons):
        viewport = self.plot.viewport()
        event = QMouseEvent(
            kind, QPointF(where), QPointF(viewport.mapToGlobal(where)), button, buttons, Qt.KeyboardModifier.NoModifier
        )
        QApplication.sendEvent(viewport, event)

    def press(self, x, y):
        self.send(QEvent.Type.MouseButtonPress, self.at(x, y), Qt.MouseButton.LeftButton, Qt.MouseButton.LeftButton)

    def move(self, x, y):
        self.send(QEvent.Type.MouseMove, self.at(x, y), Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton)

    def release(self, x, y):
        self.send(QEvent.Type.MouseButtonRelease, self.at(x, y), Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton)

    def click(self, x, y):
        self.press(x, y)
        self.release(x, y)

    def drag(self, *places):
        self.press(*places[0])
        for place in places[1:]:
            self.move(*place)
        self.release(*places[-1])


@pytest.fixture
def here(studio):
    here = studio()
    here.window.resize(1280, 800)
    here.choose_source("Points")
    here.wait(lambda: here.window.session.run is not None and here.source.kind == "points")
    here.wait_for_run()
    return here


def sample_count(here) -> int:
    run = here.window.session.run
    return 0 if run is None else len(run.dataset.raw)


@pytest.fixture(autouse=True)
def source_at_hand(monkeypatch):
    from tests.ui.conftest import Studio

    monkeypatch.setattr(Studio, "source", property(lambda self: self.window.project.data.source), raising=False)


def test_that_choosing_points_offers_the_brushes_at_once(here):
    assert here.button("draw_button").isChecked()
    assert here.find("paint_bar").isVisible()
    assert here.button("paint_class_0").isVisible()
    assert here.button("paint_class_1").isVisible()
    assert not here.button("paint_class_2").isVisible()


def test_that_a_click_sets_one_point_of_the_chosen_class_and_undo_takes_it_back(here):
    before = here.source
    here.press("paint_class_1")
    Hand(here).click(0.5, -0.5)
    *rest, (x, y, label) = here.source.points
    assert tuple(rest) == before.points
    assert (x, y) == pytest.approx((0.5, -0.5), abs=0.05)
    assert label == 1
    assert here.window.document.undo_stack.undoText() == "paint 1 point of class 1"
    here.window.document.undo_stack.undo()
    assert here.source == before


def test_that_a_stroke_is_one_step_and_the_network_gets_its_points(here):
    before, steps = len(here.source.points), here.window.document.undo_stack.count()
    Hand(here).drag((-1.0, 0.0), (-0.5, 0.2), (0.0, 0.4), (0.5, 0.6))
    painted = len(here.source.points) - before
    assert painted > 3
    assert here.window.document.undo_stack.count() == steps + 1
    here.wait(lambda: sample_count(here) == before + painted)
    here.train()
    assert here.window.state == "finished"


def test_that_a_stroke_changes_the_project_only_at_its_end(here):
    before, hand = here.source, Hand(here)
    hand.press(0, 0)
    hand.move(0.5, 0.5)
    assert here.source == before
    hand.release(0.5, 0.5)
    assert len(here.source.points) > len(before.points)


def test_that_points_are_painted_while_training_goes_on(here):
    here.window.document.edit("train long", edits.with_training(here.window.project, epochs=100_000))
    here.wait_for_run()
    here.press("train_button")
    here.wait(lambda: here.window.session.run.epoch > 3)
    before = len(here.source.points)
    Hand(here).drag((-1.0, 0.0), (0.5, 0.6))
    here.wait(lambda: sample_count(here) > before)
    here.window.session.close()


def test_that_the_eraser_takes_away_what_it_touches_and_nothing_else(here):
    before = here.source.points
    here.press("erase_button")
    x, y = before[0][:2]
    Hand(here).click(x, y)
    after = here.source.points
    assert before[0] not in after
    assert 0 < len(after) < len(before)
    assert set(after) < set(before)


def test_that_a_point_can_be_moved(here):
    before = here.source.points
    here.window.activateWindow()
    here.window.result_panel.visible_plot.setFocus()
    here.key(here.window.result_panel.visible_plot, Qt.Key.Key_M)
    assert here.button("move_button").isChecked()
    x, y = before[3][:2]
    Hand(here).drag((x, y), (0.0, 0.0), (0.9, 0.4))
    after = here.source.points
    assert len(after) == len(before)
    assert after[3][:2] == pytest.approx((0.9, 0.4), abs=0.05)
    assert after[3][2] == before[3][2]


def test_that_with_one_class_alone_the_window_says_what_is_missing_and_shows_the_points(here):
    here.press("clear_points_button")
    assert here.source.points == ()
    hand = Hand(here)
    for x in (-1.0, -0.5, 0.0, 0.5):
        hand.click(x, 0.3)
    assert len(here.source.points) == 4
    assert "another class" in " ".join(str(problem) for problem in here.window.project.problems())
    overlay = here.window.controllers.painter._overlay
    assert len(overlay._points.data) == 4
    assert overlay._points.isVisible()
    here.press("paint_class_1")
    hand.click(0.5, -0.8)
    here.wait_for_run()
    here.wait(lambda: sample_count(here) == 5)
    assert not overlay._points.isVisible()


def test_that_jitter_moves_every_point_a_little_and_can_be_taken_back(here):
    before = here.source.points
    here.press("jitter_button")
    after = here.source.points
    assert len(after) == len(before)
    assert all(a != b and abs(a[0] - b[0]) < 1 for a, b in zip(after, before, strict=True))
    here.window.document.undo_stack.undo()
    assert here.source.points == before


def test_that_more_classes_can_be_painted(here):
    choice = here.selector("paint_form_selector")
    choice.setCurrentIndex(choice.findData(str(Task.MULTICLASS)))
    choice.activated.emit(choice.currentIndex())
    assert here.source.task is Task.MULTICLASS
    while not here.button("paint_class_4").isVisible():
        here.press("add_class_button")
    here.press("paint_class_4")
    Hand(here).click(0.2, 0.2)
    assert here.source.class_count() == 5


def test_that_a_curve_can_be_painted(here):
    choice = here.selector("paint_form_selector")
    choice.setCurrentIndex(choice.findData("curve"))
    choice.activated.emit(choice.currentIndex())
    here.wait_for_run()
    here.wait(lambda: here.window.result_panel.visible_plot.objectName() == "fit_plot")
    before = len(here.source.points)
    Hand(here).click(0.3, 0.7)
    assert here.source.is_curve()
    assert here.source.points[before] == pytest.approx((0.3, 0.7), abs=0.05)


def test_that_painting_goes_on_from_the_data_that_are_there(studio):
    here = studio(open_source("binary-classification").with_source(MoonsSource(samples=60)))
    raw = here.window.session.run.dataset.raw
    assert not here.button("draw_button").isChecked()
    here.press("draw_button")
    assert isinstance(here.source, PointsSource)
    assert len(here.source.points) == 60
    assert sorted(point[0] for point in here.source.points) == pytest.approx(sorted(raw[:, 0]), abs=1e-5)
    here.window.document.undo_stack.undo()
    assert here.source == MoonsSource(samples=60)
    assert not here.button("draw_button").isChecked()


def test_that_data_of_many_columns_cannot_be_painted_on_and_the_button_says_why(studio):
    here = studio("multiple-regression")
    assert not here.button("draw_button").isEnabled()
    assert "columns" in here.button("draw_button").toolTip()
