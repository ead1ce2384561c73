"""The menu bar: letters, keys, and actions that are the buttons' own."""

import re
from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QMessageBox

from nnstudio.project.examples import FIRST_PROJECT, open_source
from nnstudio.project.guided.lesson_reading import list_lessons
from nnstudio.session.training_session import State
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.tab_order import stops_in
from nnstudio.ui.window.commands import commands_in
from nnstudio.ui.window.keyboard_help import KeyboardHelp, rows_of
from nnstudio.ui.window.keys import KEYS

NATIVE = QKeySequence.SequenceFormat.NativeText


def letters(actions):
    return Counter(found[1].lower() for action in actions if (found := re.search(r"(?<!&)&(\w)", action.text())))


def menus_of(bar):
    return [bar, *(menu for menu in bar.window().findChildren(QMenu) if menu.menuAction().text().startswith("&"))]


def test_that_no_menu_has_two_entries_for_one_letter(here):
    bar = here.window.menuBar()
    commands_in(bar)
    for state in State:
        # the text of Train changes with the state
        here.window.parts.transport.set_state(state, 3, 20, "", "")
        for menu in menus_of(bar):
            assert [letter for letter, count in letters(menu.actions()).items() if count > 1] == [], menu
    assert all("&" in action.text() for action in bar.actions())


def test_that_the_menu_trains_by_the_buttons_own_action(here):
    train = here.find("train_menu", QMenu)
    first = train.actions()[0]
    assert first is here.window.parts.transport.train_action
    first.trigger()
    here.wait(lambda: here.window.state == "finished")
    assert first.text() == "&Train further"
    assert here.button("train_button").text() == "Train further"


def test_that_the_menu_chooses_speed_and_device_as_the_selectors_do(here):
    commands = {command.title: command for command in commands_in(here.window.menuBar())}
    commands["5 epochs/s"].action.trigger()
    assert here.selector("speed_selector").currentText() == "5 epochs/s"
    again = {command.title: command for command in commands_in(here.window.menuBar())}
    assert again["5 epochs/s"].action.isChecked()
    again["Full speed"].action.trigger()
    greyed = [command for command in again.values() if command.menus[-1] == "Device" and command.reason]
    assert all("CUDA" in command.title or "MPS" in command.title for command in greyed)


def test_that_whatever_can_not_be_done_says_why(here):
    for command in commands_in(here.window.menuBar()):
        if not command.action.isEnabled():
            assert command.reason not in ("", "Not possible now"), command.title


def test_that_new_starts_over_and_asks_first(here, monkeypatch):
    here.card(0).field("units").setValue(8)
    asked = []
    question = QMessageBox.StandardButton
    monkeypatch.setattr(QMessageBox, "question", lambda *_: asked.append(1) or question.Discard)
    here.action("new_action").trigger()
    assert asked == [1]
    assert here.window.project == open_source(FIRST_PROJECT)
    assert "Untitled" in here.window.windowTitle()


def test_that_a_key_opens_each_panel_and_gives_it_the_focus(studio, qtbot):
    here = studio()
    here.window.activateWindow()
    qtbot.waitActive(here.window)
    here.wait(lambda: here.window.drawers._has_begun)
    for name, action in zip(here.window.drawers._docks, here.window.drawers.actions(), strict=True):
        assert not action.shortcut().isEmpty(), name
        keys = action.shortcut()[0]
        QTest.keyClick(here.window, keys.key(), keys.keyboardModifiers())
        dock = here.window.drawers[name]
        assert dock.isVisible()
        if stops_in(dock.widget()):
            assert dock.isAncestorOf(QApplication.focusWidget()), name
        QTest.keyClick(here.window, keys.key(), keys.keyboardModifiers())
        assert dock.isHidden()


def test_that_the_list_of_keys_is_that_of_the_actions(here):
    rows = rows_of(here.window)
    told = {keys for section in rows.values() for keys, _ in section}
    assert not any(key.endswith("Save") for keys in told for key in keys.split(", "))
    for action in here.window.findChildren(QAction):
        if action.shortcuts() and action.shortcutContext() is Qt.ShortcutContext.WindowShortcut:
            assert any(action.shortcut().toString(NATIVE) in keys.split(", ") for keys in told), action.text()
    here.window.dialogs()["keyboard"]()
    dialog = here.window.findChild(KeyboardHelp)
    text = dialog.text.toPlainText()
    assert all(does in text for section in rows.values() for _, does in section)
    dialog.close()


def focus(here, name):
    widget = here.find(name)
    widget.setFocus()
    return widget


def pressed(here, name, keys):
    """Presses keys one by one where the focus is."""
    widget = focus(here, name)
    for key in keys:
        keys_of = QKeySequence(key)[0]
        QTest.keyClick(widget, keys_of.key(), keys_of.keyboardModifiers())


def press_among_layers(here):
    here.stack.select_row(0)
    pressed(here, "layer_stack", ["Down"])
    yield here.stack.selected_row() == 1
    pressed(here, "layer_stack", ["Up"])
    pressed(here, "layer_stack", ["Return"])
    yield here.card(0).isAncestorOf(QApplication.focusWidget())
    focus(here, "layer_stack")
    pressed(here, "layer_stack", ["Alt+Down"])
    yield here.kinds() == ["relu", "linear", "linear"]
    pressed(here, "layer_stack", ["Alt+Up", "Ctrl+D"])
    yield here.kinds() == ["linear", "linear", "relu", "linear"]
    pressed(here, "layer_stack", ["Del"])
    yield here.kinds() == ["linear", "relu", "linear"]


