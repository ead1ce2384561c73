"""The walk-through in the window: it follows the timeline, the editor and the hand."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from nnstudio.project import edits
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.layers.normalisation import BatchNormLayer


@pytest.fixture
def walking(here):
    """The module's window with the panel open on the untrained network."""
    window = here.window
    size = window.size()
    # high enough for the panel to open along the bottom
    window.resize(1280, 1100)
    window.drawers.show("walk")
    here.wait(lambda: window.drawers["walk"].panel is not None)
    here.panel = window.drawers["walk"].panel
    here.panel.which.setCurrentIndex(0)
    here.wait(lambda: here.panel.walk is not None and here.panel.walk.epoch == 0 and len(here.panel.walk.rows) == 50)
    here.panel.stages.setCurrentRow(0)
    yield here
    window.drawers["walk"].hide()
    window.resize(size)


def titles(panel):
    return [panel.stages.item(row).text() for row in range(panel.stages.count())]


def walked(here, epoch, samples):
    here.wait(
        lambda: here.panel.walk is not None and here.panel.walk.epoch == epoch and len(here.panel.walk.rows) == samples
    )
    return here.panel.walk


def test_that_the_whole_step_of_an_untrained_network_is_listed(walking):
    assert titles(walking.panel) == [
        *("Input", "Linear 1", "ReLU 1", "Linear 2", "Loss"),
        *("∂ Loss", "∂ Linear 2", "∂ ReLU 1", "∂ Linear 1", "Gradient check"),
        *("Update W⁽¹⁾", "Update b⁽¹⁾", "Update W⁽²⁾", "Update b⁽²⁾"),
    ]
    assert "epoch 0" in walking.panel.status.text() and "50 samples" in walking.panel.status.text()
    weights = walking.window.parameters["0.weight"]
    old = next(stage for stage in walking.panel.walk.stages if stage.title == "Update W⁽¹⁾").equations[-1]
    assert np.array_equal(old.operands[0].values, weights)


def test_that_buttons_and_arrow_keys_go_from_stage_to_stage(walking):
    panel = walking.panel
    assert not panel.back.isEnabled() and panel.back.toolTip() == "This is the first stage"
    walking.press("walk_forward_button")
    assert panel.stages.currentItem().text() == "Linear 1"
    assert [view.equation.result.name.plain for view in panel.view.equations] == ["Z⁽¹⁾"]
    walking.key(panel.view.area, Qt.Key.Key_Right)
    assert panel.stages.currentItem().text() == "ReLU 1"
    assert panel.view.equations[0].equation is panel.walk.stages[2].equations[0]
    walking.key(panel.stages, Qt.Key.Key_Left)
    walking.press("walk_back_button")
    assert panel.stages.currentRow() == 0
    walking.key(panel.stages, Qt.Key.Key_End)
    assert panel.stages.currentItem().text() == "Update b⁽²⁾"
    assert not panel.forward.isEnabled() and panel.forward.toolTip() == "This is the last stage"


def test_that_every_stage_can_be_shown_and_fits_the_panels_width(walking):
    panel = walking.panel
    for row, stage in enumerate(panel.walk.stages):
        panel.stages.setCurrentRow(row)
        assert panel.view.text.text() == stage.text
        shown = [view.equation.result for view in panel.view.equations]
        assert shown == [made.result for made in stage.equations] or (not stage.equations and shown == [*stage.shown])
        for view in panel.view.equations:
            assert view.arrangement.extent.width() <= panel.view.area.width()


def test_that_the_number_under_the_pointer_is_spelled_below(walking):
    panel = walking.panel
    panel.stages.setCurrentRow(1)
    (view,) = panel.view.equations
    view.point_at((0, 2))
    spelled = panel.view.spelling.text()
    assert spelled == f"Z⁽¹⁾[1, 3]:  {view.equation.spelled(0, 2)}" and "·" in spelled
    view.point_at(None)
    assert panel.view.spelling.text().startswith("Point at") and not panel.view.spelling.isEnabled()


