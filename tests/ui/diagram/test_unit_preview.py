"""Pointing at a unit shows it in the big plot, for as long as it is pointed at."""

import numpy as np
import pytest

from nnstudio.project import edits
from nnstudio.ui.diagram.spots import EdgeSpot, NodeSpot
from tests.ui.diagram.conftest import Hand


def shades(here):
    return here.find("decision_plot").colors.copy()


def previewed(here, unit):
    here.wait(lambda: here.window.selection.preview == unit)


def test_that_a_unit_is_shown_while_it_is_pointed_at_and_no_longer(hand, here):
    here.train()
    selection, before = here.window.selection, shades(here)
    title = here.window.result_panel.head.title
    height, named = here.window.result_panel.head.height(), title.text()
    hand.move(NodeSpot(1, 4))
    previewed(here, (1, 4))
    assert selection.unit is None
    assert title.text() == "ReLU, unit 5"
    assert here.window.result_panel.head.height() == height
    assert not np.array_equal(shades(here), before)
    one = shades(here)
    hand.move(NodeSpot(1, 2))
    previewed(here, (1, 2))
    assert not np.array_equal(shades(here), one)
    hand.diagram.hover(None)
    assert selection.preview is None
    assert np.array_equal(shades(here), before)
    assert title.text() == named


def test_that_a_click_fixes_it_and_another_unit_passes_over_it(hand, here):
    hand.move(NodeSpot(1, 4))
    previewed(here, (1, 4))
    seen = shades(here)
    hand.click(NodeSpot(1, 4))
    assert (here.window.selection.unit, here.window.selection.preview) == ((1, 4), None)
    assert np.array_equal(shades(here), seen)
    hand.move(NodeSpot(1, 0))
    previewed(here, (1, 0))
    assert not np.array_equal(shades(here), seen)
    hand.diagram.hover(None)
    assert np.array_equal(shades(here), seen)
    # a click that takes it back is not answered by showing it again
    hand.click(NodeSpot(1, 4))
    assert here.window.selection.shown_unit is None


def test_that_a_pointer_on_its_way_changes_nothing(hand, here):
    seen = []
    here.window.selection.preview_changed.connect(seen.append)
    for unit in range(5):
        hand.move(NodeSpot(1, unit))
    hand.move(EdgeSpot(2, 0, 3))
    hand.move(NodeSpot(0, 0))
    hand.diagram.hover(None)
    assert not hand.diagram._preview._rest.isActive()
    assert seen == []
    here.window.selection.preview_changed.disconnect(seen.append)


def test_that_it_follows_the_training(hand, here):
    here.window.document.edit("train longer", edits.with_training(here.window.project, epochs=400))
    here.wait_for_run()
    hand.move(NodeSpot(1, 1))
    previewed(here, (1, 1))
    here.press("train_button")
    here.wait(lambda: here.window.epoch > 5)
    plot, frame = here.find("decision_plot"), here.window.frame_source.frame
    assert here.window.selection.preview == (1, 1)
    assert np.array_equal(plot.colors.reshape(-1, 4), plot._picture(frame)[0])
    here.press("train_button")
    here.wait_for_state("paused")
    hand.diagram.hover(None)


def test_that_it_ends_with_the_network_that_had_the_unit(hand, here):
    hand.move(NodeSpot(1, 4))
    previewed(here, (1, 4))
    here.card(0).field("units").setValue(3)
    assert here.window.selection.preview is None
    here.wait_for_run()
    assert here.window.selection.shown_unit is None


@pytest.mark.parametrize("source", ["nonlinear-regression"])
def test_that_of_one_column_it_is_a_curve(studio, source):
    here = studio(source)
    hand = Hand(here)
    here.wait(lambda: hand.scene.frame is not None)
    hand.move(NodeSpot(1, 1))
    previewed(here, (1, 1))
    assert here.find("unit_plot").isVisible()
    hand.diagram.hover(None)
    assert here.find("fit_plot").isVisible()
