"""What helps: the manual at what has the focus, "What's this?", the tour, where something was saved, what is kept."""

import subprocess
import sys

import pytest
from PySide6.QtCore import QEvent, QSettings, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QWhatsThis, QWidget

from nnstudio.project.guided.controls import CONTROLS
from nnstudio.ui.manual.pages import pages
from nnstudio.ui.window.manual_places import place_of
from nnstudio.ui.window.saved_message import SavedMessage
from nnstudio.ui.window.tour import Tour, is_due
from nnstudio.ui.window.whats_this import text_about

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def active(here):
    here.window.activateWindow()
    here.wait(here.window.isActiveWindow)
    return here


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("learning_rate", "training.md"),
        ("source_noise", "data.md"),
        ("layer_stack", "network.md"),
        ("network_diagram", "network.md"),
        ("diagnosis_strip", "looking-inside.md"),
        ("decision_plot", "looking-inside.md"),
    ],
)
def test_that_f1_opens_the_manual_at_what_has_the_focus(active, name, page):
    active.find(name).setFocus()
    QTest.keyClick(active.find(name), Qt.Key.Key_F1)
    manual = active.find("manual_window")
    assert manual.isVisible()
    assert manual.page == page
    manual.close()


def test_that_the_manual_has_every_place_that_is_named(here):
    docks = [here.find(f"{name}_dock") for name in here.window.drawers._docks]
    for dock in docks:
        place = place_of(dock)
        assert place is not None, dock.objectName()
        assert place.words.casefold() in pages()[place.page].text.casefold(), place


def test_that_every_control_that_lessons_name_says_what_it_is():
    for name in CONTROLS:
        widget = QWidget()
        widget.setObjectName(name)
        assert text_about(widget) is not None, name
        widget.deleteLater()


def test_that_shift_f1_speaks_about_what_a_key_has_brought_the_focus_to(active):
    active.find("train_button").setFocus()
    QTest.keyClick(active.find("train_button"), Qt.Key.Key_Tab)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_F1, SHIFT)
    shown = [widget for widget in QApplication.topLevelWidgets() if widget.inherits("QWhatsThat")]
    assert shown
    for widget in shown:
        widget.close()
    active.wait(lambda: not any(widget.inherits("QWhatsThat") for widget in QApplication.topLevelWidgets()))


def test_that_a_click_that_asks_is_answered_about_the_control(active):
    button = active.find("step_button")
    place = button.rect().center()
    for kind in (QEvent.Type.QueryWhatsThis, QEvent.Type.WhatsThis):
        question = QHelpEvent(kind, place, button.mapToGlobal(place))
        QApplication.sendEvent(button, question)
        assert question.isAccepted()
    active.wait(lambda: any(widget.inherits("QWhatsThat") for widget in QApplication.topLevelWidgets()))
    QWhatsThis.hideText()
    active.wait(lambda: not any(widget.inherits("QWhatsThat") for widget in QApplication.topLevelWidgets()))


def test_that_a_start_loads_nothing_of_what_helps_later():
    later = ("command_palette", "tour", "keyboard_help", "keys")
    modules = [f"nnstudio.ui.window.{name}" for name in later] + ["nnstudio.ui.manual.manual_window"]
    code = f"import sys, nnstudio.ui.window.main_window; print([name for name in {modules} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=100)
    assert done.stdout.strip() == "[]"


def test_that_the_tour_has_four_steps_by_keyboard_and_is_shown_once(active):
    assert is_due()
    before = active.find("learning_rate")
    before.setFocus()
    active.window.controllers.help.offer_tour()
    tour = active.window.findChild(Tour)
    steps = []
    while tour.isVisible():
        steps.append(tour._title.text())
        assert active.window.rect().contains(tour.geometry())
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert len(steps) == len(set(steps)) == 4
    assert QApplication.focusWidget() is before
    assert not is_due()
    active.window.controllers.help.offer_tour()
    active.wait(lambda: active.window.findChild(Tour) is None)
    # but whoever wants sees it again, and may leave it at once
    active.action("tour_action").trigger()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    active.wait(lambda: active.window.findChild(Tour) is None)


def seen_message(here) -> SavedMessage:
    """What says where something was saved, as soon as it is there."""
    here.wait(lambda: any(message.isVisible() for message in here.window.findChildren(SavedMessage)))
    [message] = here.window.findChildren(SavedMessage)
    return message


@pytest.mark.parametrize("suffix", [".json", ".nnstudio"])
def test_that_it_is_said_where_something_was_saved(active, tmp_path, monkeypatch, suffix):
    path = tmp_path / f"mine{suffix}"
    opened = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url) or True)
    active.window.files.save()
    message = seen_message(active)
    assert str(path) in message.accessibleName()
    active.press("open_folder_button")
    assert opened == [QUrl.fromLocalFile(str(tmp_path))]
    # it goes by itself, but not from under the focus
    active.find("train_button").setFocus()
    message._timer.timeout.emit()
    assert not message.isVisible()


def test_that_an_export_says_where_it_lies(active, tmp_path, monkeypatch):
    path = tmp_path / "script.py"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    active.window.exports.ask_export("script")
    message = seen_message(active)
    assert path.exists()
    active.press("hide_saved_button")
    assert not message.isVisible()


def test_that_closing_says_once_that_changes_are_kept_and_where(studio):
    here = studio()
    here.window.tells_what_is_kept = True
    here.card(0).field("units").setValue(8)
    assert not here.window.close()
    box = here.find("kept_message", QMessageBox)
    assert "recovery" in box.informativeText()
    box.button(QMessageBox.StandardButton.Cancel).click()
    here.wait(lambda: here.window.findChild(QMessageBox, "kept_message") is None)
    assert here.window.isVisible()
    here.window.close()
    box = here.find("kept_message", QMessageBox)
    box.checkBox().setChecked(True)
    box.button(QMessageBox.StandardButton.Close).click()
    here.wait(lambda: not here.window.isVisible())
    again = studio()
    again.window.tells_what_is_kept = True
    again.card(0).field("units").setValue(8)
    assert again.window.close()
    assert QSettings().value("window/kept_is_known", False, type=bool)
