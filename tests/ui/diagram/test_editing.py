"""What the diagram's buttons and its popup wish for, and what becomes of it."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.layers.activations import ReLULayer
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.layers.normalisation import BatchNormLayer
from nnstudio.ui.diagram.spots import BiasSpot, EdgeSpot, NodeSpot


def units(here):
    return [shape.outputs for shape in here.window.project.layer_shapes()]


def click(here, button):
    here.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_that_plus_and_minus_change_a_layers_units_and_undo_takes_it_back(hand, here):
    head = hand.diagram.heads.heads[1]
    click(here, head.more)
    assert here.window.document.undo_stack.undoText() == "add a unit to layer 1"
    click(here, head.more)
    assert units(here) == [7, 7, 1]
    assert hand.diagram.heads.heads[1] is head
    click(here, head.fewer)
    assert here.window.document.undo_stack.undoText() == "remove a unit from layer 1"
    here.wait_for_run()
    assert [len(place.units) for place in hand.scene.places] == [2, 6, 1]
    for _ in range(3):
        here.action("undo_action").trigger()
    assert units(here) == [5, 5, 1]


def test_that_what_cannot_be_done_is_greyed_and_says_why(hand, here):
    heads = hand.diagram.heads.heads
    for button in (heads[2].fewer, heads[2].more):
        assert not button.isEnabled()
        assert button.toolTip() == "The data and the loss decide how many outputs there are: 1"
    assert not heads[2].remove.isEnabled()
    assert "output layer stays" in heads[2].remove.toolTip()
    here.card(0).field("units").setValue(1)
    assert not heads[1].fewer.isEnabled()
    assert heads[1].fewer.toolTip() == "A layer has a unit"
    assert heads[1].more.isEnabled()


def test_that_a_block_is_removed_whole(hand, here):
    click(here, hand.diagram.heads.heads[1].remove)
    assert here.kinds() == ["linear"]
    assert here.window.document.undo_stack.undoText() == "remove layer 1"
    here.wait_for_run()
    assert [len(place.units) for place in hand.scene.places] == [2, 1]
    here.action("undo_action").trigger()
    assert here.kinds() == ["linear", "relu", "linear"]


@pytest.mark.qt_log_ignore("does not support (raise|grabbing)", extend=True)
@pytest.mark.parametrize(
    ("gap", "kind", "expected"),
    [
        (0, "tanh", ["linear", "tanh", "linear", "relu", "linear"]),
        (1, "sigmoid", ["linear", "relu", "linear", "sigmoid", "linear"]),
        (1, "", ["linear", "relu", "linear", "linear"]),
    ],
)
def test_that_a_layer_is_inserted_where_its_plus_stands(hand, here, gap, kind, expected):
    heads = hand.diagram.heads
    click(here, heads.gaps[gap])
    here.wait(heads.menu.isVisible)
    next(action for action in heads.menu.actions() if action.data() == kind).trigger()
    heads.menu.close()
    assert here.kinds() == expected
    assert not here.window.project.problems()
    here.wait_for_run()
    assert len(hand.scene.places) == 4
    here.action("undo_action").trigger()
    assert here.kinds() == ["linear", "relu", "linear"]


def test_that_hidden_layers_are_counted_and_changed_beside_the_tabs(here, hand):
    more, fewer = here.button("more_layers_button"), here.button("fewer_layers_button")
    click(here, more)
    assert here.kinds() == ["linear", "relu", "linear", "relu", "linear"]
    assert units(here) == [5, 5, 5, 5, 1]
    click(here, fewer)
    click(here, fewer)
    assert here.kinds() == ["linear"]
    assert not fewer.isEnabled()
    assert fewer.toolTip() == "There is no hidden layer to remove"
    click(here, more)
    assert here.kinds() == ["linear", "relu", "linear"]
    assert not here.window.project.problems()


def test_that_a_heading_leads_to_its_layers_card(hand, here):
    click(here, hand.diagram.heads.heads[1].lines[1])
    assert here.stack.selected_row() == 1
    click(here, hand.diagram.heads.heads[2].lines[0])
    assert here.stack.selected_row() == 2


def test_that_a_norm_in_front_has_no_units_of_its_own_to_change(studio):
    layers = (BatchNormLayer(), LinearLayer(units=3), ReLULayer(), LinearLayer())
    here = studio(edits.with_layers(open_source("binary-classification"), layers))
    head = here.find("network_diagram").heads.heads[1]
    assert not head.more.isVisible()
    assert not head.fewer.isVisible()
    assert not head.remove.isEnabled() or head.remove.isVisible()


@pytest.mark.parametrize(
    ("spot", "parameter", "index"),
    [(EdgeSpot(1, 4, 1), "0.weight", (4, 1)), (BiasSpot(1, 2), "0.bias", (2,)), (BiasSpot(2, 0), "2.bias", (0,))],
)
def test_that_a_click_on_a_number_offers_it_in_full_and_enter_applies(hand, here, spot, parameter, index):
    hand.click(spot)
    popup = hand.diagram.popup
    assert popup.target == (parameter, index)
    assert np.float32(popup.field.text()) == here.window.parameters[parameter][index]
    heard = []
    connection = hand.diagram.parameter_edited.connect(lambda *args: heard.append(args))
    here.type_into(popup.field, "-0.125")
    assert heard == [(parameter, index, -0.125)]
    assert isinstance(heard[0][1], tuple)
    assert here.window.selection.unit is None
    here.key(popup.field, Qt.Key.Key_Escape)
    assert popup.target is None
    hand.diagram.parameter_edited.disconnect(connection)


@pytest.mark.parametrize("text", ["much", " ", "nan", "inf", "1e39"])
def test_that_what_is_no_number_is_not_applied_and_is_said_to_be_none(hand, here, text):
    hand.click(EdgeSpot(2, 0, 0))
    heard = []
    connection = hand.diagram.parameter_edited.connect(lambda *args: heard.append(args))
    here.type_into(hand.diagram.popup.field, text)
    assert heard == []
    assert "is no number" in hand.diagram.popup.message
    hand.diagram.parameter_edited.disconnect(connection)


def test_that_a_number_cannot_be_changed_while_training_and_can_when_it_is_paused(hand, here):
    here.window.session.set_pace(0.05)
    here.press("train_button")
    here.wait(lambda: here.window.epoch >= 1)
    hand.click(EdgeSpot(2, 0, 3))
    popup = hand.diagram.popup
    heard = []
    connection = hand.diagram.parameter_edited.connect(lambda *args: heard.append(args))
    assert popup.field.isReadOnly()
    assert "paused" in popup.message
    here.key(popup.field, Qt.Key.Key_Return)
    assert heard == []
    here.press("train_button")
    here.wait_for_state("paused")
    assert not popup.field.isReadOnly()
    assert np.float32(popup.field.text()) == here.window.parameters["2.weight"][0, 3]
    here.type_into(popup.field, "2")
    assert heard == [("2.weight", (0, 3), 2.0)]
    hand.diagram.parameter_edited.disconnect(connection)


def test_that_a_unit_is_not_chosen_by_a_click_on_its_bias(hand, here):
    hand.click(BiasSpot(1, 0))
    assert here.window.selection.unit is None
    hand.click(NodeSpot(1, 0))
    assert hand.diagram.popup.target is None
    assert here.window.selection.unit == (1, 0)
