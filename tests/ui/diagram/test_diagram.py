"""The diagram in a window: it shows the truth, follows the training, and leads to every unit and number."""

from itertools import pairwise

import numpy as np
import pytest
import torch
from PySide6.QtCore import Qt

from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.layers.activations import ReLULayer, SigmoidLayer, TanhLayer
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.layers.normalisation import BatchNormLayer
from nnstudio.project.layers.softmax import SoftmaxLayer
from nnstudio.project.losses.classification import CrossEntropyLoss
from nnstudio.project.sources.bundled import DigitsSource
from nnstudio.ui.diagram.edges import LEVELS
from nnstudio.ui.diagram.scene import MOST_EDGES
from nnstudio.ui.diagram.spots import EdgeSpot, NodeSpot
from nnstudio.ui.diagram.structure import Role, columns_of
from nnstudio.ui.diagram.tips import number
from nnstudio.ui.style.colors import diverging_table, shade_diverging
from nnstudio.ui.style.theme import theme
from tests.ui.diagram.conftest import Hand


def headings(project):
    return [column.heading for column in columns_of(project)]


def with_layers(*layers):
    return edits.with_layers(open_source("binary-classification"), layers)


def test_that_inputs_and_blocks_of_layers_are_columns_of_units(hand):
    assert [c.heading for c in hand.scene.columns] == ["2 inputs", "Linear 5 · ReLU", "Linear 1"]
    assert [len(place.units) for place in hand.scene.places] == [2, 5, 1]
    assert [c.role for c in hand.scene.columns] == [Role.INPUTS, Role.HIDDEN, Role.OUTPUT]
    assert hand.scene.columns[0].names == ("x1", "x2")
    assert hand.scene.columns[2].names == ("class 1",)


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        ((BatchNormLayer(), LinearLayer()), ["2 inputs", "BatchNorm1d", "Linear 1"]),
        ((LinearLayer(units=3), TanhLayer(), ReLULayer(), LinearLayer()), ["2 inputs", "Linear 3 · Tanh · ReLU"]),
        ((LinearLayer(units=4), LinearLayer(), SigmoidLayer()), ["2 inputs", "Linear 4", "Linear 1 · Sigmoid"]),
        ((LinearLayer(), SoftmaxLayer()), ["2 inputs", "Linear 1 · Softmax"]),
        ((TanhLayer(),), ["2 inputs", "Tanh"]),
    ],
)
def test_that_any_stack_has_its_columns(layers, expected):
    assert headings(with_layers(*layers))[: len(expected)] == expected


def test_that_edges_have_the_weights_of_the_epoch_shown(hand, here):
    here.train()
    for edges, name in zip(hand.scene.edges, ("0.weight", "2.weight"), strict=True):
        W = here.window.parameters[name]
        expected = np.rint(W[edges.rows, edges.cols] / np.abs(W).max() * LEVELS)
        assert np.array_equal(edges.levels, expected)
        assert sorted(zip(edges.rows.tolist(), edges.cols.tolist(), strict=True)) == [
            (i, j) for i in range(W.shape[0]) for j in range(W.shape[1])
        ]
    before = [edges.levels.copy() for edges in hand.scene.edges]
    here.timeline.setValue(0)
    assert here.window.epoch == 0
    assert any(not np.array_equal(a, b.levels) for a, b in zip(before, hand.scene.edges, strict=True))


def test_that_every_unit_shows_what_its_block_puts_out_after_the_activation(hand, here):
    here.train()
    hand.diagram.grab()
    frame, table = here.window.frame_source.frame, diverging_table(theme().scheme)
    weights = {name: torch.tensor(array) for name, array in here.window.parameters.items()}
    H = torch.relu(
        torch.nn.functional.linear(torch.tensor(frame.region.inputs), weights["0.weight"], weights["0.bias"])
    ).numpy()
    n = frame.region.resolution
    for unit, picture in enumerate(hand.scene.pictures[1]):
        taken = np.linspace(0, n - 1, len(picture)).round().astype(int)
        grid = H[:, unit].reshape(n, n)[taken[::-1, None], taken[None, :]]
        expected = shade_diverging(grid, np.abs(H).max(), table)
        assert np.abs(picture.astype(int) - expected).max() <= 3


