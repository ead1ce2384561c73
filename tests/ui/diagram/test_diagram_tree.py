"""The network as a tree: every layer, unit, weight and bias, by names, values and actions alone."""

import gc

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from nnstudio.project import edits
from nnstudio.project.layers.linear import LinearLayer
from nnstudio.project.layers.normalisation import BatchNormLayer
from nnstudio.ui.accessibility.interfaces import install_interfaces
from nnstudio.ui.accessibility.tree import Branch, TreeInterface
from nnstudio.ui.diagram.spots import BiasSpot

Role, Text = QAccessible.Role, QAccessible.Text


@pytest.fixture
def root(here):
    return QAccessible.queryAccessibleInterface(here.find("network_diagram"))


def branches(node):
    found = (node.child(i) for i in range(node.childCount()))
    return [child for child in found if child.role() is Role.TreeItem]


def names(nodes):
    return [node.text(Text.Name) for node in nodes]


def find(nodes, name):
    return next(node for node in nodes if node.text(Text.Name) == name)


def test_that_layers_units_and_parameters_are_all_there_with_their_values(root, here):
    assert root.role() is Role.Tree
    assert names(branches(root)) == ["inputs", "layer 1, Linear 5 · ReLU", "layer 2, Linear 1"]
    inputs, hidden, output = branches(root)
    assert names(branches(inputs)) == ["input x1", "input x2"]
    assert [unit.text(Text.Value) != "" for unit in branches(hidden)] == [True] * 5
    [last] = branches(output)
    parameters = branches(last)
    assert len(parameters) == 6
    shown = here.window.parameters
    for node, value in zip(parameters, [*shown["2.bias"], *shown["2.weight"][0]], strict=True):
        assert np.float32(node.text(Text.Value)) == value
        assert node.valueInterface().currentValue() == value
    assert parameters[3].text(Text.Name).startswith("weight from ReLU unit 3 to output 1")
    assert parameters[3].text(Text.Description) == "2.weight[0, 2]"


def test_that_the_way_back_up_and_the_places_agree(root):
    for column, layer in enumerate(branches(root)):
        assert root.indexOfChild(layer) == column
        for place, unit in enumerate(branches(layer)):
            assert layer.indexOfChild(unit) == place
            assert unit.parent().text(Text.Name) == layer.text(Text.Name)
            assert layer.parent().text(Text.Name) == root.text(Text.Name)
            middle = unit.rect().center()
            assert layer.childAt(middle.x(), middle.y()).text(Text.Name) == unit.text(Text.Name)
            assert [bit.valueInterface() is None for bit in branches(unit)] == [False] * unit.childCount()


def test_that_a_unit_is_shown_and_switched_and_a_weight_changed(root, here):
    unit = branches(branches(root)[1])[2]
    unit.actionInterface().doAction("Show in the big plot")
    assert here.window.selection.unit == (1, 2)
    assert unit.state().selected
    assert "in the big plot" in unit.text(Text.Value)
    unit.actionInterface().doAction("Back to the prediction")
    assert here.window.selection.unit is None
    unit.actionInterface().doAction("Switch off")
    assert here.window.selection.off == {(1, 2)}
    unit.actionInterface().doAction("Switch on")
    weight = branches(unit)[1]
    weight.actionInterface().doAction("Change")
    assert here.window.diagram.popup.target == ("0.weight", (2, 0))
    here.window.diagram.popup.close_up()
    weight.valueInterface().setCurrentValue(0.75)
    here.wait_for_run()
    here.wait(lambda: float(weight.text(Text.Value)) == 0.75)
    here.window.document.undo_stack.undo()


def test_that_the_keyboards_place_is_the_focus(root, here):
    diagram = here.find("network_diagram")
    diagram.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(diagram, Qt.Key.Key_Down)
    assert root.focusChild().text(Text.Name).startswith("ReLU unit 2")


def test_that_the_tree_follows_the_network(root, here):
    layers = (LinearLayer(units=3, bias=False), BatchNormLayer(), LinearLayer())
    gone = branches(branches(root)[1])[4]
    here.window.document.edit("", edits.with_layers(here.window.project, layers))
    here.wait_for_run()
    assert not gone.isValid()
    assert gone.text(Text.Name) == ""
    hidden = branches(root)[1]
    assert names(branches(root)) == ["inputs", "layer 1, Linear 3 · BatchNorm1d", "layer 2, Linear 1"]
    learned = names(branches(branches(hidden)[0]))
    assert len(learned) == 4
    assert learned[2].startswith("1.weight of ")
    here.window.document.undo_stack.undo()


def test_that_nothing_is_asked_of_a_view_that_is_gone(qtbot):
    class Twig(QWidget):
        def __init__(self):
            super().__init__()
            self.tree = self

        def count(self, path):
            return 2 if len(path) < 2 else 0

        def branch(self, path):
            return Branch(f"branch {path}")

        def place(self, path):
            return self.rect()

        def actions(self, path):
            return {}

        def cursor(self):
            return None

        def accessible_interface(self):
            return TreeInterface(self)

    install_interfaces()
    for _ in range(20):
        view = Twig()
        root = QAccessible.queryAccessibleInterface(view)
        known = [QAccessible.uniqueId(child) for node in branches(root) for child in (node, *branches(node))]
        assert all(QAccessible.accessibleInterface(one) is not None for one in known)
        assert root.childAt(*view.mapToGlobal(QPoint(1, 1)).toTuple()) is not None
        del root
        view.deleteLater()
        QApplication.sendPostedEvents(view, QEvent.Type.DeferredDelete)
        del view
        gc.collect()
        assert all(QAccessible.accessibleInterface(one) is None for one in known)


def test_that_a_popup_beside_a_bias_is_where_the_bias_is(root, here):
    bias = branches(branches(branches(root)[1])[0])[0]
    diagram = here.window.diagram
    assert bias.rect().size() == diagram.near(BiasSpot(1, 0)).size()
