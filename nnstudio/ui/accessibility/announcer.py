"""Says aloud, by the screen reader, what happens where nobody looks; the keyboard stays where it is."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QApplication, QWidget


class Announcer(QObject):
    """One for the whole application."""

    said = Signal(str, bool)
    """A sentence, and whether it may interrupt what is being read."""

    def say(self, about: QWidget, text: str, urgent: bool = False) -> None:
        """Has a sentence read that concerns a widget.

        Args:
            urgent: it interrupts what is being read, as errors do; else it waits.
        """
        if not text:
            return
        self.said.emit(text, urgent)
        if QAccessible.isActive():
            event = QAccessibleAnnouncementEvent(about, text)
            politeness = QAccessible.AnnouncementPoliteness
            event.setPoliteness(politeness.Assertive if urgent else politeness.Polite)
            QAccessible.updateAccessibility(event)


def announcer() -> Announcer:
    """The application's announcer."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    found = app.findChild(Announcer)
    return found if found is not None else Announcer(app)
