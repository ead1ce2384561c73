"""The menu bar: where each action stands, and the menus that are filled when they are opened."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QMenuBar

from nnstudio.language import _
from nnstudio.project.examples import list_examples
from nnstudio.ui.shown.recent_files import recent
from nnstudio.ui.style.motion import motion
from nnstudio.ui.style.theme import theme
from nnstudio.ui.widgets.plain_text import add_text_action, tooltip
from nnstudio.ui.window.actions import Actions
from nnstudio.ui.window.language_menu import LanguageMenu

_APPEARANCES = (
    ("system", _("Like the &system")),
    ("light", _("&Light")),
    ("dark", _("&Dark")),
    ("high-light", _("Light, &high contrast")),
    ("high-dark", _("Dark, high &contrast")),
)


class Menus(QObject):
    """Fills the window's menu bar."""

    source_chosen = Signal(str)
    """An example's id, or a file's path."""

    def __init__(self, bar: QMenuBar, actions: Actions, export: QMenu, train: QMenu, lessons: QMenu) -> None:
        super().__init__(bar)
        file = _menu(bar, _("&File"))
        file.addAction(actions.new)
        examples = file.addMenu(_("Open exa&mple"))
        examples.setToolTipsVisible(True)
        for example in list_examples():
            action = examples.addAction(example.title, partial(self.source_chosen.emit, example.id))
            action.setToolTip(tooltip(example.summary))
        file.addAction(actions.open)
        self._recent = file.addMenu(_("Open &recent"))
        self._recent.aboutToShow.connect(self._fill_recent)
        file.addActions([actions.import_data, actions.import_weights])
        file.addSeparator()
        file.addActions([actions.save, actions.save_as, actions.recover])
        file.addMenu(export)
        file.addSeparator()
        file.addAction(actions.quit)

        edit = _menu(bar, _("&Edit"))
        self._steps = (actions.undo, actions.redo)
        edit.addActions(self._steps)
        edit.aboutToShow.connect(self._show_steps)
        edit.addSeparator()
        edit.addAction(actions.paste)
        edit.addMenu(actions.layer_menu)

        view = _menu(bar, _("&View"))
        appearance = view.addMenu(_("&Appearance"))
        self._appearances = QActionGroup(self)
        for choice, title in _APPEARANCES:
            action = appearance.addAction(title, partial(theme().choose, choice))
            action.setCheckable(True)
            action.setChecked(theme().choice == choice)
            self._appearances.addAction(action)
        if LanguageMenu.is_needed():
            view.addMenu(LanguageMenu(bar))
        less = view.addAction(_("Less &motion"))
        less.setObjectName("less_motion_action")
        less.setToolTip(_("Menus and panels come at once, and layers follow one another in steps"))
        less.setCheckable(True)
        less.setChecked(motion().is_less)
        less.toggled.connect(motion().set_less)
        view.addSeparator()
        view.addActions(actions.panels)
        view.addSeparator()
        view.addActions([actions.larger, actions.smaller, actions.usual_size])
        view.addSeparator()
        view.addActions([actions.fold, actions.present, actions.full_screen])
        view.addSeparator()
        view.addActions([actions.next_region, actions.previous_region])

        bar.addMenu(train)
        bar.addMenu(lessons)

        help_menu = _menu(bar, _("&Help"))
        help_menu.addActions([actions.manual, actions.whats_this, actions.palette, actions.keyboard, actions.tour])
        help_menu.addSeparator()
        help_menu.addActions([actions.log, actions.about])

    @Slot()
    def _show_steps(self) -> None:
        for action, reason in zip(
            self._steps, (_("There is nothing to undo"), _("There is nothing to redo")), strict=True
        ):
            action.setToolTip("" if action.isEnabled() else tooltip(reason))

    @Slot()
    def _fill_recent(self) -> None:
        self._recent.clear()
        for path in recent():
            action = add_text_action(self._recent, Path(path).name)
            action.triggered.connect(partial(self.source_chosen.emit, path))
            action.setToolTip(tooltip(path))
        if self._recent.isEmpty():
            nothing = self._recent.addAction(_("Nothing yet"))
            nothing.setEnabled(False)
            nothing.setToolTip(_("No file has been opened or saved yet"))


def _menu(bar: QMenuBar, title: str) -> QMenu:
    menu = bar.addMenu(title)
    menu.setToolTipsVisible(True)
    return menu
