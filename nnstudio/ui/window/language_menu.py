"""The languages to choose from; there is no such menu while English is the only one."""

from functools import partial

from PySide6.QtCore import QLocale
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QMessageBox, QWidget

from nnstudio.language import _
from nnstudio.language.choice import ENGLISH, available
from nnstudio.project.errors import ProjectError
from nnstudio.project.kept_language import keep_language, kept_language
from nnstudio.ui.widgets.plain_text import add_text_action, message_box


class LanguageMenu(QMenu):
    """Keeps the choice for the next start: texts have their language once they are loaded."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_("La&nguage"), parent)
        self.setObjectName("language_menu")
        self._window = parent
        choices = QActionGroup(self)
        for language in ("", *available()):
            action = add_text_action(self, _name(language) if language else _("Like the system"))
            action.setCheckable(True)
            action.setChecked(kept_language() == language)
            action.triggered.connect(partial(self._choose, language))
            choices.addAction(action)

    @staticmethod
    def is_needed() -> bool:
        return len(available()) > 1

    def _choose(self, language: str, checked: bool = True) -> None:
        try:
            keep_language(language)
            text = _("NN Studio speaks the chosen language from its next start on.")
        except ProjectError as error:
            text = str(error)
        message_box(self._window, QMessageBox.Icon.Information, _("Language"), text).open()


def _name(language: str) -> str:
    """What those who speak it call it; Qt calls English American."""
    return "English" if language == ENGLISH else QLocale(language).nativeLanguageName()
