"""The palette: everything by its name, with the keyboard alone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from nnstudio.project.examples import list_examples, open_source
from nnstudio.project.guided.controls import PANELS
from nnstudio.project.guided.lesson_reading import list_lessons
from nnstudio.ui.widgets.glossary import GLOSSARY
from nnstudio.ui.window.command_palette import CommandPalette, EntryModel


class Palette:
    def __init__(self, here):
        self.here = here
        # windows of tests before may still be about to become active, and the palette goes when another one does
        QApplication.processEvents()
        here.window.activateWindow()
        here.wait(here.window.isActiveWindow)
        keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        QTest.keyClick(here.window, Qt.Key.Key_P, keys)
        self.dialog = here.window.findChild(CommandPalette)
        here.wait(self.dialog.isActiveWindow)

    def type(self, text):
        self.dialog.field.selectAll()
        QTest.keyClicks(QApplication.focusWidget(), text)
        return self.entries()

    def entries(self):
        model = self.dialog.list.model()
        return [model.index(row, 0).data(EntryModel.EntryRole) for row in range(model.rowCount())]

    def press(self, key):
        QTest.keyClick(QApplication.focusWidget(), key)


@pytest.fixture
def opened(here):
    palette = Palette(here)
    yield palette
    for dialog in here.window.findChildren(CommandPalette):
        dialog.close()
    here.window.activateWindow()
    here.wait(lambda: not here.window.findChildren(CommandPalette) and here.window.isActiveWindow())


def test_that_it_has_all_panels_examples_lessons_and_terms(opened):
    titles = {entry.title for entry in opened.dialog._model._all}
    assert titles >= {example.title for example in list_examples()}
    assert titles >= {lesson.title for _, lesson in list_lessons()}
    assert titles >= set(PANELS.values()) | set(GLOSSARY)
    assert titles >= {"Train", "Step", "Save as …", "Dark", "1 epoch/s"}


def test_that_a_few_letters_and_enter_open_a_panel(studio):
    here = studio()
    palette = Palette(here)
    assert palette.type("lay sp")[0].title == "Layer space"
    assert palette.entries()[0].keys == "Ctrl+7"
    palette.press(Qt.Key.Key_Return)
    dock = here.window.drawers["layer_space"]
    assert dock.isVisible()
    # the window becomes active again when the system says so
    here.wait(lambda: dock.isAncestorOf(QApplication.focusWidget()))
    here.wait(lambda: not here.window.findChildren(CommandPalette))


def test_that_the_arrows_choose_and_enter_opens_an_example(opened):
    titles = [entry.title for entry in opened.type("regression")]
    example = next(each for each in list_examples() if each.title in titles)
    for _ in range(titles.index(example.title)):
        opened.press(Qt.Key.Key_Down)
    opened.press(Qt.Key.Key_Return)
    assert opened.here.window.project == open_source(example.id)


def test_that_what_can_not_be_done_says_why_and_is_not_done(opened):
    (reset, *_) = opened.type("reset")
    assert reset.run is None
    assert "Nothing has been trained yet" in reset.about
    opened.press(Qt.Key.Key_Return)
    assert opened.dialog.isVisible()
    opened.press(Qt.Key.Key_Escape)
    assert not opened.dialog.isVisible()


def test_that_a_term_is_explained_and_leads_to_the_manual(opened):
    entry = next(entry for entry in opened.type("patience") if entry.is_term)
    assert entry.about == GLOSSARY["patience"]
    titles = [each.title for each in opened.entries()]
    for _ in range(titles.index("patience")):
        opened.press(Qt.Key.Key_Down)
    opened.press(Qt.Key.Key_Return)
    manual = opened.here.window.findChild(CommandPalette.__mro__[1], "manual_window")
    assert manual.isVisible()
    assert manual.field.text() == "patience"
    manual.close()


def test_that_it_closes_when_one_goes_elsewhere(opened):
    opened.here.window.activateWindow()
    opened.here.wait(lambda: not opened.here.window.findChildren(CommandPalette))
