"""A button and its action: one text, one state, and a focus that goes where a second press does no harm."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from nnstudio.ui.widgets.actions import ButtonLink, make_action, plain


@pytest.fixture
def linked(qtbot):
    place = QWidget()
    qtbot.addWidget(place)
    action = make_action(place, "step", "&Step && go", ("Ctrl+.",), "One epoch")
    heir, button, dangerous = QPushButton("Train"), QPushButton(), QPushButton("Reset")
    layout = QHBoxLayout(place)
    for each in (heir, button, dangerous):
        layout.addWidget(each)
    ButtonLink(button, action, heir=heir, comes_back=True)
    place.show()
    place.activateWindow()
    qtbot.waitActive(place)
    yield action, button, heir
    place.close()


def test_that_a_button_says_what_its_action_says(linked):
    action, button, _ = linked
    assert (button.text(), button.toolTip()) == ("Step && go", "One epoch")
    assert button.shortcut().isEmpty()
    action.setToolTip("Pause first")
    action.setEnabled(False)
    assert (button.isEnabled(), button.toolTip()) == (False, "Pause first")


def test_that_a_press_does_the_action_once(linked):
    action, button, _ = linked
    done = []
    action.triggered.connect(lambda: done.append(1))
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert done == [1]


def test_that_the_focus_of_a_greyed_button_is_lent_and_comes_back(linked):
    action, button, heir = linked
    button.setFocus()
    action.setEnabled(False)
    assert heir.hasFocus()
    action.setEnabled(True)
    assert button.hasFocus()


@pytest.mark.parametrize(("text", "shown"), [("&Train", "Train"), ("R&&D", "R&D"), ("Save &as …", "Save as …")])
def test_that_a_text_is_shown_without_its_marks(text, shown):
    assert plain(text) == shown