def press_in_diagram(here):
    diagram, selection = here.window.diagram, here.window.selection
    pressed(here, "network_diagram", ["Right"])
    yield diagram.keyboard_spot is not None
    before = diagram.keyboard_spot
    pressed(here, "network_diagram", ["Left", "Right"])
    yield diagram.keyboard_spot == before
    pressed(here, "network_diagram", ["Left", "Return"])
    yield selection.unit is not None
    pressed(here, "network_diagram", ["Esc"])
    yield selection.unit is None
    pressed(here, "network_diagram", ["Space"])
    yield len(selection.off) == 1
    pressed(here, "network_diagram", ["Space", "F2"])
    yield diagram.popup.isVisible()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    pressed(here, "network_diagram", ["+"])
    yield here.window.project.network.layers[0].units == 6
    pressed(here, "network_diagram", ["-"])
    yield here.window.project.network.layers[0].units == 5


def press_in_field(here):
    rate = focus(here, "learning_rate")
    pressed(here, "learning_rate", ["Up"])
    yield rate.value() == 0.2
    pressed(here, "learning_rate", ["Down"])
    rate.selectAll()
    QTest.keyClicks(rate, "0.3")
    pressed(here, "learning_rate", ["Return"])
    yield here.window.project.training.optimizer.lr == 0.3
    rate.selectAll()
    QTest.keyClicks(rate, "7")
    pressed(here, "learning_rate", ["Esc"])
    yield rate.value() == 0.3 == here.window.project.training.optimizer.lr


def press_on_timeline(here):
    here.train()
    pressed(here, "timeline", ["Left"])
    yield here.window.epoch == 19
    pressed(here, "timeline", ["Right"])
    yield here.window.epoch == 20
    pressed(here, "timeline", ["Home"])
    yield here.window.epoch == 0
    pressed(here, "timeline", ["End"])
    yield here.window.epoch == 20


def press_over_samples(here):
    here.press("draw_button")
    here.wait(lambda: here.window.project.data.source.kind == "points")
    bar = here.window.result_panel.head.paint_bar
    plot = "decision_plot"
    pressed(here, plot, ["2"])
    yield bar.label == 1
    pressed(here, plot, ["E"])
    yield bar.brush.value == "erase"
    pressed(here, plot, ["M"])
    yield bar.brush.value == "move"


def press_in_walk_through(here):
    here.window.drawers.show("walk")
    here.wait(lambda: here.window.drawers["walk"].panel is not None)
    panel = here.window.drawers["walk"].panel
    here.wait(lambda: panel.stages.count() > 1)
    row = panel.stages.currentRow()
    panel.forward.setFocus()
    QTest.keyClick(panel.forward, Qt.Key.Key_Right)
    yield panel.stages.currentRow() == row + 1
    QTest.keyClick(panel.forward, Qt.Key.Key_Left)
    yield panel.stages.currentRow() == row


def press_in_plot(here):
    plot = here.find("decision_plot")
    view = plot.getPlotItem().getViewBox()
    whole = view.viewRect()
    pressed(here, "decision_plot", ["+"])
    near = view.viewRect()
    yield near.width() < whole.width()
    pressed(here, "decision_plot", ["Right"])
    yield view.viewRect().left() > near.left()
    pressed(here, "decision_plot", ["Left", "Up"])
    yield view.viewRect().top() > near.top()
    pressed(here, "decision_plot", ["Down", "-"])
    yield view.viewRect().width() > near.width()
    pressed(here, "decision_plot", ["+", "Home"])
    yield abs(view.viewRect().width() - whole.width()) < 0.05 * whole.width()


def press_while_presenting(here):
    path, _ = list_lessons()[0]
    here.window.lessons.open(path)
    guide = here.window.lessons.guide
    here.action("present_action").setChecked(True)
    here.wait(lambda: here.window.isActiveWindow() and not theme().is_changing)
    QTest.keyClick(here.window, Qt.Key.Key_PageDown)
    yield guide.progress.step == 1
    QTest.keyClick(here.window, Qt.Key.Key_PageUp)
    yield guide.progress.step == 0
    here.find("train_button").setFocus()
    QTest.keyClick(here.find("train_button"), Qt.Key.Key_Escape)
    yield not here.action("present_action").isChecked()
    here.window.lessons.close()


PRESSED = {
    "Among the layers": press_among_layers,
    "In the diagram": press_in_diagram,
    "In a field": press_in_field,
    "In a plot": press_in_plot,
    "On the timeline": press_on_timeline,
    "Over the samples, while drawing": press_over_samples,
    "In the walk-through": press_in_walk_through,
    "While presenting": press_while_presenting,
}


def test_that_all_places_with_keys_of_their_own_are_tried():
    assert set(PRESSED) == set(KEYS)


@pytest.mark.parametrize("place", KEYS)
def test_that_each_key_does_what_the_list_says(studio, qtbot, place):
    here = studio()
    here.window.activateWindow()
    qtbot.waitActive(here.window)
    for number, holds in enumerate(PRESSED[place](here)):
        assert holds, number
