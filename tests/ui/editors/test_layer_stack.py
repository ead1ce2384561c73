"""Clicking a network together: add, change, move, duplicate, remove, by mouse and by keys."""

from collections import Counter

import pytest
from PySide6.QtCore import QAbstractAnimation, QCoreApplication, QEvent, QMimeData, QModelIndex, QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from nnstudio.project import edits
from nnstudio.project.examples import open_source
from nnstudio.project.layers.activations import SigmoidLayer
from nnstudio.project.layers.dropout import DropoutLayer
from nnstudio.project.layers.kinds import LAYER_KINDS
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.ui.editors.network.layer_card import LayerCard
from nnstudio.ui.editors.network.layer_model import MIME_TYPE, Card

ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


def select(here, row):
    here.stack.setFocus()
    here.stack.setCurrentIndex(here.stack.model().index(row, 0))


def add(here, kind):
    here.button("add_layer_button").menu().findChild(QAction, f"add_{kind}_action").trigger()


def test_that_the_model_tells_the_layers_in_plain_text(here):
    assert here.rows() == ["Linear 2 → 5, 15 parameters", "ReLU 5 → 5", "Linear 5 → 1, 6 parameters"]


@pytest.mark.parametrize("kind", LAYER_KINDS)
def test_that_every_kind_of_layer_can_be_added_in_front_of_the_output(here, kind):
    add(here, kind)
    assert here.kinds() == ["linear", "relu", kind, "linear"]
    assert here.rows()[2].startswith(LAYER_KINDS[kind].title)
    assert here.window.project.problems() == ()
    here.wait_for_run()
    assert here.button("train_button").isEnabled()


def test_that_a_layer_is_added_behind_the_selected_one(here):
    select(here, 0)
    add(here, "tanh")
    assert here.kinds() == ["linear", "tanh", "relu", "linear"]
    add(here, "linear")
    assert here.kinds() == ["linear", "tanh", "linear", "relu", "linear"]


def test_that_the_menu_lists_every_kind_and_says_what_it_does(here):
    menu = here.button("add_layer_button").menu()
    actions = [action for action in menu.actions() if not action.isSeparator()]
    assert [action.text() for action in actions] == [cls.title for cls in LAYER_KINDS.values()]
    assert [action.toolTip() for action in actions] == [cls.summary for cls in LAYER_KINDS.values()]


def test_that_an_added_layer_trains(here):
    add(here, "linear")
    here.train()
    assert here.window.state == "finished"
    assert here.window.parameters["2.weight"].shape == (5, 5)


def test_that_units_are_changed_in_the_card(here):
    here.type_into(here.card(0).field("units"), "8")
    assert here.window.project.network.layers[0] == LinearLayer(units=8)
    assert here.rows() == ["Linear 2 → 8, 24 parameters", "ReLU 8 → 8", "Linear 8 → 1, 9 parameters"]
    here.wait_for_run()
    assert here.window.parameters["0.weight"].shape == (8, 2)


def test_that_arrow_keys_in_the_card_change_units_one_by_one_and_undo_takes_all_back(here):
    units = here.card(0).field("units")
    units.setFocus()
    for _ in range(3):
        here.key(units, Qt.Key.Key_Up)
    assert here.window.project.network.layers[0] == LinearLayer(units=8)
    here.action("undo_action").trigger()
    assert here.window.project.network.layers[0] == LinearLayer(units=5)
    assert units.value() == 5


def test_that_zero_units_are_as_many_as_the_data_needs(here):
    here.card(2).field("units").setValue(1)
    assert here.window.project.network.layers[2].units == 1
    here.card(2).field("units").setValue(0)
    assert here.window.project.network.layers[2].units is None
    assert here.card(2).field("units").text() == "auto (1)"


def test_that_dropouts_probability_is_changed_in_the_card(here):
    add(here, "dropout")
    assert here.window.project.network.layers[2] == DropoutLayer(p=0.2)
    here.type_into(here.card(2).field("p"), "0.35")
    assert here.window.project.network.layers[2] == DropoutLayer(p=0.35)
    assert here.rows()[2] == "Dropout p = 0.35 5 → 5"


def test_that_an_activation_is_exchanged_in_its_card(here):
    choice = here.card(1)._kind
    choice.setCurrentIndex(choice.findData("tanh"))
    assert here.kinds() == ["linear", "tanh", "linear"]
    assert here.action("undo_action").text() == "Undo change ReLU to Tanh"


