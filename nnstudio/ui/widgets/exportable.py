"""Copying and saving any picture: a context menu and a small button in a corner."""

from pathlib import Path
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QBuffer, QEvent, QIODevice, QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QAbstractScrollArea, QMenu, QToolButton, QToolTip, QWidget

from nnstudio.language import _
from nnstudio.project.errors import ProjectError
from nnstudio.project.writing import write_bytes
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets import full_screen
from nnstudio.ui.widgets.full_screen import FullScreen
from nnstudio.ui.widgets.picture import Table, csv_text, picture, svg
from nnstudio.ui.widgets.plain_text import complain, tooltip
from nnstudio.ui.widgets.save_path import ask_save_path
from nnstudio.ui.widgets.table_window import TableWindow

_SIDE, _MARGIN = 20, 2


@runtime_checkable
class Tabled(Protocol):
    """A view that can tell the numbers it draws."""

    def table(self) -> Table:
        """What is drawn, by columns, in full precision; empty while there is nothing."""


@runtime_checkable
class Telling(Protocol):
    """A view that can say what it shows."""

    def sentence(self) -> str:
        """In words, with numbers computed from what is drawn; empty while there is nothing."""


class Exportable(QObject):
    """Lets a widget be copied, saved and shown on the full screen. For any QWidget::

        class BarsPlot(QWidget):
            def __init__(self) -> None:
                super().__init__()
                self.setAccessibleName("Bars")      # names the suggested file
                Exportable(self)                    # the widget keeps it

            def table(self) -> dict[str, np.ndarray]:
                return {"height": self._heights}    # offers "Save data"; optional

    Every Canvas has one. A widget with a context menu of its own passes ``with_menu=False`` and adds `actions_to` it.
    """

    saved = Signal(str)
    """Where a file was written."""

    def __init__(self, view: QWidget, top: bool = False, with_menu: bool = True) -> None:
        """`top` puts the button into the upper right corner instead of the lower right one."""
        super().__init__(view)
        self._top, self._with_menu = top, with_menu
        self._button = QToolButton(view)
        self._button.setObjectName("export_button")
        self._button.setAutoRaise(True)
        self._button.setText("…")
        self._button.setToolTip(_("Copy or save this picture or its data, or show it on the full screen"))
        self._button.setAccessibleName(_("Copy, save, full screen"))
        self._button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._button.clicked.connect(self._on_button_clicked)
        view.installEventFilter(self)
        if isinstance(view, QAbstractScrollArea):
            view.viewport().installEventFilter(self)
        theme().changed.connect(self._place_button)
        self._place_button()

    @property
    def view(self) -> QWidget:
        """The widget that is copied and saved."""
        view = self.parent()
        assert isinstance(view, QWidget)
        return view

    def menu(self) -> QMenu:
        """A new menu of what can be done, for the caller to show; it deletes itself when it is closed."""
        # what was said about the place under the pointer is not to lie over it
        QToolTip.hideText()
        menu = QMenu(self.view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.actions_to(menu)
        return menu

    def actions_to(self, menu: QMenu) -> None:
        """Adds the actions to a menu."""
        menu.setToolTipsVisible(True)
        menu.addAction(_("Copy picture"), self.copy)
        menu.addAction(_("Save picture as PNG …"), self.ask_save_png)
        menu.addAction(_("Save picture as SVG …"), self.ask_save_svg)
        data = menu.addAction(_("Save data as CSV …"), self.ask_save_csv)
        menu.addSeparator()
        as_table = menu.addAction(_("Show as table"), self.show_table)
        as_table.setToolTip(_("What the picture shows, in a sentence and in numbers"))
        if not self.table():
            for action in (data, as_table):
                action.setEnabled(False)
                action.setToolTip(_("There are no numbers behind this picture yet"))
        full = menu.addAction(_("Full screen"), self.show_full_screen)
        reason = full_screen.why_not(self.view)
        full.setEnabled(not reason)
        full.setToolTip(tooltip(reason or _("This picture alone; Esc brings it back")))

    def table(self) -> Table:
        """What the view draws, by columns; empty without numbers."""
        view = self.view
        return view.table() if isinstance(view, Tabled) else {}

    def sentence(self) -> str:
        """What the view shows, in words; empty where it can't say."""
        view = self.view
        return view.sentence() if isinstance(view, Telling) else ""

    @Slot()
    def show_table(self) -> None:
        """Opens the numbers in a table of their own; without numbers, nothing happens."""
        table = self.table()
        if table:
            TableWindow(self.view.accessibleName(), self.sentence(), table, self.view.window()).show()

    @Slot()
    def open_menu(self) -> None:
        """Opens the menu at the button."""
        self.menu().popup(self._button.mapToGlobal(QPoint(0, self._button.height())))

    @Slot()
    def copy(self) -> None:
        """Puts the picture into the clipboard."""
        self._button.hide()
        QGuiApplication.clipboard().setImage(picture(self.view))
        self._button.show()

    @Slot()
    def ask_save_png(self) -> None:
        path = self._ask("png", _("PNG picture (*.png)"))
        if path is not None:
            self.save_png(path)

    @Slot()
    def ask_save_svg(self) -> None:
        path = self._ask("svg", _("SVG picture (*.svg)"))
        if path is not None:
            self.save_svg(path)

    @Slot()
    def ask_save_csv(self) -> None:
        path = self._ask("csv", _("Comma-separated values (*.csv)"))
        if path is not None:
            self.save_csv(path)

    def save_png(self, path: Path) -> None:
        """Writes the picture, twice as fine as on the screen; a dialog says why not."""
        self._button.hide()
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        picture(self.view).save(buffer, "PNG")  # type: ignore[call-overload]
        self._button.show()
        self._write(bytes(buffer.data().data()), path)

    def save_svg(self, path: Path) -> None:
        """Writes the picture as vectors; a dialog says why not."""
        self._button.hide()
        content = svg(self.view)
        self._button.show()
        self._write(content, path)

    def save_csv(self, path: Path) -> None:
        """Writes the numbers that are drawn; a dialog says why not."""
        self._write(csv_text(self.table()).encode(), path)

    @Slot()
    def show_full_screen(self) -> None:
        """The view alone on the screen, still alive; Esc brings it back."""
        if not full_screen.why_not(self.view):
            FullScreen(self.view).showFullScreen()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and watched is self.parent():
            self._place_button()
        elif self._with_menu and event.type() is QEvent.Type.ContextMenu and isinstance(event, QContextMenuEvent):
            self.menu().popup(event.globalPos())
            return True
        return False

    @Slot()
    def _place_button(self) -> None:
        view, side, margin = self.view, theme().px(_SIDE), theme().px(_MARGIN)
        self._button.resize(side, side)
        y = margin if self._top else view.height() - side - margin
        self._button.move(view.width() - side - margin, y)
        self._button.raise_()

    @Slot()
    def _on_button_clicked(self) -> None:
        self.open_menu()

    def _ask(self, suffix: str, kind: str) -> Path | None:
        name = (self.view.accessibleName() or self.view.objectName() or "picture").replace("_", " ")
        return ask_save_path(self.view.window(), _("Save"), Path.home() / f"{name}.{suffix}", (f".{suffix}",), kind)

    def _write(self, content: bytes, path: Path) -> None:
        try:
            write_bytes(content, path)
        except ProjectError as error:
            complain(self.view.window(), _("This can't be saved"), str(error))
            return
        self.saved.emit(str(path))
