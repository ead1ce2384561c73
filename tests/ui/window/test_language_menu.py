"""A language is chosen for the next start, where there is one besides English."""

import pytest
from PySide6.QtWidgets import QMessageBox, QWidget

from nnstudio.project.kept_language import kept_language
from nnstudio.ui.window.language_menu import LanguageMenu


@pytest.fixture
def parent(qtbot, tmp_path, monkeypatch):
    """A widget in a studio that has English and German, and keeps its settings in a folder of the test."""
    folder = tmp_path / "languages" / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "nnstudio.mo").touch()
    monkeypatch.setenv("NNSTUDIO_LANGUAGES", str(tmp_path / "languages"))
    monkeypatch.setenv("NNSTUDIO_PORTABLE", str(tmp_path / "own"))
    parent = QWidget()
    qtbot.addWidget(parent)
    return parent


def test_that_a_language_is_kept_for_the_next_start(parent):
    menu = LanguageMenu(parent)
    assert [action.text() for action in menu.actions()] == ["Like the system", "English", "Deutsch"]
    assert menu.actions()[0].isChecked()
    menu.actions()[2].trigger()
    assert kept_language() == "de"
    assert "next start" in parent.findChild(QMessageBox).text()
    assert LanguageMenu(parent).actions()[2].isChecked()


def test_that_what_cannot_be_kept_is_said(parent, tmp_path):
    (tmp_path / "own").write_text("in the way")
    LanguageMenu(parent).actions()[2].trigger()
    assert str(tmp_path / "own") in parent.findChild(QMessageBox).text()


def test_that_there_is_a_menu_only_where_there_is_a_choice(parent, monkeypatch, tmp_path):
    assert LanguageMenu.is_needed()
    monkeypatch.setenv("NNSTUDIO_LANGUAGES", str(tmp_path / "nothing"))
    assert not LanguageMenu.is_needed()
