"""Menus, keys, the palette, the tour: what helps to find one's way."""

from collections.abc import Callable

from PySide6.QtWidgets import QMenu

from nnstudio.ui.window.commands import commands_in
from nnstudio.ui.window.keyboard_help import KeyboardHelp
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


HELP_SCENES: dict[str, Callable[[Stage], None]] = {"menus": menus, "keyboard": keyboard}