def test_that_one_sample_or_some_are_taken_by_their_numbers(walking):
    panel, X = walking.panel, walking.window.session.run.dataset.X_train
    panel.which.setCurrentIndex(1)
    walking.type_into(panel.first, "7")
    walking.wait(lambda: panel.walk is not None and panel.walk.rows == (6,))
    assert panel.walk.find("H⁽⁰⁾").values == pytest.approx(X[6:7])
    assert not panel.walk.is_next_batch and "1 sample" in panel.status.text()
    panel.which.setCurrentIndex(2)
    walking.type_into(panel.count, "4")
    walking.wait(lambda: panel.walk is not None and panel.walk.rows == (6, 7, 8, 9))
    assert panel.walk.find("H⁽⁰⁾").values == pytest.approx(X[6:10])
    walking.type_into(panel.first, "300")
    walking.wait(lambda: panel.walk is not None and panel.walk.rows == (299,))
    assert not panel.first.isHidden() and not panel.count.isHidden()
    panel.which.setCurrentIndex(0)
    assert panel.first.isHidden() and panel.count.isHidden()


def test_that_it_follows_the_timeline_with_the_runs_own_weights(walking):
    window = walking.window
    window.document.edit("fewer epochs", edits.with_training(window.project, epochs=4))
    walking.wait_for_run()
    walking.train()
    walking.wait_for_rest()
    walked(walking, 4, 50)
    rate = window.project.training.optimizer.lr
    for epoch in (2, 0, 4):
        walking.timeline.setValue(epoch)
        walk = walked(walking, epoch, 50)
        assert window.epoch == epoch
        for stage in walk.stages:
            if stage.title == "Update W⁽¹⁾":
                last = stage.equations[-1]
                assert np.array_equal(last.operands[0].values, window.parameters["0.weight"])
                change = np.abs(last.result.values - last.operands[0].values)
                assert 0 < change.max() <= rate * 10
    losses = [round(walked(walking, 4, 50).find("L").values.item(), 6)]
    walking.timeline.setValue(0)
    losses.append(round(walked(walking, 0, 50).find("L").values.item(), 6))
    assert losses[0] != losses[1]


def test_that_it_follows_the_editor(walking):
    window = walking.window
    window.document.edit("a layer less", edits.with_layers(window.project, (LinearLayer(),)))
    walking.wait(lambda: "Linear 2" not in titles(walking.panel) and titles(walking.panel) != [])
    assert titles(walking.panel) == [
        "Input",
        "Linear 1",
        "Loss",
        "∂ Loss",
        "∂ Linear 1",
        "Gradient check",
        "Update W⁽¹⁾",
        "Update b⁽¹⁾",
    ]


def test_that_a_step_that_cannot_be_is_refused_in_a_sentence(walking):
    window, panel = walking.window, walking.panel
    layers = (LinearLayer(units=3), BatchNormLayer(), LinearLayer())
    window.document.edit("batch norm", edits.with_layers(window.project, layers))
    walking.wait(lambda: "BatchNorm1d 1" in titles(panel))
    panel.which.setCurrentIndex(1)
    walking.wait(lambda: panel.walk is None)
    assert "at least two samples" in panel.status.text()
    assert panel.stages.count() == 0 and panel.view.equations == []
    assert not panel.forward.isEnabled() and panel.forward.toolTip() == "There is nothing to walk through"


def test_that_more_room_shows_more_rows(walking):
    panel = walking.panel
    panel.stages.setCurrentRow(1)
    counts = []
    for height in (200, 700):
        panel.view.setFixedHeight(height)
        walking.wait(lambda height=height: panel.view.height() == height)
        (view,) = panel.view.equations
        counts.append(len(view.arrangement.matrices[-1].rows.shown))
    panel.view.setMinimumHeight(0)
    panel.view.setMaximumHeight(16777215)
    assert counts == [5, 9]


def test_that_the_gradient_check_is_a_plot_with_its_numbers(walking):
    panel = walking.panel
    panel.stages.setCurrentRow(titles(panel).index("Gradient check"))
    plot = panel.view.check
    assert "smallest" in plot.sentence()
    assert len(plot.table()["ε"]) == 25
    assert plot.isVisibleTo(panel)
    panel.stages.setCurrentRow(0)
    assert panel.view.check is None