def test_that_the_picture_on_the_screen_has_the_unit_in_its_place(hand, here):
    here.train()
    image = hand.diagram.grab().toImage()
    output = hand.scene.rect_of(2, 0)
    middle, corner = output.center().toPoint(), output.adjusted(3, 3, -3, -3).topLeft().toPoint()
    ratio = image.devicePixelRatio()
    inner, outer = image.pixelColor(middle * ratio), image.pixelColor(corner * ratio)
    # the circles: class 1 within, class 0 around it
    assert inner.red() > inner.blue()
    assert outer.blue() > outer.red()


def test_that_pointing_at_a_weight_tells_its_name_and_value(hand, here):
    here.train()
    hand.move(EdgeSpot(2, 0, 3))
    value = here.window.parameters["2.weight"][0, 3]
    assert f"weight 2.weight[0, 3] = {number(value)}" in hand.said
    assert "from ReLU unit 4 to output 1 (class 1)" in hand.said
    assert hand.diagram.marks.hover == EdgeSpot(2, 0, 3)


def test_that_what_is_said_follows_the_training(hand, here):
    hand.move(EdgeSpot(2, 0, 3))
    first = hand.said
    here.press("step_button")
    # while it trains, the diagram need not be drawn with every frame
    here.wait(lambda: here.window.epoch == 1 and here.window.state != "training")
    value = here.window.parameters["2.weight"][0, 3]
    assert hand.said != first
    assert f"2.weight[0, 3] = {number(value)}" in hand.said


def test_that_pointing_at_a_unit_tells_its_bias_range_and_mean(hand, here):
    here.train()
    hand.move(NodeSpot(1, 2))
    weights = {name: torch.tensor(array) for name, array in here.window.parameters.items()}
    X = torch.tensor(here.window.session.run.dataset.X_train, dtype=torch.float32)
    H = torch.relu(X @ weights["0.weight"].T + weights["0.bias"])[:, 2].numpy()
    assert "ReLU unit 3" in hand.said
    assert f"0.bias[2] = {number(weights['0.bias'][2])}" in hand.said
    assert f"on 300 train samples: {number(H.min())} to {number(H.max())}, mean {number(H.mean())}" in hand.said
    hand.move(NodeSpot(0, 1))
    assert "input x2" in hand.said


