"""All keys that do something: of the actions as they are, and of what has the focus."""

from collections.abc import Iterable
from html import escape

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QMainWindow, QTextBrowser, QVBoxLayout

from nnstudio.language import _
from nnstudio.ui.style.theme import theme
from nnstudio.ui.window.commands import Command, commands_in
from nnstudio.ui.window.keys import KEYS

Row = tuple[str, str]
"""The keys, and what they do."""


class KeyboardHelp(QDialog):
    """A list that can be scrolled and read, by keyboard and by a screen reader, too."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self.setObjectName("keyboard_help")
        self.setWindowTitle(_("Keyboard"))
        self.text = QTextBrowser()
        self.text.setAccessibleName(_("Keys"))
        self.text.setOpenLinks(False)
        self.text.setHtml("".join(map(_section, rows_of(window).items())))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.text, 1)
        layout.addWidget(buttons)
        self.resize(theme().px(560), theme().px(620))


def rows_of(window: QMainWindow) -> dict[str, list[Row]]:
    """By menu, then by place: the keys and what they do."""
    rows: dict[str, list[Row]] = {}
    commands = commands_in(window.menuBar())
    listed = {command.action for command in commands}
    for command in (*commands, *_without_menu(window.actions(), listed)):
        if command.keys:
            rows.setdefault(command.menus[0], []).append((command.keys, command.title))
    return rows | {place: [(key.keys, key.does) for key in keys] for place, keys in KEYS.items()}


def _without_menu(actions: Iterable[QAction], listed: set[QAction]) -> list[Command]:
    return [Command(action, (_("Everywhere"),)) for action in actions if action not in listed]


def _section(section: tuple[str, list[Row]]) -> str:
    title, rows = section
    cells = "".join(
        f"<tr><td width='45%'><b>{escape(keys)}</b></td><td>{escape(does)}</td></tr>" for keys, does in rows
    )
    return f"<h4>{escape(title)}</h4><table cellpadding='3' width='100%'>{cells}</table>"
