"""What the menu Help shows: the manual, the keys, and what this program is."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QApplication, QMainWindow, QMessageBox

from nnstudio import __version__
from nnstudio.language import _
from nnstudio.ui.docks.workspace import Workspace
from nnstudio.ui.widgets.plain_text import message_box

if TYPE_CHECKING:
    from nnstudio.ui.manual.manual_window import ManualWindow


class Help(QObject):
    """Makes each when it is first wished for."""

    def __init__(self, workspace: Workspace, window: QMainWindow) -> None:
        super().__init__(window)
        self._workspace, self._window = workspace, window
        self._manual: ManualWindow | None = None

    @Slot()
    def show_manual(self) -> None:
        """Opens the manual at what is said about that which has the focus; if nothing is, where it was left."""
        from nnstudio.ui.window.manual_places import place_of

        place = place_of(QApplication.focusWidget())
        manual = self._open_manual()
        if place is not None:
            manual.open_page(place.page, place.words)

    def _open_manual(self) -> "ManualWindow":
        from nnstudio.ui.manual.manual_window import ManualWindow

        if self._manual is None:
            self._manual = ManualWindow(self._window)
        self._manual.show()
        self._manual.raise_()
        self._manual.activateWindow()
        return self._manual

    @Slot()
    def show_tour(self) -> None:
        """Shows a newcomer around, from the first step."""
        from nnstudio.ui.window.tour import Tour

        for tour in self._window.findChildren(Tour):
            tour.leave()
        Tour(self._workspace, self._window).begin()

    @Slot()
    def offer_tour(self) -> None:
        """Shows the tour to those who have not seen it."""
        from nnstudio.ui.window.tour import is_due

        if is_due():
            self.show_tour()

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
        self._open_manual().field.setText(term)

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