def test_that_pointing_at_a_unit_fades_the_edges_that_are_not_its_own(hand):
    painter, edges = hand.diagram._painter, hand.scene.edges
    near = painter._near(1, edges[0].rows, edges[0].cols, NodeSpot(1, 2))
    assert near.tolist() == (edges[0].rows == 2).tolist()
    near = painter._near(2, edges[1].rows, edges[1].cols, NodeSpot(1, 2))
    assert near.tolist() == (edges[1].cols == 2).tolist()
    plain = hand.diagram.grab().toImage()
    hand.move(NodeSpot(1, 2))
    hand.diagram.tip.hide()
    faded = hand.diagram.grab().toImage()
    strongest = int(np.abs(hand.scene.edges[0].levels * (edges[0].rows != 2)).argmax())
    where = edges[0].lines[strongest].pointAt(0.5).toPoint() * plain.devicePixelRatio()
    ground = plain.pixelColor(2, plain.height() // 2)

    def contrast(image):
        color = image.pixelColor(where)
        return abs(color.red() - ground.red()) + abs(color.blue() - ground.blue())

    assert contrast(faded) < 0.5 * contrast(plain)


def test_that_a_click_shows_a_unit_large_and_another_click_the_prediction(hand, here):
    selection = here.window.selection
    hand.click(NodeSpot(1, 4))
    assert selection.unit == (1, 4)
    assert hand.diagram.marks.selected == (1, 4)
    hand.click(NodeSpot(1, 4))
    assert selection.unit is None
    hand.click(NodeSpot(2, 0))
    assert selection.unit == (2, 0)
    hand.press(Qt.Key.Key_Escape)
    assert selection.unit is None
    hand.click(NodeSpot(0, 0))
    assert selection.unit is None


def test_that_the_outline_follows_a_choice_made_elsewhere(hand, here):
    here.window.selection.choose_unit((0, 3))
    assert hand.diagram.marks.selected == (1, 3)
    here.window.selection.choose_unit(None)
    assert hand.diagram.marks.selected is None


def test_that_a_double_click_switches_a_unit_off_and_on_and_chooses_none(hand, here):
    selection = here.window.selection
    hand.double_click(NodeSpot(1, 1))
    assert selection.off == {(1, 1)}
    assert selection.unit is None
    assert hand.diagram.marks.off == {(1, 1)}
    hand.move(NodeSpot(1, 1))
    assert "Switched off" in hand.said
    hand.double_click(NodeSpot(1, 1))
    assert selection.off == frozenset()


def test_that_the_units_menu_offers_all_that_can_be_done(hand, here):
    menu = hand.diagram.unit_menu(NodeSpot(1, 1))
    texts = {action.text().split(" (now")[0]: action for action in menu.actions()}
    texts["Switch off"].trigger()
    assert here.window.selection.off == {(1, 1)}
    texts["Show in the big plot"].trigger()
    assert here.window.selection.unit == (1, 1)
    texts["Change 0.bias[1]"].trigger()
    assert hand.diagram.popup.target == ("0.bias", (1,))
    weights = texts["Change a weight"].menu().actions()
    assert [action.text().split(" (now")[0] for action in weights] == [
        "Change 0.weight[1, 0] from input x1",
        "Change 0.weight[1, 1] from input x2",
    ]
    weights[1].trigger()
    assert hand.diagram.popup.target == ("0.weight", (1, 1))
    menu.close()
    menu.deleteLater()


def test_that_a_flagged_unit_is_marked_and_tells_why(hand):
    hand.diagram.set_flags({(1, 2): "It is dead.", (9, 0): "There is no such unit."})
    assert hand.diagram.marks.flagged == {(1, 2)}
    hand.move(NodeSpot(1, 2))
    assert "⚠ It is dead." in hand.said
    hand.move(NodeSpot(1, 3))
    assert "dead" not in hand.said


def test_that_the_keyboard_reaches_every_unit_and_says_where_it_is(hand, here):
    hand.diagram.setFocus(Qt.FocusReason.TabFocusReason)
    assert hand.diagram.keyboard_spot == NodeSpot(1, 0)
    hand.press(Qt.Key.Key_Down)
    hand.press(Qt.Key.Key_Down)
    assert hand.diagram.keyboard_spot == NodeSpot(1, 2)
    assert "ReLU unit 3" in hand.diagram.accessibleDescription()
    hand.press(Qt.Key.Key_Return)
    assert here.window.selection.unit == (1, 2)
    hand.press(Qt.Key.Key_Right)
    assert hand.diagram.keyboard_spot == NodeSpot(2, 0)
    hand.press(Qt.Key.Key_Left)
    hand.press(Qt.Key.Key_Left)
    assert hand.diagram.keyboard_spot.column == 0
    hand.press(Qt.Key.Key_Right)
    hand.press(Qt.Key.Key_End)
    hand.press(Qt.Key.Key_Space)
    assert here.window.selection.off == {(1, 4)}
    hand.press(Qt.Key.Key_F2)
    assert hand.diagram.popup.target == ("0.bias", (4,))
    hand.studio.key(hand.diagram.popup.field, Qt.Key.Key_Escape)
    hand.press(Qt.Key.Key_Plus)
    assert here.window.project.network.layers[0].units == 6


def test_that_nothing_is_taken_in_while_the_diagram_cannot_be_seen(hand, here):
    tabs = here.find("diagram_tabs")
    tabs.setCurrentIndex(1)
    here.train()
    assert hand.scene.frame.epoch == 0
    tabs.setCurrentIndex(0)
    assert hand.scene.frame.epoch == here.window.epoch == 20


def test_that_a_network_that_does_not_fit_is_drawn_without_numbers(hand, here):
    project = edits.replace_layer(here.window.project, 2, LinearLayer(units=3))
    here.window.document.edit("too many outputs", project)
    assert [len(place.units) for place in hand.scene.places] == [2, 5, 3]
    assert hand.scene.frame is None
    hand.diagram.grab()
    hand.move(EdgeSpot(2, 2, 1))
    assert "2.weight[2, 1] has no value yet" in hand.said
    assert "cards say why" in hand.diagram.note
    here.window.document.undo_stack.undo()
    here.wait(lambda: hand.scene.frame is not None)


def test_that_a_large_network_condenses_and_says_so(studio):
    layers = [layer for _ in range(6) for layer in (LinearLayer(units=64), TanhLayer())]
    here = studio(with_layers(*layers, LinearLayer()))
    hand = Hand(here)
    here.wait(lambda: hand.scene.frame is not None)
    hand.diagram.grab()
    for place in hand.scene.places[1:-1]:
        assert 5 < len(place.units) < 64
        assert sum(gap.count for gap in place.gaps) == 64 - len(place.units)
    drawn, shown, total = hand.scene.edge_counts
    assert total == 2 * 64 + 5 * 64 * 64 + 64
    assert drawn < shown < total
    assert drawn <= MOST_EDGES + 60 * 7
    assert f"{total:,} in all" in hand.diagram.note
    # among the edges between shown units none is stronger than the weakest that is drawn
    edges = hand.scene.edges[2]
    strength = np.abs(here.window.parameters[edges.parameter][edges.rows, edges.cols])
    assert strength[edges.visible].min() >= np.delete(strength, edges.visible).max()
    # the keyboard, and a choice made elsewhere, bring any unit into view
    here.window.selection.choose_unit((3, 40))
    assert hand.scene.rect_of(2, 40) is not None
    assert 40 in hand.scene.places[2].units


def test_that_data_of_many_columns_show_histograms_of_the_outputs_on_the_samples(studio):
    project = with_layers(BatchNormLayer(), LinearLayer(units=6), ReLULayer(), LinearLayer()).with_source(
        DigitsSource()
    )
    here = studio(edits.with_training(project, epochs=1, loss=CrossEntropyLoss()))
    hand = Hand(here)
    here.wait(lambda: hand.scene.frame is not None)
    hand.diagram.grab()
    assert hand.scene.kind == "histogram"
    assert hand.scene.columns[3].names[3] == "class 3"
    taken, *layers = hand.scene.samples
    assert len(taken) <= 500
    assert np.allclose(layers[2], np.maximum(layers[1], 0))
    hand.move(NodeSpot(2, 2))
    assert f"on {len(taken)} of 1,797 train samples" in hand.said
    hand.move(NodeSpot(1, 2))
    assert "0.weight[2] = 1" in hand.said
    # nothing is weighed on the way into a norm
    assert hand.scene.edges[0].parameter is None
    assert hand.scene.spot_at(hand.scene.edges[0].lines[2].center()) is None


def test_that_larger_letters_break_nothing(hand, here, qapp):
    font, small = qapp.font(), hand.diagram.heads.height()
    larger = qapp.font()
    larger.setPointSizeF(font.pointSizeF() * 2)
    qapp.setFont(larger)
    # under a style sheet a font takes effect when the sheet is applied again
    theme().choose(theme().choice)
    try:
        here.wait(lambda: hand.diagram.heads.height() > 1.5 * small)
        hand.diagram.grab()
        head = hand.diagram.heads.heads[1]
        shown = [line for line in head.lines if line.isVisible()]
        assert shown[0].height() >= shown[0].sizeHint().height()
        for upper, lower in pairwise([head.more, *shown]):
            assert upper.geometry().bottom() < lower.geometry().top() + 1
        assert shown[-1].mapTo(hand.diagram, shown[-1].rect().bottomLeft()).y() <= hand.diagram.heads.height()
        assert hand.scene.places[1].rects[0].top() >= hand.diagram.heads.height()
    finally:
        qapp.setFont(font)
        theme().choose(theme().choice)
        here.wait(lambda: hand.diagram.heads.height() == small)
