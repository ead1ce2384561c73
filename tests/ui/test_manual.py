"""The manual: every page can be reached, every link leads somewhere, and nothing but its own files is shown."""

import re

import pytest
from PySide6.QtCore import Qt, QUrl

from nnstudio.project.guided.controls import PANELS
from nnstudio.ui.manual.manual_window import ManualWindow
from nnstudio.ui.manual.pages import FIRST, find_pages, manual_dir, pages


@pytest.fixture
def manual(qtbot):
    window = ManualWindow(None)
    qtbot.addWidget(window)
    window.show()
    return window


def test_that_the_contents_list_every_page_and_every_link_leads_to_one():
    assert set(pages()) == {path.name for path in manual_dir().glob("*.md")}
    for page in pages().values():
        for target in re.findall(r"\]\(([^)]*)\)", page.text):
            assert (manual_dir() / target).is_file(), f"{page.name} links to {target}"


def test_that_every_panel_has_its_place_in_the_manual():
    bold = re.findall(r"\*\*(.+?)\*\*", pages()["looking-inside.md"].text)
    assert [title for title in PANELS.values() if title not in bold] == []


def test_that_links_and_the_list_turn_the_pages(manual):
    assert manual.page == FIRST
    manual.view.anchorClicked.emit(QUrl("data.md"))
    assert manual.page == "data.md"
    assert manual.contents.currentItem().data(Qt.ItemDataRole.UserRole) == "data.md"
    manual.contents.setCurrentRow(0)
    assert manual.page == FIRST


def test_that_words_are_found_in_whatever_page_they_stand(manual, qtbot):
    qtbot.keyClicks(manual.field, "plateau PATIENCE")
    assert manual.page == "training.md"
    shown = [manual.contents.item(i) for i in range(manual.contents.count()) if not manual.contents.item(i).isHidden()]
    assert [item.data(Qt.ItemDataRole.UserRole) for item in shown] == find_pages("patience plateau") == ["training.md"]
    assert {mark.cursor.selectedText().lower() for mark in manual.view.extraSelections()} == {"plateau", "patience"}
    manual.field.clear()
    assert manual.page == "training.md"
    assert not any(manual.contents.item(i).isHidden() for i in range(manual.contents.count()))


@pytest.mark.parametrize(
    "place", ["https://nnstudio.invalid/x.png", "file:///etc/hostname", "../screenshot.png", "/etc/x"]
)
def test_that_no_other_file_is_shown_and_no_other_link_followed(manual, place):
    assert manual.view.loadResource(2, QUrl(place)).isNull()
    manual.view.anchorClicked.emit(QUrl(place))
    assert manual.page == FIRST


def test_that_f1_opens_the_manual_once(here):
    here.action("manual_action").trigger()
    window = here.find("manual_window")
    assert window.isVisible()
    window.open_page("safety.md")
    window.close()
    # where nothing has the focus, it opens where it was left
    here.window.setFocus()
    here.action("manual_action").trigger()
    assert here.find("manual_window") is window
    assert window.page == "safety.md"
    window.close()
