"""Menus, keys, the palette, the tour: what helps to find one's way."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QMenu, QMessageBox

from nnstudio.ui.window.command_palette import CommandPalette
from nnstudio.ui.window.commands import commands_in
from nnstudio.ui.window.keyboard_help import KeyboardHelp
from nnstudio.ui.window.tour import Tour
from tests.gallery.stage import Stage


def menus(stage: Stage) -> None:
    window = stage.open()
    stage.train(window)
    commands_in(window.menuBar())
    for top in window.menuBar().actions():
        menu = top.menu()
        assert isinstance(menu, QMenu)
        menu.adjustSize()
        stage.shoot(f"menu-{menu.title().strip('&').lower()}", menu, ())


def keyboard(stage: Stage) -> None:
    window = stage.open()
    window.dialogs()["keyboard"]()
    dialog = window.findChild(KeyboardHelp)
    assert dialog is not None
    stage.shoot("dialog-keyboard", dialog, ())
    dialog.close()


def palette(stage: Stage) -> None:
    window = stage.open()
    for name, typed in (("", ""), ("-typed", "res"), ("-terms", "loss")):
        window.controllers.help.show_palette()
        dialog = window.findChild(CommandPalette)
        assert dialog is not None
        dialog.field.setText(typed)
        stage.shoot(f"palette{name}", dialog, ())
        dialog.close()
        stage.settle()


def tour(stage: Stage) -> None:
    window = stage.open()
    window.resize(*stage.size)
    window.controllers.help.show_tour()
    shown = window.findChild(Tour)
    assert shown is not None
    for step in range(4):
        shown._show(step)
        stage.settle()
        stage.shoot(f"tour-{step + 1}", window)
    shown.leave()


def saved(stage: Stage) -> None:
    window = stage.open()
    window.resize(*stage.size)
    window.files.saved.emit(Path.home() / "networks" / "circles.nnstudio")
    stage.shoot("saved-message", window, ())
    window.files.tell_kept(bool)
    box = window.findChild(QMessageBox, "kept_message")
    assert box is not None
    stage.shoot("dialog-kept", box, ())
    box.close()


HELP_SCENES: dict[str, Callable[[Stage], None]] = {
    scene.__name__: scene for scene in (menus, keyboard, palette, tour, saved)
}
