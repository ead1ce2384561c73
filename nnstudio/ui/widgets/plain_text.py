"""Text that may come from a file is shown as text.

Qt takes whatever looks like HTML for HTML in labels, tooltips and message boxes (`Qt::AutoText
<https://doc.qt.io/qt-6/qt.html#TextFormat-enum>`_), and then fetches the files that its ``<img>`` names and opens its
links. Names of columns, classes, files, runs and lessons come from strangers: labels, tooltips and boxes are made here.
"""

from html import escape

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, Qt  # mightBeRichText is in there alone
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QMessageBox, QToolTip, QWidget


class PlainLabel(QLabel):
    """A label that shows its text as it is, whatever is in it."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)


class RichLabel(QLabel):
    """A label for the program's own HTML; what comes from elsewhere is escaped by whoever sets the text."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setText(text)


def tooltip(text: str) -> str:
    """What makes Qt show just this text as a tooltip: as it is, or escaped where Qt would take it for HTML."""
    if not Qt.mightBeRichText(text):
        return text
    return f"<span>{escape(text).replace(chr(10), '<br>')}</span>"


def show_tooltip(place: QPoint, text: str, widget: QWidget) -> None:
    """Shows a text at a place on the screen; an empty one hides what is shown. None is shown over an open menu."""
    menu = QApplication.activePopupWidget()
    if menu is not None and widget.window() is not menu:
        text = ""
    QToolTip.showText(place, tooltip(text), widget)


def action_text(text: str) -> str:
    """What makes Qt show just this text in a menu, on a button or a tab, where an & would underline a letter."""
    return text.replace("&", "&&")


def add_text_action(menu: QMenu, text: str) -> QAction:
    """Adds an action with just this text, also as its tooltip: Qt takes that from the text where none is set."""
    action = menu.addAction(action_text(text))
    action.setToolTip(tooltip(text))
    return action


def message_box(window: QWidget, icon: QMessageBox.Icon, title: str, text: str) -> QMessageBox:
    """A box with a plain text and one button to close it; whoever asks for more adds buttons. Not shown yet."""
    box = QMessageBox(window)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setIcon(icon)
    box.setWindowTitle(title)
    box.setText(text)
    box.setStandardButtons(QMessageBox.StandardButton.Ok)
    # to be copied; without links
    box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return box


def complain(window: QWidget, title: str, text: str) -> None:
    """Says in a box what could not be done, and why. Returns at once."""
    box = message_box(window, QMessageBox.Icon.Warning, title, text)
    box.setObjectName("complaint")
    box.open()
