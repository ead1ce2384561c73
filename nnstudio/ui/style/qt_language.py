"""Has Qt speak the chosen language: its own buttons and menus, the numbers in its fields, and which way all runs."""

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, Qt, QTranslator
from PySide6.QtWidgets import QApplication, QGraphicsWidget, QWidget

from nnstudio.language import ENGLISH, chosen
from nnstudio.language.choice import LONG, MIRRORED, PSEUDO
from nnstudio.language.pseudo import pseudo

_LIKE = {LONG: "de", MIRRORED: "he"}
"""Real languages with the pseudo-languages' numbers and direction."""


def qt_locale() -> QLocale:
    """How the chosen language writes numbers, and which way it runs."""
    language = chosen()
    locale = QLocale(_LIKE.get(language, language))
    # fields are to be typed into and copied from, so they have no separators of thousands
    locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
    return locale


def speak(app: QApplication) -> None:
    """To be called before the first widget is made."""
    locale = qt_locale()
    QLocale.setDefault(locale)
    # Qt tells the direction by its own catalogue, and there may be none
    app.setLayoutDirection(locale.textDirection())
    if app.findChild(QTranslator) is None and chosen() != ENGLISH:
        app.installTranslator(_translator(app))


def left_to_right(*widgets: QWidget | QGraphicsWidget) -> None:
    """What doesn't mirror whatever the language: plots, formulas, code, the network from its inputs to its outputs."""
    for widget in widgets:
        widget.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def _translator(parent: QObject) -> QTranslator:
    if chosen() in PSEUDO:
        return _PseudoTranslator(parent)
    translator = QTranslator(parent)
    translator.load(QLocale(chosen()), "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    return translator


class _PseudoTranslator(QTranslator):
    def isEmpty(self) -> bool:
        return False

    def translate(
        self, context: str | bytes, sourceText: str | bytes, disambiguation: str | bytes | None = None, n: int = -1
    ) -> str:
        source = sourceText if isinstance(sourceText, str) else sourceText.decode()
        # Qt's way of being told the direction
        return source if source == "QT_LAYOUT_DIRECTION" else pseudo(source, chosen() == LONG)