@pytest.mark.parametrize(
    ("row", "key", "modifier", "kinds", "selected"),
    [
        (1, Qt.Key.Key_Up, ALT, ["relu", "linear", "linear"], 0),
        (0, Qt.Key.Key_Down, ALT, ["relu", "linear", "linear"], 1),
        (1, Qt.Key.Key_Down, ALT, ["linear", "linear", "relu"], 2),
        (0, Qt.Key.Key_Up, ALT, ["linear", "relu", "linear"], 0),
        (2, Qt.Key.Key_Down, ALT, ["linear", "relu", "linear"], 2),
        (1, Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier, ["linear", "linear"], 1),
        (0, Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier, ["relu", "linear"], 0),
        (1, Qt.Key.Key_D, CONTROL, ["linear", "relu", "relu", "linear"], 2),
    ],
)
def test_that_keys_move_remove_and_duplicate(here, row, key, modifier, kinds, selected):
    select(here, row)
    here.key(here.stack, key, modifier)
    assert here.kinds() == kinds
    assert here.stack.currentIndex().row() == selected
    assert [text.split()[0] for text in here.rows()] == [LAYER_KINDS[kind].title for kind in kinds]
    here.action("undo_action").trigger()
    assert here.window.project == open_source("binary-classification")


def test_that_the_last_layer_can_not_be_removed(here):
    for _ in range(5):
        select(here, 0)
        here.key(here.stack, Qt.Key.Key_Delete)
    assert len(here.kinds()) == 1
    assert len(here.rows()) == 1


def test_that_duplicating_the_output_layer_keeps_a_network_that_fits(here):
    select(here, 2)
    here.key(here.stack, Qt.Key.Key_D, CONTROL)
    assert here.kinds() == ["linear", "relu", "linear", "linear"]
    assert here.window.project.problems() == ()


def test_that_enter_puts_the_keyboard_into_the_selected_card(here, qtbot):
    here.window.activateWindow()
    qtbot.waitActive(here.window)
    select(here, 0)
    here.key(here.stack, Qt.Key.Key_Return)
    assert here.card(0).field("units").hasFocus()


def test_that_the_cards_own_button_removes_its_layer(here):
    button = here.card(1).findChild(QAbstractButton, "remove_layer_button")
    here.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert here.kinds() == ["linear", "linear"]


def drop(here, row, before):
    model = here.stack.model()
    data = model.mimeData([model.index(row, 0)])
    model.dropMimeData(data, Qt.DropAction.MoveAction, before, 0, QModelIndex())


@pytest.mark.parametrize(
    ("row", "before", "kinds"),
    [
        (1, 0, ["relu", "linear", "linear"]),
        (0, 2, ["relu", "linear", "linear"]),
        (0, 3, ["relu", "linear", "linear"]),
        (1, -1, ["linear", "linear", "relu"]),
        (1, 1, ["linear", "relu", "linear"]),
        (1, 2, ["linear", "relu", "linear"]),
    ],
)
def test_that_a_dragged_layer_stands_where_it_was_dropped(here, row, before, kinds):
    layers = here.window.project.network.layers
    drop(here, row, before)
    assert here.kinds() == kinds
    assert sorted(map(str, here.window.project.network.layers)) == sorted(map(str, layers))
    assert len(here.rows()) == 3


def test_that_a_dropped_output_layer_shows_its_own_card(here):
    drop(here, 0, 3)
    layers = here.window.project.network.layers
    assert layers[1] == LinearLayer()
    assert layers[2] == LinearLayer(units=5)
    assert here.card(1).field("units").value() == 0
    assert here.card(2).field("units").value() == 5


def test_that_anything_else_dropped_on_the_stack_is_refused(here):
    data = QMimeData()
    data.setText("a layer")
    assert not here.stack.model().dropMimeData(data, Qt.DropAction.MoveAction, 0, 0, QModelIndex())
    assert not data.hasFormat(MIME_TYPE)
    assert here.window.project == open_source("binary-classification")


