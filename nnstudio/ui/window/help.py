"""What the menu Help shows: the manual, the keys, and what this program is."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QMainWindow, QMessageBox

from nnstudio import __version__
from nnstudio.language import _
from nnstudio.ui.widgets.plain_text import message_box

if TYPE_CHECKING:
    from nnstudio.ui.manual.manual_window import ManualWindow


class Help(QObject):
    """Makes each when it is first wished for."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._manual: ManualWindow | None = None

    @Slot()
    def show_manual(self) -> None:
        """Opens the manual, or brings it to the front at the page where it was left."""
        from nnstudio.ui.manual.manual_window import ManualWindow

        if self._manual is None:
            self._manual = ManualWindow(self._window)
        self._manual.show()
        self._manual.raise_()
        self._manual.activateWindow()

    @Slot()
    def show_palette(self) -> None:
        """Opens the palette with all that can be done now."""
        from nnstudio.ui.window.command_palette import CommandPalette

        palette = CommandPalette(self._window)
        palette.term_chosen.connect(self.show_term)
        palette.open()
        palette.activateWindow()

    @Slot(str)
    def show_term(self, term: str) -> None:
        """Opens the manual where a term is found."""
        self.show_manual()
        if self._manual is not None:
            self._manual.field.setText(term)

    @Slot()
    def show_keyboard(self) -> None:
        """Lists all keys as they are now."""
        from nnstudio.ui.window.keyboard_help import KeyboardHelp

        dialog = KeyboardHelp(self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @Slot()
    def show_about(self) -> None:
        text = _(
            "<h3>NN Studio {version}</h3><p>Click a neural network together, train it with real PyTorch, and "
            "watch it learn.</p><p>MIT licence. Nothing you do here leaves this machine.</p>"
        ).format(version=__version__)
        box = message_box(self._window, QMessageBox.Icon.NoIcon, _("About NN Studio"), text)
        box.setTextFormat(Qt.TextFormat.RichText)
        box.open()