def test_that_what_does_not_fit_is_marked_at_its_card(here):
    here.card(2).field("units").setValue(3)
    message = here.window.project.problems()[0].message
    assert [here.card(row).property("wrong") for row in range(3)] == ["false", "false", "true"]
    assert here.card(2).toolTip() == message
    assert here.rows()[2].endswith(message)
    here.action("undo_action").trigger()
    assert [here.card(row).property("wrong") for row in range(3)] == ["false", "false", "false"]


def test_that_the_model_takes_values_and_leaves_out_what_is_out_of_range(here):
    model = here.stack.model()
    assert model.setData(model.index(0, 0), 9)
    assert here.window.project.network.layers[0] == LinearLayer(units=9)
    model.setData(model.index(0, 0), -1)
    model.setData(model.index(0, 0), "many")
    model.setData(model.index(1, 0), 4)
    assert here.window.project.network.layers[0] == LinearLayer(units=9)
    assert here.kinds() == ["linear", "relu", "linear"]


def test_that_the_menu_of_a_layer_takes_its_bias_away(here):
    menu = here.stack.layer_menu(0)
    next(action for action in menu.actions() if action.text() == "With bias").trigger()
    menu.deleteLater()
    assert here.window.project.network.layers[0] == LinearLayer(units=5, bias=False)
    assert here.rows()[0] == "Linear 2 → 5, 10 parameters"
    here.wait_for_run()
    assert "0.bias" not in here.window.parameters


def test_that_the_menu_of_a_layer_chooses_its_initial_weights(here):
    menu = here.stack.layer_menu(0)
    (choices,) = (action.menu() for action in menu.actions() if action.text() == "Initial weights")
    titles = [action.text() for action in choices.actions()]
    assert titles == ["PyTorch's default", "Xavier", "Kaiming", "Zeros"]
    assert [action.isChecked() for action in choices.actions()] == [True, False, False, False]
    choices.actions()[3].trigger()
    menu.deleteLater()
    assert here.window.project.network.layers[0] == LinearLayer(units=5, init="zeros")
    assert here.rows()[0] == "Linear 2 → 5, Zeros, 15 parameters"
    here.wait_for_run()
    assert not here.window.parameters["0.weight"].any()


def test_that_a_long_stack_can_be_built_undone_and_redone(here):
    first = here.window.project
    for kind in ("tanh", "linear", "batch_norm", "dropout", "linear", "softplus"):
        add(here, kind)
    select(here, 3)
    here.key(here.stack, Qt.Key.Key_Up, ALT)
    here.key(here.stack, Qt.Key.Key_Delete)
    last = here.window.project
    undo, redo = here.action("undo_action"), here.action("redo_action")
    while undo.isEnabled():
        undo.trigger()
        assert len(here.rows()) == len(here.kinds())
    assert here.window.project == first
    while redo.isEnabled():
        redo.trigger()
        assert len(here.rows()) == len(here.kinds())
    assert here.window.project == last
    assert edits.changed(last) == last


def test_that_nothing_stays_of_the_projects_that_were_opened_before(here):
    """However many projects are opened, as many cards, fields and objects of any kind live as before."""

    def living():
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        # what glides right now is gone in a moment
        resting = (each for each in here.window.findChildren(QObject) if not isinstance(each, QAbstractAnimation))
        return Counter(each.metaObject().className() for each in resting)

    def open_all(times):
        for i in range(times):
            here.window.files.open_source(("deep-regression", "linear-regression", "binary-classification")[i % 3])
        here.wait_for_run()

    open_all(3)
    before, all_before = living(), len(QApplication.allWidgets())
    open_all(48)
    assert here.stack.model().rowCount() == before["LayerCard"] == len(here.stack.findChildren(LayerCard))
    assert living() == before
    assert len(QApplication.allWidgets()) == all_before


def test_that_what_is_typed_for_a_layer_is_not_said_of_the_one_that_takes_its_card(qtbot):
    card, shape = LayerCard(), open_source("binary-classification").layer_shapes()[0]
    qtbot.addWidget(card)
    card.set_card(Card(LinearLayer(units=5), shape, False))
    card.show()
    field = card.field("units")
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "3")
    assert field.has_pending()
    wished = []
    card.layer_wished.connect(wished.append)
    card.set_card(Card(SigmoidLayer(), shape, False))
    field.clearFocus()
    assert not field.has_pending()
    field.commit_pending()
    card.set_card(Card(LinearLayer(units=7), shape, False))
    assert field.value() == 7
    assert wished == []
